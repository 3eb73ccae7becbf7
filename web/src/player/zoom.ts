// How large the picture stands: as large as there is room, pixel for pixel, or twice that; and which part of it is
// seen. Sizes are those of the screen's own pixels: a picture for judging is not scaled by the display's factor.

export const ZOOMS = ['fit', 1, 2] as const;
export type Zoom = (typeof ZOOMS)[number];

export const nextZoom = (zoom: Zoom): Zoom => ZOOMS[(ZOOMS.indexOf(zoom) + 1) % ZOOMS.length] ?? 'fit';

/** CSS pixels for a picture of so many pixels. Null: as large as there is room. */
export const shownWidth = (widthPx: number, zoom: Zoom, pixelRatio: number): number | null => (zoom === 'fit' ? null : (widthPx * zoom) / pixelRatio);

/** Where to scroll so that the same part of the picture stays in the middle when its size changes. */
export function scrollAfter(scroll: number, seen: number, wholeBefore: number, wholeAfter: number): number {
  if (wholeAfter <= seen) return 0;
  const middle = wholeBefore <= seen ? 0.5 : (scroll + seen / 2) / wholeBefore;
  return Math.min(Math.max(middle * wholeAfter - seen / 2, 0), wholeAfter - seen);
}

/** Lets the picture be dragged where more of it is than can be seen. Returns the way to end it. */
export function letPan(view: HTMLElement): () => void {
  const ends = new AbortController();
  let from: { x: number; y: number; left: number; top: number } | null = null;
  const on = <Name extends keyof HTMLElementEventMap>(name: Name, act: (event: HTMLElementEventMap[Name]) => void) => view.addEventListener(name, act, { signal: ends.signal });
  on('pointerdown', (event) => {
    const isLarger = view.scrollWidth > view.clientWidth || view.scrollHeight > view.clientHeight;
    // Whoever draws on the picture does not move it.
    const isTaken = event.target instanceof Element && event.target.closest('[role="application"], button, a') !== null;
    if (event.button !== 0 || !isLarger || isTaken) return;
    view.setPointerCapture(event.pointerId);
    from = { x: event.clientX, y: event.clientY, left: view.scrollLeft, top: view.scrollTop };
  });
  on('pointermove', (event) => {
    if (from === null) return;
    view.scrollLeft = from.left - (event.clientX - from.x);
    view.scrollTop = from.top - (event.clientY - from.y);
  });
  for (const name of ['pointerup', 'pointercancel'] as const) on(name, () => (from = null));
  return () => ends.abort();
}
