import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { At, Numbered } from '../../tv/messages';
import { Desk } from './desk';

/** The server's end of the socket. */
class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly said: { type: string; seq: number; wall?: number; asked?: number }[] = [];

  constructor() {
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.said.push(JSON.parse(text) as { type: string; seq: number });
  }

  opens(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  says(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  close(): void {
    this.readyState = 3;
    this.onclose?.();
  }

  /** The TV answers a ping; its clock is 5,000 ms ahead. */
  answersPing(): void {
    const ping = this.said.findLast(({ type }) => type === 'PING');
    this.says({ type: 'PONG', seq: 1, asked: ping?.asked, wall: (ping?.asked ?? 0) + 5_000 });
  }

  of(type: string) {
    return this.said.filter((message) => message.type === type);
  }
}

const at: Numbered<At> = {
  type: 'AT', seq: 1, obeyed: { load: 0, motion: 0, seek: 0, rate: 0, sound: 0 }, task_id: 'task', status: 'ready', frame: 240, media_time: 10, wall: 0, motion: 'paused', proof: 'proven', is_waiting: false,
  has_picture: true, tracks: [], track: null, trouble: null, shown: [], skipped: 0, throughput_kbps: null,
};

const last = () => FakeSocket.all.at(-1) as FakeSocket;

function connected(): Desk {
  const desk = new Desk('request', { num: 24, den: 1 });
  desk.open();
  last().opens();
  last().answersPing();
  last().says(at);
  return desk;
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('location', { origin: 'http://127.0.0.1' });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a flag names the instant of the key press by the TV’s clock', async () => {
  const desk = connected();
  const answer = desk.flag(1_000);
  const [flag] = last().of('FLAG');
  expect(flag?.wall).toBeCloseTo(6_000, 0);
  last().says({ type: 'FLAGGED', seq: 2, re: flag?.seq, frame: 236 });
  expect(await answer).toMatchObject({ frame: 236 });
});

test('one flag is asked after the other: the TV stands on one frame at a time', async () => {
  const desk = connected();
  const answers = [desk.flag(1_000), desk.flag(2_000)];
  expect(last().of('FLAG')).toHaveLength(1);
  last().says({ type: 'FLAGGED', seq: 2, re: last().of('FLAG')[0]?.seq, frame: 10 });
  await answers[0];
  last().says({ type: 'FLAGGED', seq: 3, re: last().of('FLAG')[1]?.seq, frame: 20 });
  expect((await Promise.all(answers)).map(({ frame }) => frame)).toEqual([10, 20]);
});

test('flags made while the socket is cut are kept, said, and asked when it is back', async () => {
  const desk = connected();
  last().close();
  expect(desk.snapshot().link).toBe('no_server');
  const answer = desk.flag(3_000);
  expect(desk.snapshot().kept).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(300);
  last().opens();
  last().answersPing();
  expect(desk.snapshot()).toMatchObject({ link: 'connected', kept: [] });
  const [flag] = last().of('FLAG');
  expect(flag?.wall).toBeCloseTo(8_000, 0);
  last().says({ type: 'FLAGGED', seq: 2, re: flag?.seq, frame: 99 });
  expect(await answer).toMatchObject({ frame: 99 });
});

test('a question that was lost with its socket is asked again', async () => {
  const desk = connected();
  const answer = desk.flag(1_000);
  last().close();
  await vi.advanceTimersByTimeAsync(300);
  last().opens();
  last().answersPing();
  last().says({ type: 'FLAGGED', seq: 2, re: last().of('FLAG')[0]?.seq, frame: 7 });
  expect(await answer).toMatchObject({ frame: 7 });
});

test('a question that was lost in a cut that nobody noticed is asked again, and either answer is taken', async () => {
  const desk = connected();
  const answer = desk.flag(1_000);
  for (let second = 0; second < 5; second += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    last().answersPing();
  }
  expect(last().of('FLAG').map(({ wall }) => wall)).toEqual([6_000, 6_000]);
  last().says({ type: 'FLAGGED', seq: 2, re: last().of('FLAG')[0]?.seq, frame: 7 });
  expect(await answer).toMatchObject({ frame: 7 });
});

test('what is flagged when the session ends stays where it was thought to be', async () => {
  const desk = connected();
  const answer = desk.flag(1_000);
  last().says({ type: 'ENDED', seq: 9, reason: 'task' });
  expect(await answer).toMatchObject({ frame: null });
});

test('a TV that does not answer is told apart from a server that does not', async () => {
  const desk = connected();
  await vi.advanceTimersByTimeAsync(3_500);
  expect(desk.snapshot().link).toBe('no_tv');
  // The server says that the line stands; without that the line would be dead.
  for (let second = 0; second < 12; second += 3) {
    await vi.advanceTimersByTimeAsync(3_000);
    last().says({ type: 'HERE' });
  }
  expect(desk.snapshot().link).toBe('no_tv');
  last().answersPing();
  expect(desk.snapshot().link).toBe('connected');
});

test('where a playing TV is by now is estimated', () => {
  const desk = connected();
  const pinged = last().of('PING').at(-1)?.asked ?? 0;
  last().says({ ...at, motion: 'playing', wall: pinged + 5_000 });
  expect(desk.about()).toBeGreaterThanOrEqual(240);
  expect(desk.about()).toBeLessThanOrEqual(242);
});

test('the end is told, and nothing is tried again', async () => {
  const desk = connected();
  last().says({ type: 'ENDED', seq: 9, reason: 'task' });
  expect(desk.snapshot()).toMatchObject({ link: 'over', ended: 'task' });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(FakeSocket.all).toHaveLength(1);
});
