// The timeline's colours, read from CSS variables of its element, so that the page's theme decides.

export interface Palette {
  readonly ground: string;
  readonly lane: string;
  readonly line: string;
  readonly text: string;
  readonly nameGround: string;
  readonly wave: string;
  readonly covered: string;
  readonly uncovered: string;
  readonly range: string;
  readonly mark: string;
  readonly playhead: string;
  readonly focus: string;
  readonly font: string;
  /** The colour of a variable that a marker names. */
  of(variable: string): string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const known = new Map<string, string>();
  const of = (variable: string): string => {
    const cached = known.get(variable);
    if (cached !== undefined) return cached;
    const value = style.getPropertyValue(variable).trim() || style.color;
    known.set(variable, value);
    return value;
  };
  return {
    ground: of('--timeline-ground'),
    lane: of('--timeline-lane'),
    line: of('--timeline-line'),
    text: of('--timeline-text'),
    nameGround: of('--timeline-name-ground'),
    wave: of('--timeline-wave'),
    covered: of('--timeline-covered'),
    uncovered: of('--timeline-uncovered'),
    range: of('--timeline-range'),
    mark: of('--timeline-mark'),
    playhead: of('--timeline-playhead'),
    focus: of('--timeline-focus'),
    font: `11px ${style.fontFamily}`,
    of,
  };
}
