import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FakePort } from './harness';
import { Player } from './player';
import { SEEK_LIMIT_MS } from './seeking';
import { carriedOf } from './snapshot';
import { asFrame } from './timecode';

const RATE = { num: 24, den: 1 };
const SECOND = 24;
const DURATION = 20 * SECOND;
const TRACKS = [
  { id: 0, name: 'Stereo', language: 'en', channels: 2 },
  { id: 1, name: '5.1', language: 'en', channels: 6 },
];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTime(ms);

function room(rate = RATE) {
  const port = new FakePort(rate, DURATION, TRACKS);
  const source = { playlistUrl: '/master.m3u8', progressiveUrl: null };
  const player = new Player(port, { source, rate, durationFrames: DURATION });
  return { port, player, now: () => player.snapshot() };
}

function ready(rate = RATE) {
  const all = room(rate);
  all.player.load();
  pass(200);
  all.port.seeks.length = 0;
  all.port.commands.length = 0;
  return all;
}

function readyAt(frame: number) {
  const all = ready();
  all.player.seek(asFrame(frame));
  pass(100);
  all.port.seeks.length = 0;
  return all;
}

it('begins where it was told to, whatever picture comes while the stream is loaded', () => {
  const port = new FakePort(RATE, DURATION, TRACKS);
  const player = new Player(port, { source: { playlistUrl: '/master.m3u8', progressiveUrl: null }, rate: RATE, durationFrames: DURATION, startAt: asFrame(100) });
  player.load();
  port.tell({ type: 'frame', mediaTime: 0, presented: 1 });
  pass(200);
  expect(player.snapshot()).toMatchObject({ frame: 100, proof: { kind: 'proven' } });
});

describe('settling', () => {
  it('seeks also where it is believed to stand', () => {
    const { player, port, now } = readyAt(100);
    player.seek(asFrame(100));
    expect(port.seeks).toHaveLength(0);
    player.settleOn(asFrame(100));
    expect(now().proof.kind).toBe('seeking');
    pass(100);
    expect(port.seeks).toHaveLength(1);
    expect(now()).toMatchObject({ frame: 100, proof: { kind: 'proven' } });
  });
});

describe('loading', () => {
  it('ends with the first frame proven', () => {
    const { player, now } = room();
    expect(now().status).toBe('empty');
    player.load();
    expect(now().status).toBe('loading');
    pass(200);
    expect(now()).toMatchObject({ status: 'ready', frame: 0, proof: { kind: 'proven' }, last: DURATION - 1 });
  });

  it('takes no orders before it is ready', () => {
    const { player, port } = room();
    player.play();
    player.seek(asFrame(100));
    player.step(1);
    expect(port.commands).toEqual([]);
    expect(port.seeks).toEqual([]);
  });

  it('after a failure leads back to where one was', () => {
    const { player, port, now } = readyAt(100);
    port.tell({ type: 'error', error: { code: 'network', isFatal: true, detail: 'gone' } });
    expect(now().status).toBe('failed');
    player.load();
    pass(200);
    expect(now()).toMatchObject({ status: 'ready', frame: 100, trouble: null, proof: { kind: 'proven' } });
    expect(port.seeks.at(-1)).toBe(100);
  });

  it('a fatal error ends it and a passing one does not', () => {
    const { player, port, now } = ready();
    player.play();
    port.tell({ type: 'error', error: { code: 'network', isFatal: false, detail: 'a segment' } });
    expect(now()).toMatchObject({ status: 'ready', motion: 'playing', trouble: { code: 'network' } });
    port.tell({ type: 'error', error: { code: 'decode', isFatal: true, detail: 'broken' } });
    expect(now()).toMatchObject({ status: 'failed', motion: 'paused', trouble: { code: 'decode' } });
  });
});

describe('loading anew, as for a sound track with other channels', () => {
  it('leads back to the frame that was shown', () => {
    const { player, port, now } = readyAt(100);
    port.tell({ type: 'reloading' });
    expect(now()).toMatchObject({ status: 'loading', frame: 100, proof: { kind: 'none' } });
    player.pause();
    expect(now()).toMatchObject({ proof: { kind: 'none' } });
    port.tell({ type: 'ready', hasPicture: true });
    pass(100);
    expect(now()).toMatchObject({ status: 'ready', frame: 100, motion: 'paused', proof: { kind: 'proven' } });
  });

  it('goes to the frame that was asked for meanwhile, and steps from it', () => {
    const { player, port, now } = readyAt(100);
    port.tell({ type: 'reloading' });
    player.seek(asFrame(7));
    expect(port.seeks).toEqual([]);
    expect(now()).toMatchObject({ frame: 100, target: 7, proof: { kind: 'none' } });
    player.step(1);
    port.tell({ type: 'ready', hasPicture: true });
    pass(100);
    expect(now()).toMatchObject({ frame: 8, target: null, proof: { kind: 'proven' } });
  });

  it('goes on to the frame that a seek had not reached', () => {
    const { player, port, now } = readyAt(100);
    port.faults.push({ kind: 'never_arrives' });
    player.seek(asFrame(72));
    pass(100);
    port.tell({ type: 'reloading' });
    expect(now()).toMatchObject({ status: 'loading', frame: 100, target: 72 });
    port.tell({ type: 'ready', hasPicture: true });
    pass(100);
    expect(now()).toMatchObject({ frame: 72, target: null, proof: { kind: 'proven' } });
  });

  it('plays when it is there if that was asked for meanwhile', () => {
    const { player, port, now } = readyAt(100);
    port.tell({ type: 'reloading' });
    player.togglePlay();
    pass(10);
    expect(now()).toMatchObject({ motion: 'paused', speed: 1 });
    port.tell({ type: 'ready', hasPicture: true });
    pass(200);
    expect(now()).toMatchObject({ motion: 'playing', speed: 1 });
  });

  it('goes on playing if it was', () => {
    const { player, port, now } = readyAt(100);
    player.shuttle(1);
    player.shuttle(1);
    pass(500);
    port.pause();
    port.tell({ type: 'reloading' });
    pass(10);
    port.tell({ type: 'ready', hasPicture: true });
    pass(200);
    expect(now()).toMatchObject({ motion: 'playing', speed: 2 });
  });
});

describe('seeking', () => {
  it('changes nothing that is shown until the picture is there', () => {
    const { player, now } = ready();
    player.seek(asFrame(100));
    expect(now()).toMatchObject({ frame: 0, target: 100, proof: { kind: 'seeking' } });
    pass(100);
    expect(now()).toMatchObject({ frame: 100, target: null, proof: { kind: 'proven' } });
  });

  it('seeks once more when another picture comes', () => {
    const { player, port, now } = ready();
    port.faults.push({ kind: 'shows_other', offset: -1 });
    player.seek(asFrame(100));
    pass(100);
    expect(now()).toMatchObject({ frame: 99, proof: { kind: 'seeking' } });
    pass(500);
    expect(port.seeks).toEqual([100, 100]);
    expect(now()).toMatchObject({ frame: 100, proof: { kind: 'proven' } });
  });

  it('says so when the second try fails too', () => {
    const { player, port, now } = ready();
    port.faults.push({ kind: 'shows_other', offset: -1 }, { kind: 'shows_other', offset: 2 });
    player.seek(asFrame(100));
    pass(2_000);
    expect(port.seeks).toEqual([100, 100]);
    expect(now()).toMatchObject({
      frame: 102,
      target: null,
      proof: { kind: 'not_verified', wanted: 100, shown: 102, why: 'other_frame' },
    });
  });

  it('says so when no picture is reported at all', () => {
    const { player, port, now } = ready();
    port.faults.push({ kind: 'shows_nothing' }, { kind: 'shows_nothing' });
    player.seek(asFrame(100));
    pass(3_000);
    expect(now()).toMatchObject({ frame: 0, proof: { kind: 'not_verified', shown: null, why: 'no_frame' } });
  });

  it('does not wait for ever', () => {
    const { player, port, now } = ready();
    port.faults.push({ kind: 'never_arrives' });
    player.seek(asFrame(100));
    pass(SEEK_LIMIT_MS - 1);
    expect(now().proof.kind).toBe('seeking');
    pass(1);
    expect(now().proof).toMatchObject({ kind: 'not_verified', why: 'timeout' });
    player.seek(asFrame(50));
    pass(100);
    expect(now()).toMatchObject({ frame: 50, proof: { kind: 'proven' } });
  });

  it('takes it back when the picture comes after all', () => {
    const { player, port, now } = ready();
    port.faults.push({ kind: 'never_arrives' });
    player.seek(asFrame(100));
    pass(SEEK_LIMIT_MS);
    expect(now().proof.kind).toBe('not_verified');
    port.tell({ type: 'frame', mediaTime: 100 / 24, presented: 2 });
    expect(now()).toMatchObject({ frame: 100, proof: { kind: 'proven' } });
  });

  it('a seek to the frame that is proven on the screen needs no seek', () => {
    const { player, port } = readyAt(100);
    player.seek(asFrame(100));
    expect(port.seeks).toEqual([]);
  });

  it('of many requests during a seek only the newest follows', () => {
    const { player, port, now } = ready();
    for (const frame of [10, 20, 30, 40]) player.seek(asFrame(frame));
    expect(now()).toMatchObject({ frame: 0, target: 40 });
    pass(200);
    expect(port.seeks).toEqual([10, 40]);
    expect(now()).toMatchObject({ frame: 40, proof: { kind: 'proven' } });
  });

  it('a seek that hangs gives way to a newer one', () => {
    const { player, port, now } = ready();
    port.faults.push({ kind: 'never_arrives' });
    player.seek(asFrame(10));
    player.seek(asFrame(20));
    pass(600);
    expect(port.seeks).toEqual([10, 20]);
    expect(now()).toMatchObject({ frame: 20, proof: { kind: 'proven' } });
  });

  it('stays within the programme', () => {
    const { player, now } = ready();
    player.seek(asFrame(99_999));
    pass(100);
    expect(now()).toMatchObject({ frame: DURATION - 1, isAtEnd: true });
    player.seek(asFrame(-5));
    pass(100);
    expect(now()).toMatchObject({ frame: 0, isAtEnd: false });
  });

  it('goes on playing if it was', () => {
    const { player, port, now } = ready();
    player.play();
    pass(500);
    player.seek(asFrame(200));
    pass(300);
    expect(port.isPlaying).toBe(true);
    expect(now().motion).toBe('playing');
    expect(now().frame).toBeGreaterThanOrEqual(200);
    expect(port.seeks).toEqual([200]);
  });
});

describe('stepping', () => {
  it('counts from the newest request, so that a held key does not lose steps', () => {
    const { player, now } = readyAt(100);
    player.step(1);
    player.step(1);
    player.step(1);
    pass(300);
    expect(now()).toMatchObject({ frame: 103, proof: { kind: 'proven' } });
    player.stepSeconds(-1);
    pass(100);
    expect(now().frame).toBe(79);
  });

  it('pauses first', () => {
    const { player, port, now } = readyAt(100);
    player.play();
    pass(430);
    const shown = now().frame ?? 0;
    player.step(-1);
    pass(200);
    expect(port.isPlaying).toBe(false);
    expect(now()).toMatchObject({ frame: shown - 1, motion: 'paused', proof: { kind: 'proven' } });
  });

  it('ends at the ends', () => {
    const { player, now } = ready();
    player.step(-1);
    pass(100);
    expect(now().frame).toBe(0);
    player.toLast();
    pass(100);
    player.step(1);
    pass(100);
    expect(now().frame).toBe(DURATION - 1);
  });
});

describe('speeds', () => {
  it('L again is faster, K stops', () => {
    const { player, port, now } = ready();
    for (const speed of [1, 2, 4, 8, 8]) {
      player.shuttle(1);
      expect(now().speed).toBe(speed);
    }
    expect(port.commands).toContain('rate 8');
    player.pause();
    expect(now()).toMatchObject({ speed: 0, motion: 'paused', proof: { kind: 'proven' } });
    expect(port.commands.at(-1)).toBe('rate 1');
  });

  it('Shift is slow', () => {
    const { player, now } = ready();
    player.shuttle(1, true);
    expect(now().speed).toBe(0.5);
    player.shuttle(1, true);
    expect(now().speed).toBe(0.25);
  });

  it('J runs backwards at its speed, one proven seek after another', () => {
    const { player, port, now } = readyAt(240);
    player.shuttle(-1);
    expect(now()).toMatchObject({ motion: 'reversing', speed: -1 });
    pass(2_000);
    expect(port.isPlaying).toBe(false);
    expect(now().frame).toBeGreaterThanOrEqual(240 - 50);
    expect(now().frame).toBeLessThanOrEqual(240 - 44);
    expect(port.seeks.every((frame, n) => n === 0 || frame < (port.seeks[n - 1] ?? 0))).toBe(true);
  });

  it('reverse at 4 keeps its speed though seeks are slow', () => {
    const { player, port, now } = readyAt(400);
    port.seekDelayMs = 150;
    for (let n = 0; n < 3; n += 1) player.shuttle(-1);
    expect(now().speed).toBe(-4);
    pass(3_000);
    expect(now().frame).toBeGreaterThan(400 - 4 * 72 - 10);
    expect(now().frame).toBeLessThan(400 - 4 * 72 + 30);
  });

  it('reverse stops at the first frame', () => {
    const { player, now } = readyAt(20);
    player.shuttle(-1);
    pass(3_000);
    expect(now()).toMatchObject({ frame: 0, motion: 'paused', speed: 0, proof: { kind: 'proven' } });
  });

  it('turns from reverse to forward and back', () => {
    const { player, port, now } = readyAt(240);
    player.shuttle(-1);
    pass(500);
    player.shuttle(1);
    pass(200);
    expect(now()).toMatchObject({ motion: 'playing', speed: 1 });
    expect(port.isPlaying).toBe(true);
    player.shuttle(-1);
    pass(200);
    expect(now()).toMatchObject({ motion: 'reversing', speed: -1 });
    expect(port.isPlaying).toBe(false);
    player.pause();
    pass(1_000);
    expect(now().motion).toBe('paused');
  });

  it('play during a seek starts when the seek is over', () => {
    const { player, port, now } = ready();
    player.seek(asFrame(100));
    player.play();
    expect(port.isPlaying).toBe(false);
    pass(200);
    expect(now().motion).toBe('playing');
    expect(now().frame).toBeGreaterThanOrEqual(100);
  });

  it('a pause from elsewhere is seen', () => {
    const { player, port, now } = ready();
    player.play();
    port.tell({ type: 'paused' });
    expect(now()).toMatchObject({ motion: 'paused', speed: 0 });
  });
});

describe('the end of the media', () => {
  it('stands on the last frame, proven', () => {
    const { player, now } = readyAt(DURATION - 10);
    player.play();
    pass(1_000);
    expect(now()).toMatchObject({ frame: DURATION - 1, motion: 'paused', isAtEnd: true, proof: { kind: 'proven' } });
  });

  it('play begins anew from there', () => {
    const { player, now } = readyAt(DURATION - 1);
    player.play();
    pass(300);
    expect(now().motion).toBe('playing');
    expect(now().frame).toBeLessThan(10);
  });

  it('a last picture that was let go is sought', () => {
    const { player, port, now } = readyAt(DURATION - 10);
    port.letGo.add(DURATION - 1);
    player.play();
    pass(1_000);
    expect(port.seeks).toEqual([DURATION - 1]);
    expect(now()).toMatchObject({ frame: DURATION - 1, proof: { kind: 'proven' } });
  });
});

describe('marks and loop', () => {
  it('an out before the in drops the in, and the other way round', () => {
    const { player, now } = readyAt(100);
    player.setIn();
    expect(now()).toMatchObject({ markIn: 100, markOut: null });
    player.setOut(asFrame(120));
    expect(now()).toMatchObject({ markIn: 100, markOut: 120 });
    player.setOut(asFrame(90));
    expect(now()).toMatchObject({ markIn: null, markOut: 90 });
    player.setIn(asFrame(95));
    expect(now()).toMatchObject({ markIn: 95, markOut: null });
    player.setOut(asFrame(95));
    player.clearMarks();
    expect(now()).toMatchObject({ markIn: null, markOut: null });
  });

  it('goes to in and out', () => {
    const { player, now } = ready();
    player.setIn(asFrame(100));
    player.setOut(asFrame(120));
    player.goToOut();
    pass(100);
    expect(now().frame).toBe(120);
    player.goToIn();
    pass(100);
    expect(now().frame).toBe(100);
  });

  function frames(player: Player): Set<number> {
    const seen = new Set<number>();
    player.subscribe(() => seen.add(player.snapshot().frame ?? -1));
    return seen;
  }

  it('plays from in to out, out included, again and again', () => {
    const { player, port, now } = ready();
    player.setIn(asFrame(100));
    player.setOut(asFrame(111));
    player.toggleLoop();
    player.play();
    pass(200);
    const seen = frames(player);
    pass(3_000);
    expect(Math.min(...seen)).toBe(100);
    expect(Math.max(...seen)).toBe(111);
    expect(port.seeks.filter((frame) => frame === 100).length).toBeGreaterThan(3);
    expect(now().speed).toBe(1);
  });

  it('loops backwards too', () => {
    const { player, now } = readyAt(105);
    player.setIn(asFrame(100));
    player.setOut(asFrame(111));
    player.toggleLoop();
    player.shuttle(-1);
    const seen = frames(player);
    pass(3_000);
    expect(Math.min(...seen)).toBe(100);
    expect(Math.max(...seen)).toBe(111);
    expect(now().motion).toBe('reversing');
  });

  it('loops over the end of the media', () => {
    const { player, now } = readyAt(DURATION - 5);
    player.toggleLoop();
    player.play();
    pass(1_000);
    expect(now()).toMatchObject({ motion: 'playing', speed: 1 });
    expect(now().frame).toBeLessThan(30);
  });
});

describe('play around', () => {
  it('shows two seconds before to two seconds after and returns', () => {
    const { player, now } = readyAt(240);
    const seen: number[] = [];
    player.subscribe(() => seen.push(player.snapshot().frame ?? -1));
    player.playAround();
    pass(1_000);
    expect(now()).toMatchObject({ isPlayingAround: true, motion: 'playing' });
    pass(5_000);
    expect(Math.min(...seen)).toBe(192);
    expect(Math.max(...seen)).toBe(288);
    expect(now()).toMatchObject({ frame: 240, motion: 'paused', isPlayingAround: false, proof: { kind: 'proven' } });
  });

  it('is cut at the ends and comes back also when the media ends', () => {
    const { player, now } = readyAt(DURATION - 5);
    player.playAround();
    pass(5_000);
    expect(now()).toMatchObject({ frame: DURATION - 5, motion: 'paused', isPlayingAround: false });
  });

  it('any other command ends it, also before it began', () => {
    const { player, now } = readyAt(240);
    player.playAround();
    player.pause();
    pass(1_000);
    expect(now()).toMatchObject({ motion: 'paused', isPlayingAround: false });
    player.playAround();
    pass(500);
    player.seek(asFrame(10));
    pass(6_000);
    expect(now().isPlayingAround).toBe(false);
    expect(now().frame).toBeGreaterThan(10);
  });
});

describe('what was shown at normal speed', () => {
  it('is collected in merged ranges and handed over once', () => {
    const { player, now } = readyAt(100);
    player.play();
    pass(1_010);
    player.pause();
    const [[first, last] = [0, 0]] = now().covered;
    expect(first).toBe(100);
    expect(last).toBe(now().frame);
    expect(player.takeCoverage()).toEqual([[first, last]]);
    expect(player.takeCoverage()).toEqual([]);
    player.play();
    pass(500);
    player.pause();
    expect(now().covered).toHaveLength(1);
    expect(player.takeCoverage()).toEqual([[last, now().frame]]);
  });

  it('other speeds, seeks and reverse do not count', () => {
    const { player, now } = readyAt(100);
    player.shuttle(1);
    player.shuttle(1);
    pass(500);
    player.shuttle(-1);
    pass(500);
    player.pause();
    player.seek(asFrame(300));
    pass(100);
    const before = now().covered;
    expect(before.reduce((sum, [first, last]) => sum + last - first + 1, 0)).toBeLessThan(2);
    player.play();
    pass(500);
    player.seek(asFrame(400));
    pass(500);
    player.pause();
    expect(now().covered.slice(-2).map(([first]) => first)).toEqual([300, 400]);
  });

  it('a few pictures let go are bridged and counted, a hole is not', () => {
    const { player, port, now } = ready();
    for (const frame of [5, 6, 20, 21, 22, 23, 24, 25, 26]) port.letGo.add(frame);
    player.play();
    pass(2_010);
    player.pause();
    expect(now().skippedFrames).toBe(2);
    expect(now().covered).toEqual([
      [0, 19],
      [27, now().frame],
    ]);
  });

  it('ranges known from before are shown but not handed over again', () => {
    const { player, now } = ready();
    player.restoreCoverage([[asFrame(0), asFrame(50)]]);
    expect(now().covered).toEqual([[0, 50]]);
    expect(player.takeCoverage()).toEqual([]);
  });
});

describe('sound', () => {
  it('tracks are offered and chosen', () => {
    const { player, now } = ready();
    expect(now()).toMatchObject({ audioTracks: TRACKS, audioTrack: 0 });
    player.nextAudio();
    expect(now().audioTrack).toBe(1);
    player.nextAudio();
    expect(now().audioTrack).toBe(0);
  });

  it('volume is bounded and mute is separate', () => {
    const { player, port, now } = ready();
    player.setVolume(1.5);
    expect(now()).toMatchObject({ volume: 1, isMuted: false });
    player.setVolume(0.5, true);
    expect(port.commands.at(-1)).toBe('volume 0.5 muted');
  });

  it('alone is played and sought by its position', () => {
    const all = room();
    all.port.hasPicture = false;
    all.player.load();
    pass(200);
    all.player.seek(asFrame(100));
    pass(100);
    expect(all.now()).toMatchObject({ hasPicture: false, frame: 100, proof: { kind: 'proven' } });
    all.player.play();
    pass(1_000);
    all.player.pause();
    expect(all.now().covered).toEqual([[100, all.now().frame]]);
  });
});

describe('listeners', () => {
  it('see a new snapshot at every change and the same one between', () => {
    const { player, now } = ready();
    const listener = vi.fn();
    const stop = player.subscribe(listener);
    const before = now();
    expect(now()).toBe(before);
    player.setIn(asFrame(3));
    expect(listener).toHaveBeenCalledOnce();
    expect(now()).not.toBe(before);
    stop();
    player.clearMarks();
    expect(listener).toHaveBeenCalledOnce();
  });
});

describe('at 59.94', () => {
  it('every step is the next frame', () => {
    const { player, now } = ready({ num: 60_000, den: 1_001 });
    for (let frame = 1; frame <= 60; frame += 1) {
      player.step(1);
      pass(100);
      expect(now()).toMatchObject({ frame, proof: { kind: 'proven' } });
    }
  });
});

describe('a range given to loop over', () => {
  it('is played again and again, and In and Out stay', () => {
    const { player, now } = readyAt(100);
    player.setIn(asFrame(10));
    player.setOut(asFrame(20));
    player.loopOver(asFrame(200), asFrame(212));
    expect(now()).toMatchObject({ markIn: 10, markOut: 20, loopOver: [200, 212], isLooping: true });
    const shown = new Set<number>();
    player.subscribe(() => shown.add(now().frame ?? -1));
    pass(3_000);
    expect(now().motion).toBe('playing');
    expect([...shown].every((frame) => frame === 100 || (frame >= 200 && frame <= 213))).toBe(true);
    expect(shown.has(212)).toBe(true);
  });

  it('ends when one goes elsewhere, and not when one steps within it', () => {
    const { player, now } = readyAt(100);
    player.loopOver(asFrame(200), asFrame(212));
    pass(300);
    player.pause();
    player.seek(asFrame(205));
    expect(now().loopOver).toEqual([200, 212]);
    player.seek(asFrame(300));
    expect(now()).toMatchObject({ loopOver: null, isLooping: false });
  });

  it('ends when one marks', () => {
    const { player, now } = readyAt(100);
    player.loopOver(asFrame(200), asFrame(212));
    player.setIn(asFrame(201));
    expect(now()).toMatchObject({ loopOver: null, isLooping: false, markIn: 201 });
  });
});

it('another stream of the programme takes over what a person chose', () => {
  const { player } = readyAt(100);
  player.setIn(asFrame(10));
  player.setVolume(0.4, true);
  const port = new FakePort(RATE, DURATION, TRACKS);
  const next = new Player(port, { source: { playlistUrl: '/hdr.m3u8', progressiveUrl: null }, rate: RATE, durationFrames: DURATION, startAt: asFrame(100) }, carriedOf(player.snapshot()));
  next.load();
  pass(200);
  expect(next.snapshot()).toMatchObject({ frame: 100, markIn: 10, volume: 0.4, isMuted: true, proof: { kind: 'proven' } });
  expect(port.commands).toContain('volume 0.4 muted');
});
