// The strip of thumbnails: which tile of which sheet stands where, and the sheets as they arrive.

import { type Extent, frameUnder, type View } from './scale';

/** As the server's index has it, with addresses for names. Tile k shows frame k × every_frames. */
export interface ThumbnailStrip {
  readonly tile_width: number;
  readonly tile_height: number;
  readonly columns: number;
  readonly rows: number;
  readonly every_frames: number;
  readonly count: number;
  readonly sheets: readonly string[];
}

export interface PlacedTile {
  readonly sheet: string;
  readonly sourceX: number;
  readonly sourceY: number;
  readonly x: number;
  readonly widthPx: number;
}

/** Tiles side by side over the visible part. Slots are fixed to the programme, so pictures do not swim when moved. */
export function placeTiles(strip: ThumbnailStrip, view: View, extent: Extent, heightPx: number): PlacedTile[] {
  const widthPx = Math.max((heightPx * strip.tile_width) / strip.tile_height, 1);
  const leftPx = view.first / view.framesPerPx;
  const endPx = Math.min(extent.widthPx, extent.countFrames / view.framesPerPx - leftPx);
  const placed: PlacedTile[] = [];
  for (let slot = Math.floor(leftPx / widthPx); slot * widthPx - leftPx < endPx; slot += 1) {
    const x = slot * widthPx - leftPx;
    const tile = tileAt(strip, frameUnder(view, Math.max(x, 0), extent));
    if (tile !== null) placed.push({ ...tile, x, widthPx });
  }
  return placed;
}

function tileAt(strip: ThumbnailStrip, frame: number): Pick<PlacedTile, 'sheet' | 'sourceX' | 'sourceY'> | null {
  const perSheet = strip.columns * strip.rows;
  const index = Math.min(Math.floor(frame / strip.every_frames), strip.count - 1);
  const sheet = strip.sheets[Math.floor(index / perSheet)];
  if (sheet === undefined || index < 0) return null;
  const place = index % perSheet;
  return {
    sheet,
    sourceX: (place % strip.columns) * strip.tile_width,
    sourceY: Math.floor(place / strip.columns) * strip.tile_height,
  };
}

/** Loads a sheet when it is first wanted; tells when it is there. One that fails stays away. */
export class Sheets {
  readonly #images = new Map<string, HTMLImageElement>();

  constructor(private readonly arrived: () => void) {}

  find(url: string): HTMLImageElement | null {
    const known = this.#images.get(url);
    if (known !== undefined) return known.complete && known.naturalWidth > 0 ? known : null;
    const image = new Image();
    image.decoding = 'async';
    image.addEventListener('load', this.arrived);
    image.src = url;
    this.#images.set(url, image);
    return null;
  }
}
