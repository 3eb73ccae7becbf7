// Draws a track of timed text into an element that lies on the picture, by imsc: at the frame that is on the screen, never by
// the medium's clock. What does not change from one frame to the next is not drawn again.

import { fromXML, generateISD, renderHTML, type ErrorHandler, type Tt } from 'imsc';
import type { EditRate } from '../timecode';
import { changeAt, type CaptionTrack, momentAt } from './track';

/** imsc says by throwing what it cannot go on after. */
const QUIET: ErrorHandler = { info: () => undefined, warn: () => undefined, error: () => undefined, fatal: () => undefined };

interface Read {
  readonly document: Tt;
  readonly changes: readonly number[];
}

export class CaptionDrawing {
  readonly #element: HTMLElement;
  readonly #track: CaptionTrack;
  readonly #rate: EditRate;
  readonly #urlOf: (file: string) => string;
  readonly #read = new Map<number, Read | null>();
  /** What stands there: document, change and size. */
  #drawn = '';

  /** `urlOf` is where a file beside the track's own is. */
  constructor(element: HTMLElement, track: CaptionTrack, rate: EditRate, urlOf: (file: string) => string) {
    this.#element = element;
    this.#track = track;
    this.#rate = rate;
    this.#urlOf = urlOf;
  }

  /** False where the document of this frame cannot be drawn. */
  show(frame: number): boolean {
    const moment = momentAt(this.#track, frame, this.#rate);
    const read = moment === null ? undefined : this.#readOnce(moment.document);
    if (read === null) {
      this.clear();
      return false;
    }
    const change = moment === null || read === undefined ? -1 : changeAt(read.changes, moment.seconds);
    const { clientWidth: width, clientHeight: height } = this.#element;
    if (moment === null || read === undefined || change < 0 || width === 0) {
      this.clear();
      return true;
    }
    const drawn = `${moment.document} ${change} ${width}×${height}`;
    if (drawn === this.#drawn) return true;
    this.clear();
    this.#drawn = drawn;
    try {
      const isd = generateISD(read.document, read.changes[change] ?? 0, QUIET);
      renderHTML(isd, this.#element, (name, image) => this.#load(moment.document, name, image), height, width, false, QUIET, null, false);
      return true;
    } catch {
      this.clear();
      return false;
    }
  }

  clear(): void {
    if (this.#drawn !== '') this.#element.replaceChildren();
    this.#drawn = '';
  }

  #readOnce(number: number): Read | null {
    const known = this.#read.get(number);
    if (known !== undefined) return known;
    const read = readDocument(this.#track.documents[number]?.text ?? '');
    this.#read.set(number, read);
    return read;
  }

  #load(number: number, name: string, image: HTMLImageElement): void {
    const found = this.#track.documents[number]?.images.find((each) => each.name === name);
    if (found !== undefined) image.src = this.#urlOf(found.file);
  }
}

function readDocument(text: string): Read | null {
  try {
    const document = fromXML(text, QUIET);
    return document === null ? null : { document, changes: document.getMediaTimeEvents() };
  } catch {
    return null;
  }
}
