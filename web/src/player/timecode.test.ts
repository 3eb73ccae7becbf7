import { describe, expect, it } from 'vitest';

import table from '../../../fixtures/timecode.json';
import {
  asFrame,
  firstFrameOfSecond,
  frameOf,
  framesPerDay,
  labelIn,
  labelOf,
  labelSecond,
  nominal,
  parse,
  parsePosition,
  type Programme,
  separated,
  type TimecodeRate,
} from './timecode';

const countings = new Map<string, TimecodeRate>(table.rates.map((rate) => [rate.name, rate]));

function counting(name: string): TimecodeRate {
  const rate = countings.get(name);
  if (rate === undefined) throw new Error(`no rate ${name} in the table`);
  return rate;
}

describe('the table that the server is held to as well', () => {
  it('has all ten countings with their labels per second and per day', () => {
    expect(table.rates).toHaveLength(10);
    for (const rate of table.rates) {
      expect(nominal(rate)).toBe(rate.nominal);
      expect(framesPerDay(rate)).toBe(rate.frames_per_day);
    }
  });

  it('labels name their frames and frames carry their labels', () => {
    for (const { rate, frame, label } of table.labels) {
      expect(labelOf(counting(rate), asFrame(frame))).toBe(label);
      expect(frameOf(counting(rate), label)).toEqual({ ok: true, frame, label });
    }
  });

  it('labels that do not exist are refused with their neighbours', () => {
    for (const { rate, label, why, before, after } of table.illegal) {
      expect(frameOf(counting(rate), label), `${rate} ${label}`).toEqual({
        ok: false,
        refusal: { why, before, after },
      });
    }
  });

  it('typed input is read as people mean it', () => {
    for (const { rate, text, label } of table.typed) {
      expect(parse(counting(rate), text), `${rate} "${text}"`).toMatchObject({ ok: true, label });
    }
  });

  it('what is no timecode is refused', () => {
    for (const { rate, text, why } of table.malformed) {
      expect(parse(counting(rate), text), `${rate} "${text}"`).toEqual({ ok: false, refusal: { why } });
    }
  });

  it('a first timecode moves every label', () => {
    for (const { rate, start, frame, label } of table.start) {
      const programme = startingAt(rate, start);
      expect(labelIn(programme, asFrame(frame))).toBe(label);
      expect(parsePosition(programme, asFrame(0), label)).toEqual({ ok: true, frame, label });
    }
    for (const { rate, start, label } of table.before_start) {
      const refused = parsePosition(startingAt(rate, start), asFrame(0), label);
      expect(refused).toEqual({ ok: false, refusal: { why: 'before_start', before: null, after: start } });
    }
  });
});

function startingAt(rate: string, start: string): Programme {
  const reading = frameOf(counting(rate), start);
  if (!reading.ok) throw new Error(`${start} is no label`);
  return { counting: counting(rate), start: reading.frame, last: asFrame(2_000_000) };
}

describe('every frame of an hour in drop frame', () => {
  it.each(['29.97 DF', '59.94 DF'])('%s labels rise and come back', (name) => {
    let before = '';
    for (let frame = 0; frame < nominal(counting(name)) * 3600; frame += 1) {
      const label = labelOf(counting(name), asFrame(frame));
      const reading = frameOf(counting(name), label);
      if (!reading.ok || reading.frame !== frame || label <= before) {
        throw new Error(`frame ${frame} is ${label}, after ${before}`);
      }
      before = label;
    }
  });
});

describe('seconds of labels', () => {
  it.each([...countings.keys()])('%s begin where their label begins', (name) => {
    for (const second of [0, 1, 59, 60, 61, 599, 600, 3_600, 3_660, 86_399]) {
      const first = firstFrameOfSecond(counting(name), second);
      expect(labelSecond(counting(name), first)).toBe(second);
      if (second > 0) expect(labelSecond(counting(name), asFrame(first - 1))).toBe(second - 1);
    }
  });
});

describe('a position typed into a programme', () => {
  const programme: Programme = { counting: counting('24'), start: asFrame(86_400), last: asFrame(2_399) };
  const go = (text: string, at = 480) => {
    const reading = parsePosition(programme, asFrame(at), text);
    return reading.ok ? reading.frame : reading.refusal;
  };

  it.each([
    ['+20.', 480 + 480],
    ['+5', 485],
    ['-5', 475],
    ['\u22125', 475],
    ['+100', 504],
    ['+1.12', 516],
    ['+30', 510],
    ['-1.0.0', 0],
    ['+1.0.0', 1_920],
    ['+10.0.0', 2_399],
  ])('%s is counted from where one stands', (text, frame) => {
    expect(go(text)).toBe(frame);
  });

  it('counts a typed minute in drop frame as labels do', () => {
    const dropping: Programme = { counting: counting('29.97 DF'), start: asFrame(0), last: asFrame(100_000) };
    expect(parsePosition(dropping, asFrame(0), '+10.0.0')).toEqual({
      ok: true,
      frame: 17_982,
      label: '00:10:00;00',
    });
  });

  it('names as nearest only what is in the programme', () => {
    // It runs from 01:00:00:00 to 01:01:39:23.
    for (const text of ['99:99:99:99', '01:75:00:00', '25:00:00:00']) expect(go(text)).toEqual({ why: 'after_end', before: '01:01:39:23', after: null });
    expect(go('00:00:75:00')).toEqual({ why: 'before_start', before: null, after: '01:00:00:00' });
    expect(go('01:01:39:24')).toEqual({ why: 'frames', before: '01:01:39:23', after: null });
    expect(go('01:00:10:24')).toEqual({ why: 'frames', before: '01:00:10:23', after: '01:00:11:00' });
  });

  it('refuses what lies outside and says where the programme ends', () => {
    expect(go('01:01:39:23')).toBe(2_399);
    expect(go('01:01:40:00')).toEqual({ why: 'after_end', before: '01:01:39:23', after: null });
    expect(go('+')).toEqual({ why: 'empty' });
    expect(go('+x')).toEqual({ why: 'character' });
  });
});

describe('separators while typing', () => {
  it('are put in from the right', () => {
    expect(separated(counting('24'), '5')).toBe('5');
    expect(separated(counting('24'), '100')).toBe('1:00');
    expect(separated(counting('24'), '1001000')).toBe('1:00:10:00');
    expect(separated(counting('29.97 DF'), '01001002')).toBe('01:00:10;02');
  });

  it('leave other text alone', () => {
    expect(separated(counting('24'), '+20.')).toBe('+20.');
  });
});
