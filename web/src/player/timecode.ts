// Timecode labels for frames (ST 12-1), drop frame included, and what people type to go to one.
//
// The same rules as the server's `timecode` crate; both are held to `fixtures/timecode.json`. Shapes are those of the
// API. Refusals are codes and labels, not sentences: words belong to the page. Knows no player and no programme
// beyond its first label and its length.

export type Frame = number & { readonly unit: 'frame' };

/** Edit units per second, a fraction: 23.976 is 24000/1001. */
export interface EditRate {
  readonly num: number;
  readonly den: number;
}

export interface TimecodeRate {
  readonly rate: EditRate;
  readonly drop_frame: boolean;
}

export type Malformed = 'empty' | 'too_long' | 'character' | 'group_count' | 'digits';
export type WhyIllegal = 'hours' | 'minutes' | 'seconds' | 'frames' | 'dropped' | 'other_counting';

/** Why text names no frame. `before` and `after` are the nearest labels that do. */
export type Refusal =
  | { readonly why: Malformed }
  | {
      readonly why: WhyIllegal | 'before_start' | 'after_end';
      readonly before: string | null;
      readonly after: string | null;
    };

export type Reading =
  | { readonly ok: true; readonly frame: Frame; readonly label: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** What a typed position is read against. `start` is the frame of the day that the first frame is labelled with. */
export interface Programme {
  readonly counting: TimecodeRate;
  readonly start: Frame;
  readonly last: Frame;
}

export interface Timecode {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly frames: number;
}

interface Written extends Timecode {
  readonly saysDropFrame: boolean;
}

const LIMIT_CHARS = 16;
const MARKS = /[:;.,]/;

export const asFrame = (count: number): Frame => count as Frame;

/** Labels per second: 24 at 23.976. */
export const nominal = (counting: TimecodeRate): number => Math.ceil(counting.rate.num / counting.rate.den);

/** How many labels there are before they begin again. */
export const framesPerDay = (counting: TimecodeRate): number =>
  86_400 * nominal(counting) - droppedPerMinute(counting) * (24 * 60 - 24 * 6);

/** The label of a frame counted from 00:00:00:00. After a day the labels begin again. */
export function labelOf(counting: TimecodeRate, frame: Frame): string {
  return written(counting, partsOf(counting, frame));
}

/** The label of a frame of a programme, whose first frame need not be 00:00:00:00; before that it counts down to it. */
export function labelIn(programme: Programme, frame: Frame): string {
  const ofDay = programme.start + frame;
  return ofDay < 0 ? `\u2212${labelOf(programme.counting, asFrame(-ofDay))}` : labelOf(programme.counting, asFrame(ofDay));
}

/** Reads a whole label, its mark taken at its word: `;` is drop frame and nothing else is. */
export function frameOf(counting: TimecodeRate, label: string): Reading {
  const groups = groupsOf(label);
  if (typeof groups === 'string') return malformed(groups);
  if (groups.length !== 4 || groups.some((group) => group === '')) return malformed('group_count');
  const read = fromGroups(groups, label.includes(';'));
  return typeof read === 'string' ? malformed(read) : judge(counting, read, read.saysDropFrame);
}

/** Reads what was typed: filled in from the right, any mark, drop frame where the rate has it. */
export function parse(counting: TimecodeRate, text: string): Reading {
  const read = readTyped(counting, text);
  return typeof read === 'string' ? malformed(read) : judge(counting, read, counting.drop_frame || read.saysDropFrame);
}

/** Reads a position typed into a programme: a label, or `+20.` and `-5` counted from `at`. */
export function parsePosition(programme: Programme, at: Frame, text: string): Reading {
  const trimmed = text.trim();
  const sign = /^[+\-\u2212]/.exec(trimmed)?.[0];
  if (sign !== undefined) {
    const amount = parseAmount(programme.counting, trimmed.slice(1));
    if (typeof amount === 'string') return malformed(amount);
    const wanted = sign === '+' ? at + amount : at - amount;
    return found(programme, asFrame(Math.min(Math.max(wanted, 0), programme.last)));
  }
  const reading = parse(programme.counting, trimmed);
  if (!reading.ok) return within(programme, reading.refusal);
  const frame = asFrame(reading.frame - programme.start);
  if (frame < 0) return beforeStart(programme);
  if (frame > programme.last) return afterEnd(programme);
  return found(programme, frame);
}

const beforeStart = (programme: Programme): Reading => outside('before_start', null, labelIn(programme, asFrame(0)));
const afterEnd = (programme: Programme): Reading => outside('after_end', labelIn(programme, programme.last), null);

/** The nearest labels are those of the programme: where it has neither, what was typed lies outside it. */
function within(programme: Programme, refusal: Refusal): Reading {
  if (!('before' in refusal)) return { ok: false, refusal };
  const at = (label: string | null): number | null => {
    const reading = label === null ? null : frameOf(programme.counting, label);
    return reading?.ok === true ? reading.frame - programme.start : null;
  };
  const [before, after] = [at(refusal.before), at(refusal.after)];
  if (before !== null && before > programme.last) return afterEnd(programme);
  if (after !== null && after < 0) return beforeStart(programme);
  const isInside = (frame: number | null) => frame !== null && frame >= 0 && frame <= programme.last;
  return outside(refusal.why as WhyIllegal, isInside(before) ? refusal.before : null, isInside(after) ? refusal.after : null);
}

/** A length as typed: one or two digits are frames, more fill in from the right; a part may exceed its limit. */
export function parseAmount(counting: TimecodeRate, text: string): number | Malformed {
  const read = readTyped(counting, text);
  if (typeof read === 'string') return read;
  const minutes = read.hours * 60 + read.minutes;
  const count = (minutes * 60 + read.seconds) * nominal(counting) + read.frames;
  return count - droppedPerMinute(counting) * (minutes - Math.floor(minutes / 10));
}

/** The digits with separators put in as they are typed: `11000` reads `1:10:00`. Other text is left alone. */
export function separated(counting: TimecodeRate, text: string): string {
  if (!/^\d+$/.test(text)) return text;
  const groups = inPairs(text, frameDigits(counting));
  const frames = groups.at(-1) ?? '';
  const front = groups.slice(0, -1).join(':');
  return front === '' ? frames : `${front}${counting.drop_frame ? ';' : ':'}${frames}`;
}

/** The whole seconds of a frame's label. */
export function labelSecond(counting: TimecodeRate, frame: Frame): number {
  const { hours, minutes, seconds } = partsOf(counting, frame);
  return (hours * 60 + minutes) * 60 + seconds;
}

/** The frames part of a frame's label. */
export const labelFrames = (counting: TimecodeRate, frame: Frame): number => partsOf(counting, frame).frames;

/** The first frame whose label lies in a second of the day; in drop frame not always the one labelled 00. */
export function firstFrameOfSecond(counting: TimecodeRate, second: number): Frame {
  const minutes = Math.floor(second / 60);
  const label = { hours: Math.floor(minutes / 60), minutes: minutes % 60, seconds: second % 60, frames: 0 };
  const isDropped = faultInDigits(counting, label) === 'dropped';
  return numberOf(counting, { ...label, frames: isDropped ? droppedPerMinute(counting) : 0 });
}

function droppedPerMinute(counting: TimecodeRate): number {
  return counting.drop_frame ? nominal(counting) / 15 : 0;
}

function frameDigits(counting: TimecodeRate): number {
  return nominal(counting) > 100 ? 3 : 2;
}

function partsOf(counting: TimecodeRate, frame: Frame): Timecode {
  const day = framesPerDay(counting);
  const number = withDropped(counting, ((frame % day) + day) % day);
  const perSecond = nominal(counting);
  const seconds = Math.floor(number / perSecond);
  return {
    hours: Math.floor(seconds / 3600),
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
    frames: number % perSecond,
  };
}

/** Frame number within the day → the number its label would have if none were skipped. */
function withDropped(counting: TimecodeRate, number: number): number {
  const dropped = droppedPerMinute(counting);
  if (dropped === 0) return number;
  const minute = nominal(counting) * 60 - dropped;
  const tenMinutes = minute * 10 + dropped;
  const tens = Math.floor(number / tenMinutes);
  const rest = number % tenMinutes;
  // The first minute of ten is whole; each later one skips once more.
  const minutes = Math.floor(Math.max(rest - dropped, 0) / minute);
  return number + dropped * (9 * tens + minutes);
}

/** Only for labels whose digits are in order. */
function numberOf(counting: TimecodeRate, label: Timecode): Frame {
  const minutes = label.hours * 60 + label.minutes;
  const number = (minutes * 60 + label.seconds) * nominal(counting) + label.frames;
  return asFrame(number - droppedPerMinute(counting) * (minutes - Math.floor(minutes / 10)));
}

function written(counting: TimecodeRate, label: Timecode): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const mark = counting.drop_frame ? ';' : ':';
  return `${two(label.hours)}:${two(label.minutes)}:${two(label.seconds)}${mark}${two(label.frames)}`;
}

function judge(counting: TimecodeRate, label: Timecode, saysDropFrame: boolean): Reading {
  const fault = faultInDigits(counting, label);
  if (fault !== null) return refusedDigits(counting, label, fault);
  const text = written(counting, label);
  if (saysDropFrame !== counting.drop_frame) return outside('other_counting', text, text);
  return { ok: true, frame: numberOf(counting, label), label: text };
}

/** What keeps the label from existing, largest unit first. */
function faultInDigits(counting: TimecodeRate, label: Timecode): WhyIllegal | null {
  if (label.hours > 23) return 'hours';
  if (label.minutes > 59) return 'minutes';
  if (label.seconds > 59) return 'seconds';
  if (label.frames >= nominal(counting)) return 'frames';
  const isDropped = label.seconds === 0 && label.minutes % 10 !== 0 && label.frames < droppedPerMinute(counting);
  return isDropped ? 'dropped' : null;
}

function refusedDigits(counting: TimecodeRate, label: Timecode, why: WhyIllegal): Reading {
  const before = numberOf(counting, lastLegalBefore(counting, label, why));
  const after = before + 1 < framesPerDay(counting) ? labelOf(counting, asFrame(before + 1)) : null;
  return outside(why, labelOf(counting, before), after);
}

function lastLegalBefore(counting: TimecodeRate, label: Timecode, why: WhyIllegal): Timecode {
  const frames = nominal(counting) - 1;
  switch (why) {
    case 'hours':
      return { hours: 23, minutes: 59, seconds: 59, frames };
    case 'minutes':
      return { ...label, minutes: 59, seconds: 59, frames };
    case 'seconds':
      return { ...label, seconds: 59, frames };
    case 'dropped':
      return { ...label, minutes: label.minutes - 1, seconds: 59, frames };
    case 'frames':
    case 'other_counting':
      return { ...label, frames };
  }
}

function readTyped(counting: TimecodeRate, text: string): Written | Malformed {
  const groups = groupsOf(text);
  if (typeof groups === 'string') return groups;
  if (groups.length > 4) return 'group_count';
  const [only] = groups;
  if (groups.length === 1 && only !== undefined) return fromGroups(inPairs(only, frameDigits(counting)), false);
  return fromGroups(groups, text.includes(';'));
}

function groupsOf(text: string): string[] | Malformed {
  const trimmed = text.trim();
  if (trimmed === '') return 'empty';
  // Bytes, as the server counts them.
  if (new TextEncoder().encode(trimmed).length > LIMIT_CHARS) return 'too_long';
  if (!/^[0-9:;.,]*$/.test(trimmed)) return 'character';
  if (!/[0-9]/.test(trimmed)) return 'empty';
  return trimmed.split(MARKS);
}

function inPairs(digits: string, frameWidth: number): string[] {
  const pairs: string[] = [];
  let rest = digits;
  let width = frameWidth;
  while (rest !== '') {
    pairs.unshift(rest.slice(-width));
    rest = rest.slice(0, -width);
    width = 2;
  }
  return pairs;
}

function fromGroups(groups: readonly string[], saysDropFrame: boolean): Written | Malformed {
  const fromRight = [...groups].reverse();
  const parts: number[] = [];
  for (const [index, group] of fromRight.entries()) {
    const value = Number(group === '' ? '0' : group);
    if (index > 3 || group.length > (index === 0 ? 3 : 2) || value > 255) return 'digits';
    parts.push(value);
  }
  const [frames = 0, seconds = 0, minutes = 0, hours = 0] = parts;
  return { hours, minutes, seconds, frames, saysDropFrame };
}

const found = (programme: Programme, frame: Frame): Reading => ({ ok: true, frame, label: labelIn(programme, frame) });

const malformed = (why: Malformed): Reading => ({ ok: false, refusal: { why } });

function outside(
  why: WhyIllegal | 'before_start' | 'after_end',
  before: string | null,
  after: string | null,
): Reading {
  return { ok: false, refusal: { why, before, after } };
}
