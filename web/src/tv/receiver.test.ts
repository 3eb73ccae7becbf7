import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { wallNow } from '../player/clock-alignment';
import { FakePort } from '../player/harness';
import type { At, FromDesk, FromTv } from './messages';
import { Receiver } from './receiver';

const RATE = { num: 24, den: 1 };
/** Longer than a seek of the fake port, and than a pause takes to settle. */
const SETTLED_MS = 250;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A TV that stands on frame 48. */
function tv() {
  const said: FromTv[] = [];
  const nothing = () => undefined;
  const stream = Object.assign(new FakePort(RATE, 480), { throughputKbps: null });
  const receiver = new Receiver(
    { type: 'PAIRED', session_id: 'session', title: '', watermark: '', edit_rate: RATE, drop_frame: false, duration_frames: 480, codecs: [], probe_url: null },
    { say: (message) => said.push(message), stream: () => stream, blank: nothing, card: { show: nothing, hide: nothing }, playing: nothing, gestureNeeded: nothing },
  );
  let seq = 1;
  const hears = (message: FromDesk, numbered = (seq += 1)) => {
    receiver.hear({ ...message, seq: numbered });
    return numbered;
  };
  receiver.hear({ type: 'LOAD', seq, task_id: 'task', hls_url: '', progressive_url: null, at: 48, picture: 'sdr', sound: '2.0' });
  vi.advanceTimersByTime(SETTLED_MS);
  const ats = () => said.filter((message): message is At => message.type === 'AT');
  const last = () => ats().at(-1) as At;
  const playsTo = (frame: number) => {
    hears({ type: 'PLAY' });
    while (stream.frame < frame) vi.advanceTimersByTime(1);
  };
  return { hears, stream, said, ats, last, playsTo };
}

test('nothing that is told after a pause is proven before the picture is known on which it ended', () => {
  const { hears, stream, ats, last, playsTo } = tv();
  playsTo(50);
  const before = ats().length;
  const pause = hears({ type: 'PAUSE' });
  // One more picture comes.
  stream.tell({ type: 'frame', mediaTime: 51 / 24, presented: 4 });
  vi.advanceTimersByTime(130);
  expect(stream.seeks.at(-1)).toBe(51);
  const told = ats().slice(before);
  expect(told.filter(({ obeyed }) => obeyed.motion === pause).length).toBeGreaterThan(0);
  expect(told.filter(({ proof }) => proof === 'proven')).toEqual([]);
  vi.advanceTimersByTime(SETTLED_MS);
  expect(last()).toMatchObject({ frame: 51, motion: 'paused', proof: 'proven' });
});

test('an order is said to be obeyed only with what came of it', () => {
  const { hears, ats, last, playsTo } = tv();
  playsTo(50);
  const before = ats().length;
  const step = hears({ type: 'STEP', wall: wallNow(), frames: 10 });
  expect(last().obeyed.seek).toBe(step);
  expect(ats().slice(before).filter(({ obeyed, proof }) => obeyed.seek === step && proof === 'proven')).toEqual([]);
  vi.advanceTimersByTime(SETTLED_MS);
  expect(last()).toMatchObject({ frame: 60, proof: 'proven' });
});

test('a pause during a seek comes to stand where the seek leads', () => {
  const { hears, stream, last, playsTo } = tv();
  playsTo(50);
  stream.seekDelayMs = 200;
  hears({ type: 'SEEK_FRAME', frame: 200 });
  hears({ type: 'PAUSE' });
  vi.advanceTimersByTime(1_000);
  expect(stream.frame).toBe(200);
  expect(last()).toMatchObject({ frame: 200, proof: 'proven' });
});

test('a step counts from what stood there when the key was pressed', () => {
  const { hears, last, playsTo } = tv();
  playsTo(60);
  const pressed = wallNow();
  vi.advanceTimersByTime(200);
  hears({ type: 'STEP', wall: pressed, frames: -1 });
  vi.advanceTimersByTime(SETTLED_MS);
  expect(last()).toMatchObject({ frame: 59, motion: 'paused', proof: 'proven' });
});

test('a flag is answered once the TV stands there, and at once when something else is done', () => {
  const { hears, last, said, playsTo } = tv();
  const answers = () => said.filter(({ type }) => type === 'FLAGGED');
  playsTo(60);
  const pressed = wallNow();
  vi.advanceTimersByTime(200);
  const flag = hears({ type: 'FLAG', wall: pressed });
  vi.advanceTimersByTime(130);
  expect(answers()).toEqual([]);
  vi.advanceTimersByTime(SETTLED_MS);
  expect(answers()).toMatchObject([{ re: flag, frame: 60 }]);
  expect(last()).toMatchObject({ frame: 60, motion: 'paused', proof: 'proven' });
  const again = hears({ type: 'FLAG', wall: wallNow() });
  hears({ type: 'PLAY' });
  expect(answers().at(-1)).toMatchObject({ re: again, frame: 60 });
});

test('to a laptop whose clock is behind, what another one ordered is no answer', () => {
  const { hears, last } = tv();
  const pause = hears({ type: 'PAUSE' });
  hears({ type: 'HELLO' });
  expect(last().obeyed).toMatchObject({ load: 1, motion: pause });
  hears({ type: 'HELLO' }, 1);
  expect(last().obeyed).toMatchObject({ load: 0, motion: 0 });
});
