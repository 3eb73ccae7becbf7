// Axes: round steps up to a top that holds every value, and places along them. Pure.

/** 1, 2, 2.5 or 5 times a power of ten: steps that people read. */
const roundStep = (rough: number): number => {
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((each) => each * power >= rough - rough * 1e-9) ?? 10;
  return step * power;
};

/** From zero to the first round step that holds `most`. With `whole`, steps are whole numbers. */
export const ticksTo = (most: number, about: number, whole = false): number[] => {
  if (!(most > 0)) return [0, 1];
  const rough = roundStep(most / about);
  const step = whole ? Math.max(1, Math.ceil(rough)) : rough;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(12)));
};

/** Every how many labels one is written, so that they do not touch. */
export const labelEvery = (labels: number, room: number, each: number): number => Math.max(1, Math.ceil((labels * each) / room));
