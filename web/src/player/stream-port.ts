// A stream under a <video> element: hls.js where it runs, else the browser itself with the one MP4.
//
// Every picture is reported by requestVideoFrameCallback, which is re-armed inside each call and therefore always
// armed before a seek. No level ladder is used: a switch of level under the cursor would be a quality-control hazard.
// Chromium mixes a new sound track to the channels of the one before it, so a track with another count of channels
// is chosen by loading the stream anew.

import Hls, {
  type AudioSelectionOption,
  type ErrorData,
  ErrorDetails,
  ErrorTypes,
  Events,
  type MediaPlaylist,
} from 'hls.js';

import type { Seconds } from './clock';
import { type AudioTrack, type MediaPort, type MediaSource, type PortError, type PortEvent, PortListeners } from './port';

/** Where the volume goes when the sound no longer leaves through the element itself (see meters). */
export interface SoundOutlet {
  setVolume(volume: number, isMuted: boolean): void;
}

export interface StreamAccess {
  /** Of who has no sign-in of their own: sent with every file that is asked for. */
  readonly authorization?: string;
}

const LIMIT_RECOVERIES = 3;
const RECOVERY_DELAY_MS = 1_500;

/** Where hls.js does not run, the one MP4 is played. */
export const playsPieces = (): boolean => Hls.isSupported();

export class StreamPort implements MediaPort {
  readonly #video: HTMLVideoElement;
  readonly #access: StreamAccess;
  readonly #listeners = new PortListeners();
  readonly #ends = new AbortController();
  #hls: Hls | null = null;
  #outlet: SoundOutlet | null = null;
  #volume = { volume: 1, isMuted: false };
  #hasPicture = true;
  #playlistUrl: string | null = null;
  /** The sound track that the element's channels were laid out for. */
  #laidOutFor: AudioTrack | null = null;
  #recoveries = 0;
  /** Where pieces of the stream are gone. */
  #gaps: { readonly start: number; readonly end: number }[] = [];
  #isInGap = false;
  #frameCallback = 0;
  #animation = 0;

  constructor(video: HTMLVideoElement, access: StreamAccess = {}) {
    this.#video = video;
    this.#access = access;
    video.preload = 'auto';
    video.playsInline = true;
    this.#listenToElement();
  }

  /** As measured while the stream was fetched. */
  get throughputKbps(): number | null {
    return this.#hls === null ? null : Math.round(this.#hls.bandwidthEstimate / 1000);
  }

  get video(): HTMLVideoElement {
    return this.#video;
  }

  listen(listener: (event: PortEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  load(source: MediaSource): void {
    this.#stopHls();
    this.#recoveries = 0;
    this.#gaps = [];
    this.#laidOutFor = null;
    this.#playlistUrl = source.playlistUrl;
    this.#armFrameReport();
    if (source.playlistUrl !== null && playsPieces()) this.#loadPlaylist(source.playlistUrl, null);
    else if (source.progressiveUrl !== null) this.#video.src = source.progressiveUrl;
    else this.#fail({ code: 'unsupported', isFatal: true, detail: 'no source that this browser can play' });
  }

  play(): void {
    this.#video.play().catch((reason: unknown) => this.#playRefused(reason));
  }

  pause(): void {
    this.#video.pause();
  }

  seek(to: Seconds): void {
    this.#armFrameReport();
    this.#isInGap = this.#tellGapAt(to);
    this.#video.currentTime = to;
  }

  setRate(rate: number): void {
    this.#video.playbackRate = rate;
  }

  setVolume(volume: number, isMuted: boolean): void {
    this.#volume = { volume, isMuted };
    if (this.#outlet !== null) {
      this.#outlet.setVolume(volume, isMuted);
      return;
    }
    this.#video.volume = volume;
    this.#video.muted = isMuted;
  }

  /** Sends the volume elsewhere, so that meters see the sound as it is on the file. */
  routeSound(outlet: SoundOutlet): void {
    const { volume, isMuted } = this.#volume;
    this.#video.volume = 1;
    this.#video.muted = false;
    this.#outlet = outlet;
    outlet.setVolume(volume, isMuted);
  }

  chooseAudio(id: number): void {
    const hls = this.#hls;
    const track = hls?.audioTracks.find((candidate) => candidate.id === id);
    if (hls === null || track === undefined || this.#playlistUrl === null) return;
    if (channelCount(track.channels) === this.#laidOutFor?.channels) {
      hls.audioTrack = id;
      return;
    }
    this.#tell({ type: 'reloading' });
    this.#stopHls();
    this.#loadPlaylist(this.#playlistUrl, trackOf(track));
  }

  close(): void {
    this.#ends.abort();
    this.#stopHls();
    this.#video.cancelVideoFrameCallback(this.#frameCallback);
    cancelAnimationFrame(this.#animation);
    this.#video.removeAttribute('src');
    this.#video.load();
    this.#listeners.clear();
  }

  #tell(event: PortEvent): void {
    this.#listeners.tell(event);
  }

  #fail(error: PortError): void {
    this.#tell({ type: 'error', error });
  }

  #listenToElement(): void {
    const on = (name: keyof HTMLMediaElementEventMap, act: () => void) =>
      this.#video.addEventListener(name, act, { signal: this.#ends.signal });
    on('loadeddata', () => this.#becomeReady());
    on('seeked', () => this.#seeked());
    on('playing', () => this.#startedPlaying());
    on('pause', () => this.#stoppedPlaying());
    on('waiting', () => this.#tell({ type: 'waiting' }));
    on('timeupdate', () => this.#watchGap());
    on('ended', () => this.#tell({ type: 'ended' }));
    on('error', () => this.#elementFailed());
  }

  #becomeReady(): void {
    this.#hasPicture = this.#video.videoWidth > 0;
    this.#tell({ type: 'ready', hasPicture: this.#hasPicture });
  }

  #seeked(): void {
    if (!this.#hasPicture) this.#tell({ type: 'position', time: this.#video.currentTime });
    this.#tell({ type: 'seeked' });
  }

  #startedPlaying(): void {
    this.#tell({ type: 'playing' });
    if (!this.#hasPicture) this.#reportPosition();
  }

  #stoppedPlaying(): void {
    // The end is told by `ended`; and by the time the event arrives, play() may have been called again.
    if (this.#video.paused && !this.#video.ended) this.#tell({ type: 'paused' });
  }

  #armFrameReport(): void {
    this.#video.cancelVideoFrameCallback(this.#frameCallback);
    this.#frameCallback = this.#video.requestVideoFrameCallback((_now, frame) => {
      this.#armFrameReport();
      const displayedAt = performance.timeOrigin + frame.expectedDisplayTime;
      this.#tell({ type: 'frame', mediaTime: frame.mediaTime, presented: frame.presentedFrames, displayedAt });
    });
  }

  #reportPosition(): void {
    cancelAnimationFrame(this.#animation);
    this.#animation = requestAnimationFrame(() => {
      if (this.#video.paused || this.#hasPicture) return;
      this.#tell({ type: 'position', time: this.#video.currentTime });
      this.#reportPosition();
    });
  }

  #playRefused(reason: unknown): void {
    const name = reason instanceof DOMException ? reason.name : 'unknown';
    // A pause or a new source while play() was under way: nothing is wrong.
    if (name === 'AbortError') return;
    const code = name === 'NotAllowedError' ? 'gesture_needed' : 'other';
    this.#fail({ code, isFatal: false, detail: String(reason) });
    this.#tell({ type: 'paused' });
  }

  #elementFailed(): void {
    // hls.js sees the element's errors itself and recovers where it can.
    if (this.#hls !== null) return;
    const error = this.#video.error;
    const codes = { 2: 'network', 3: 'decode', 4: 'unsupported' } as const;
    const code = codes[error?.code as keyof typeof codes] ?? 'other';
    this.#fail({ code, isFatal: true, detail: error?.message ?? 'media element error' });
  }

  #loadPlaylist(url: string, sound: AudioTrack | null): void {
    const hls = new Hls({
      // A worker would be made from a blob, which the page's policy forbids; fMP4 needs no transmuxing worth one.
      enableWorker: false,
      backBufferLength: 30,
      maxBufferLength: 30,
      maxBufferSize: 96 * 1024 * 1024,
      ...(this.#access.authorization === undefined ? {} : { xhrSetup: (request: XMLHttpRequest) => request.setRequestHeader('Authorization', this.#access.authorization ?? '') }),
      // Of a stream that is still being made, hls.js would else begin with what was made last.
      ...(sound === null ? { startPosition: 0 } : { startPosition: this.#video.currentTime, audioPreference: preferenceFor(sound) }),
    });
    this.#hls = hls;
    this.#laidOutFor = sound;
    hls.on(Events.ERROR, (_event, data) => this.#hlsFailed(hls, data));
    hls.on(Events.AUDIO_TRACKS_UPDATED, () => this.#tellAudio(hls));
    hls.on(Events.AUDIO_TRACK_SWITCHED, () => this.#tellAudio(hls));
    hls.attachMedia(this.#video);
    hls.loadSource(url);
  }

  #tellAudio(hls: Hls): void {
    const tracks = hls.audioTracks.map(trackOf);
    const chosen = tracks.find((track) => track.id === hls.audioTrack) ?? null;
    this.#laidOutFor ??= chosen;
    this.#tell({ type: 'audio', tracks, chosen: chosen?.id ?? null });
  }

  #hlsFailed(hls: Hls, data: ErrorData): void {
    const detail = `${data.type}: ${data.details}${data.error ? ` (${data.error.message})` : ''}`;
    const code = this.#isGap(data) ? 'piece_missing' : codeOf(data);
    if (!data.fatal) {
      // hls.js retries by itself; buffer stalls are told by `waiting`.
      const isTrouble = data.details !== ErrorDetails.INTERNAL_ABORTED && data.type === ErrorTypes.NETWORK_ERROR;
      if (isTrouble) this.#fail({ code, isFatal: false, detail });
      return;
    }
    if (this.#recover(hls, data)) this.#fail({ code, isFatal: false, detail });
    else this.#fail({ code, isFatal: true, detail });
  }

  /** Whether one piece of the stream is gone. Then it is a gap to hls.js, as if the playlist had declared it. */
  #isGap({ details, frag, response }: ErrorData): boolean {
    if (details === ErrorDetails.FRAG_GAP) return true;
    const isGone = response?.code === 404 || response?.code === 410;
    if (details !== ErrorDetails.FRAG_LOAD_ERROR || !isGone || frag === undefined || frag.sn === 'initSegment') return false;
    frag.gap = true;
    frag.tagList.push(['GAP']);
    this.#gaps.push({ start: frag.start, end: frag.end });
    return true;
  }

  #tellGapAt(time: number): boolean {
    const isGap = this.#gaps.some(({ start, end }) => time >= start && time < end);
    if (isGap) this.#fail({ code: 'piece_missing', isFatal: false, detail: `nothing to show at ${time} s` });
    return isGap;
  }

  /** The sound goes on through a gap of the picture. After it Chromium shows no picture for a second or more, unless it seeks. */
  #watchGap(): void {
    if (this.#video.paused || this.#video.seeking) return;
    const wasInGap = this.#isInGap;
    const time = this.#video.currentTime;
    this.#isInGap = wasInGap ? this.#gaps.some(({ start, end }) => time >= start && time < end) : this.#tellGapAt(time);
    if (wasInGap && !this.#isInGap) this.#video.currentTime = time + 0.000_001;
  }

  #recover(hls: Hls, data: ErrorData): boolean {
    const isLost = codeOf(data) === 'not_found' || codeOf(data) === 'not_allowed';
    if (isLost || this.#recoveries >= LIMIT_RECOVERIES) return false;
    this.#recoveries += 1;
    if (data.type === ErrorTypes.MEDIA_ERROR) {
      this.#tell({ type: 'reloading' });
      hls.recoverMediaError();
      return true;
    }
    if (data.type !== ErrorTypes.NETWORK_ERROR) return false;
    setTimeout(() => {
      if (this.#hls !== hls) return;
      if (hls.levels.length === 0 && hls.url !== null) hls.loadSource(hls.url);
      else hls.startLoad();
    }, RECOVERY_DELAY_MS * this.#recoveries);
    return true;
  }

  #stopHls(): void {
    this.#hls?.destroy();
    this.#hls = null;
  }
}

function codeOf(data: ErrorData): PortError['code'] {
  const status = data.response?.code;
  if (status === 404 || status === 410) return 'not_found';
  if (status === 401 || status === 403) return 'not_allowed';
  if (data.type === ErrorTypes.NETWORK_ERROR) return 'network';
  if (data.type === ErrorTypes.MEDIA_ERROR) {
    return data.details === 'manifestIncompatibleCodecsError' || data.details === 'bufferAddCodecError'
      ? 'unsupported'
      : 'decode';
  }
  return 'other';
}

function trackOf(track: MediaPlaylist): AudioTrack {
  const { id, name, lang, channels } = track;
  return { id, name, language: lang ?? null, channels: channelCount(channels) };
}

function preferenceFor(sound: AudioTrack): AudioSelectionOption {
  return { name: sound.name, ...(sound.language === null ? {} : { lang: sound.language }) };
}

/** A playlist writes `CHANNELS="6"` or `"16/JOC"`. */
function channelCount(text: string | undefined): number | null {
  const count = Number.parseInt(text ?? '', 10);
  return Number.isFinite(count) ? count : null;
}
