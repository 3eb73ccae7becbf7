// What is used of imsc, which has no types of its own.

declare module 'imsc' {
  /** A document. */
  export interface Tt {
    /** Seconds at which something changes, in order. */
    getMediaTimeEvents(): number[];
  }
  /** All that is seen from one change to the next. */
  export interface Isd {
    readonly contents: readonly unknown[];
  }
  export interface ErrorHandler {
    info(message: string): void;
    warn(message: string): void;
    error(message: string): void;
    fatal(message: string): void;
  }
  export function fromXML(text: string, errorHandler: ErrorHandler): Tt | null;
  export function generateISD(document: Tt, seconds: number, errorHandler: ErrorHandler): Isd;
  export function renderHTML(
    isd: Isd,
    element: HTMLElement,
    imgResolver: (name: string, image: HTMLImageElement) => void,
    heightPx: number,
    widthPx: number,
    isForcedOnly: boolean,
    errorHandler: ErrorHandler,
    before: unknown,
    rollsUp: boolean,
  ): unknown;
}
