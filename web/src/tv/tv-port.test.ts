import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Player } from '../player/player';
import { asFrame } from '../player/timecode';
import type { At, FromDesk, Numbered } from './messages';
import { TvPort } from './tv-port';

const RATE = { num: 24, den: 1 };

const upTo = (seq: number) => ({ load: seq, motion: seq, seek: seq, rate: seq, sound: seq });

/** A desk with its player, and a TV that is written by the test. */
function room(isShown = false) {
  const said: (FromDesk & { seq: number })[] = [];
  let seq = 100;
  const port = new TvPort({
    rate: RATE,
    taskId: 'task',
    startAt: asFrame(48),
    isShown,
    there: () => 7_000,
    say: (message) => {
      seq += 1;
      said.push({ ...message, seq });
      return seq;
    },
  });
  const player = new Player(port, { source: { playlistUrl: null, progressiveUrl: null }, rate: RATE, durationFrames: 240, startAt: asFrame(48), isShownElsewhere: true });
  let atSeq = 0;
  const at = (change: Partial<At> = {}): void => {
    atSeq += 1;
    const stands: Numbered<At> = {
      type: 'AT', seq: atSeq, obeyed: upTo(seq), task_id: 'task', status: 'ready', frame: 48, media_time: 2, wall: 0, motion: 'paused', proof: 'proven', is_waiting: false,
      has_picture: true, tracks: [{ id: 0, name: '5.1', language: null, channels: 6 }], track: 0, trouble: null, shown: [], skipped: 0, throughput_kbps: null,
    };
    port.hear({ ...stands, ...change });
  };
  const types = () => said.map(({ type }) => type);
  return { port, player, said, at, types };
}

const ready = () => {
  const made = room();
  made.player.load();
  made.at();
  made.at();
  return made;
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a task is loaded where one stood, and the frame is the TV’s', () => {
  const { player, said, at } = room();
  player.load();
  expect(said[0]).toMatchObject({ type: 'LOAD', task_id: 'task', at: 48 });
  at({ status: 'loading', frame: null, proof: 'none' });
  expect(player.snapshot().status).toBe('loading');
  at();
  at();
  expect(player.snapshot()).toMatchObject({ status: 'ready', frame: 48, proof: { kind: 'proven' } });
});

test('what the TV said before it heard of a seek proves nothing', () => {
  const { player, said, at } = ready();
  player.seek(asFrame(100));
  const seek = said.at(-1);
  expect(seek).toMatchObject({ type: 'SEEK_FRAME', frame: 100 });
  at({ obeyed: upTo((seek?.seq ?? 0) - 1), frame: 100 });
  expect(player.snapshot().proof.kind).toBe('seeking');
  at({ frame: 60, proof: 'seeking' });
  expect(player.snapshot().frame).toBe(48);
  at({ frame: 100 });
  expect(player.snapshot()).toMatchObject({ frame: 100, proof: { kind: 'proven' } });
});

test('every speed is the TV’s: rate first, then play', () => {
  const { player, types, at } = ready();
  player.shuttle(1);
  player.shuttle(1);
  expect(types().slice(-3)).toEqual(['PLAY', 'RATE', 'PLAY']);
  at({ motion: 'playing', proof: 'running', frame: 50 });
  expect(player.snapshot().motion).toBe('playing');
  player.pause();
  expect(types().slice(-2)).toEqual(['PAUSE', 'RATE']);
});

test('coverage is what the TV reported, not what was asked, and its arrival is said', () => {
  const { player, said, at } = ready();
  player.play();
  at({ motion: 'playing', proof: 'running', frame: 60 });
  at({ motion: 'playing', proof: 'running', frame: 90 });
  expect(player.takeCoverage()).toEqual([]);
  at({ motion: 'playing', proof: 'running', frame: 92, shown: [[asFrame(48), asFrame(91)]], skipped: 2 });
  expect(player.takeCoverage()).toEqual([[48, 91]]);
  expect(player.snapshot().skippedFrames).toBe(2);
  expect(said.at(-1)).toMatchObject({ type: 'SEEN' });
});

test('reports of another task are not taken, and not acknowledged', () => {
  const { player, said, at } = ready();
  const before = said.length;
  at({ task_id: 'other', shown: [[asFrame(0), asFrame(9)]], frame: 9 });
  expect(player.snapshot().frame).toBe(48);
  expect(player.takeCoverage()).toEqual([]);
  expect(said.length).toBe(before);
});

test('what was pressed while the TV was away is said when it is there again', () => {
  const { port, player, types, at } = ready();
  player.play();
  at({ motion: 'playing', proof: 'running', frame: 50 });
  player.pause();
  const before = types().length;
  port.cameBack();
  expect(types().slice(before)).toEqual(['PAUSE']);
  // It went on meanwhile, and has not heard of the pause yet.
  at({ motion: 'playing', proof: 'running', frame: 90 });
  expect(types().at(-1)).toBe('PAUSE');
  at({ motion: 'paused', frame: 92 });
  expect(player.snapshot()).toMatchObject({ motion: 'paused', frame: 92 });
});

test('a TV that shows the task already is not loaded again', () => {
  const { player, types, at } = room(true);
  player.load();
  at();
  expect(types()).not.toContain('LOAD');
  expect(player.snapshot().status).toBe('ready');
});

test('trouble on the TV is told', () => {
  const { player, at } = ready();
  at({ trouble: 'gesture_needed' });
  expect(player.snapshot().trouble).toMatchObject({ code: 'gesture_needed', isFatal: false });
  at({ trouble: 'not_allowed', status: 'failed' });
  expect(player.snapshot().status).toBe('failed');
});

test('a TV whose page was loaded anew is given its stream again, where it stood', () => {
  const { port, player, said, at } = ready();
  at({ frame: 77 });
  port.lost('task');
  expect(said.at(-1)?.type).not.toBe('LOAD');
  port.lost(null);
  expect(said.at(-1)).toMatchObject({ type: 'LOAD', at: 77 });
  expect(player.snapshot().status).toBe('loading');
  at({ frame: 77 });
  at({ frame: 77 });
  expect(player.snapshot()).toMatchObject({ status: 'ready', frame: 77, proof: { kind: 'proven' } });
});

test('what nobody heard is said again, until it is obeyed', () => {
  const { player, types, at } = ready();
  player.play();
  vi.advanceTimersByTime(1_600);
  expect(types().filter((type) => type === 'PLAY')).toHaveLength(2);
  at({ motion: 'playing', proof: 'running', frame: 50 });
  vi.advanceTimersByTime(5_000);
  expect(types().filter((type) => type === 'PLAY')).toHaveLength(2);
});

test('after a pause the frame is not proven before the TV stands on it, and has heard of the pause', () => {
  const { player, said, at } = ready();
  player.play();
  at({ motion: 'playing', proof: 'running', frame: 60 });
  player.pause();
  const asked = said.findLast(({ type }) => type === 'PAUSE')?.seq ?? 0;
  expect(player.snapshot()).toMatchObject({ motion: 'paused', proof: { kind: 'seeking' } });
  // It still plays; it stood there once before; it seeks the picture on which it ended.
  at({ obeyed: upTo(asked - 1), motion: 'playing', proof: 'running', frame: 64 });
  at({ obeyed: upTo(asked - 1), motion: 'paused', proof: 'proven', frame: 64 });
  at({ motion: 'paused', proof: 'seeking', frame: 66 });
  expect(player.snapshot().proof.kind).toBe('seeking');
  at({ motion: 'paused', proof: 'proven', frame: 65 });
  expect(player.snapshot()).toMatchObject({ frame: 65, proof: { kind: 'proven' } });
});

test('a TV that pauses by itself is believed when it stands', () => {
  const { player, at } = ready();
  player.play();
  at({ motion: 'playing', proof: 'running', frame: 60 });
  at({ motion: 'paused', proof: 'seeking', frame: 62 });
  expect(player.snapshot()).toMatchObject({ motion: 'paused', proof: { kind: 'seeking' } });
  at({ motion: 'paused', proof: 'proven', frame: 61 });
  expect(player.snapshot()).toMatchObject({ frame: 61, proof: { kind: 'proven' } });
});

test('an order that was lost is said again, though a later one of another kind was obeyed', () => {
  const { player, said, types, at } = ready();
  player.play();
  at({ motion: 'playing', proof: 'running', frame: 60 });
  player.pause();
  const pause = said.findLast(({ type }) => type === 'PAUSE')?.seq ?? 0;
  player.seek(asFrame(100));
  const { seq } = said.at(-1) ?? { seq: 0 };
  at({ obeyed: { ...upTo(seq), motion: pause - 1 }, motion: 'playing', proof: 'running', frame: 100 });
  vi.advanceTimersByTime(1_600);
  expect(types().at(-1)).toBe('PAUSE');
});

test('a report that crossed the second saying is of the first', () => {
  const { player, said, types, at } = ready();
  player.play();
  const { seq } = said.at(-1) ?? { seq: 0 };
  vi.advanceTimersByTime(1_600);
  at({ obeyed: upTo(seq), motion: 'playing', proof: 'running', frame: 50 });
  vi.advanceTimersByTime(5_000);
  expect(types().filter((type) => type === 'PLAY')).toHaveLength(2);
});

test('a stream that was asked for in a cut is asked for again, and not where it was refused', () => {
  const { port, player, said } = room();
  player.load();
  vi.advanceTimersByTime(5_100);
  const loads = () => said.filter(({ type }) => type === 'LOAD');
  expect(loads()).toHaveLength(2);
  port.refused(loads()[1]?.seq ?? 0);
  vi.advanceTimersByTime(20_000);
  expect(loads()).toHaveLength(2);
});

test('while it plays one steps from what stood on the TV, and again from the same picture until it stands', () => {
  const { player, said, types, at } = ready();
  player.play();
  at({ motion: 'playing', proof: 'running', frame: 60 });
  player.step(-1);
  expect(types().slice(-2)).toEqual(['PAUSE', 'STEP']);
  expect(said.at(-1)).toMatchObject({ wall: 7_000, frames: -1 });
  player.step(-1);
  expect(said.at(-1)).toMatchObject({ type: 'STEP', wall: 7_000, frames: -2 });
  at({ frame: 64, proof: 'seeking' });
  expect(player.snapshot().proof.kind).toBe('seeking');
  at({ frame: 62 });
  expect(player.snapshot()).toMatchObject({ frame: 62, proof: { kind: 'proven' } });
  player.step(1);
  expect(said.at(-1)).toMatchObject({ type: 'SEEK_FRAME', frame: 63 });
});

test('the first picture of a stream that is being loaded moves nobody', () => {
  const { port, player, said, at } = ready();
  at({ frame: 77 });
  port.lost(null);
  at({ status: 'loading', frame: 0, proof: 'none' });
  at({ frame: 0, proof: 'none' });
  expect(player.snapshot().frame).toBe(77);
  expect(said.at(-1)).toMatchObject({ type: 'SEEK_FRAME', frame: 77 });
});
