// Where the content of a frame lies in the delivery before. Pure.

import type { ContentMapView } from '../../../api/shapes';

export type Counterpart =
  /** The same frame, or the one that stood in its place. */
  | { readonly kind: 'kept' | 'replaced'; readonly frame: number }
  /** There is none: it was inserted, or took the place of fewer frames. */
  | { readonly kind: 'inserted' | 'longer' }
  /** The two were not compared. */
  | { readonly kind: 'unknown' };

type Piece = ContentMapView['pieces'][number];

export function counterpartOf({ pieces }: Pick<ContentMapView, 'pieces'>, frame: number): Counterpart {
  const piece = pieces.find((each): each is Exclude<Piece, { kind: 'removed' }> => each.kind !== 'removed' && isIn(each.new, frame));
  if (piece === undefined) return { kind: 'unknown' };
  if (piece.kind === 'inserted') return { kind: 'inserted' };
  const [first = 0, last = 0] = piece.old;
  const old = first + frame - (piece.new[0] ?? 0);
  return old > last ? { kind: 'longer' } : { kind: piece.kind, frame: old };
}

const isIn = ([first = 0, last = -1]: readonly number[], frame: number): boolean => frame >= first && frame <= last;
