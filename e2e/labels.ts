// Frames as SMPTE timecode, counted independently of the product: what the tests ask for is not computed by what they
// try. SMPTE ST 12-1: drop frame leaves out labels 0 and 1 of every minute that is not a tenth.

export interface Counting {
  /** Frames of a second in labels: 24 at 23.976, 30 at 29.97. */
  readonly nominal: number;
  readonly dropFrame: boolean;
}

/** Our masters begin at 01:00:00:00; an hour of drop frame has fewer frames. */
const startOf = ({ nominal, dropFrame }: Counting): number => 3600 * nominal - (dropFrame ? 2 * 54 : 0);

/** As a master of ours says it of its frame: its pictures have the same label burned in. */
export const labelIn = (frame: number, counting: Counting): string => labelOf(frame + startOf(counting), counting);

function labelOf(frame: number, { nominal, dropFrame }: Counting): string {
  let counted = frame;
  if (dropFrame) {
    const perTenMinutes = 10 * 60 * nominal - 9 * 2;
    const perMinute = 60 * nominal - 2;
    const tens = Math.floor(frame / perTenMinutes);
    const rest = frame % perTenMinutes;
    counted += 18 * tens + (rest < 60 * nominal ? 0 : 2 * (1 + Math.floor((rest - 60 * nominal) / perMinute)));
  }
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = Math.floor(counted / nominal);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${dropFrame ? ';' : ':'}${two(counted % nominal)}`;
}
