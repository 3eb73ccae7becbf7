// What of a comparison of two deliveries is seen: both, divided by a line, or one of them whole.

export type WipeSide = 'both' | 'before' | 'now';

/** Swapping goes from the one to the other. */
export const nextSide = (side: WipeSide): WipeSide => (side === 'before' ? 'now' : 'before');
