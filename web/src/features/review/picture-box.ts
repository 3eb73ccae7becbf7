// The place of an issue in the picture, as a box in per cent of it. It stands in the description as words that people
// outside of the room read too, and is read back from there to be drawn. Pure.

export interface PictureBox {
  /** Per cent of the picture's width and height, whole, from the upper left. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const WHOLE = 100;
/** Nothing is smaller than what can be grasped. */
const SMALLEST = 2;
const SENTENCE = /(?:^|\s*)\[Picture: x (\d{1,3})–(\d{1,3}) %, y (\d{1,3})–(\d{1,3}) %(?:, [a-z ]+)?\]/;

export const CENTRE: PictureBox = { left: 40, top: 40, right: 60, bottom: 60 };

const bounded = (value: number): number => Math.min(Math.max(Math.round(value), 0), WHOLE);

/** Between two corners, whichever was first. */
export function boxBetween(x1: number, y1: number, x2: number, y2: number): PictureBox {
  const [left, right] = side(x1, x2);
  const [top, bottom] = side(y1, y2);
  return { left, top, right, bottom };
}

function side(a: number, b: number): readonly [number, number] {
  const low = Math.min(bounded(Math.min(a, b)), WHOLE - SMALLEST);
  return [low, Math.max(bounded(Math.max(a, b)), low + SMALLEST)];
}

/** Moved as a whole, as far as there is picture. */
export function moved(box: PictureBox, dx: number, dy: number): PictureBox {
  const x = Math.min(Math.max(dx, -box.left), WHOLE - box.right);
  const y = Math.min(Math.max(dy, -box.top), WHOLE - box.bottom);
  return { left: box.left + x, top: box.top + y, right: box.right + x, bottom: box.bottom + y };
}

/** Its lower right corner moved. */
export const resized = (box: PictureBox, dx: number, dy: number): PictureBox => ({
  ...box,
  right: Math.min(Math.max(box.right + dx, box.left + SMALLEST), WHOLE),
  bottom: Math.min(Math.max(box.bottom + dy, box.top + SMALLEST), WHOLE),
});

/** "upper left", by the thirds in which its middle lies. */
export function placeName({ left, top, right, bottom }: PictureBox): string {
  const third = (middle: number, low: string, high: string) => (middle < WHOLE / 3 ? low : middle > (WHOLE * 2) / 3 ? high : '');
  const rows = third((top + bottom) / 2, 'upper', 'lower');
  const columns = third((left + right) / 2, 'left', 'right');
  return [rows, columns].filter((part) => part !== '').join(' ') || 'centre';
}

export const boxText = (box: PictureBox): string => `[Picture: x ${box.left}–${box.right} %, y ${box.top}–${box.bottom} %, ${placeName(box)}]`;

/** The box that a description names, or null. */
export function boxIn(description: string): PictureBox | null {
  const read = SENTENCE.exec(description);
  if (read === null) return null;
  const [left = 0, right = 0, top = 0, bottom = 0] = read.slice(1, 5).map(Number);
  return left < right && top < bottom && right <= WHOLE && bottom <= WHOLE ? { left, top, right, bottom } : null;
}

/** The description with this box in place of the one that it names; with none, without. */
export function withBox(description: string, box: PictureBox | null): string {
  const bare = description.replace(SENTENCE, '').trimEnd();
  if (box === null) return bare;
  return bare === '' ? boxText(box) : `${bare} ${boxText(box)}`;
}

/** Where it lies on whatever shows the whole picture. */
export const boxStyle = ({ left, top, right, bottom }: PictureBox) => ({ left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%` });

/** Where a picture lies in a frame of another shape, as large as fits, in per cent of the frame. */
export function fittedIn(frameRatio: number, pictureRatio: number) {
  const width = Math.min(pictureRatio / frameRatio, 1) * WHOLE;
  const height = Math.min(frameRatio / pictureRatio, 1) * WHOLE;
  return { left: `${(WHOLE - width) / 2}%`, top: `${(WHOLE - height) / 2}%`, width: `${width}%`, height: `${height}%` };
}
