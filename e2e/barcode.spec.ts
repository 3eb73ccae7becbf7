// The reader of numbers, before it is trusted with the screen: against a master's own picture, decoded by another
// program, and against pictures that say nothing.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { crc8, decodeBarcode } from './barcode.ts';
import { fileOf, makeMaster } from './masters.ts';

const WIDTH = 320;
const HEIGHT = 180;
const FRAMES = 12;

test('the number of every frame of a master is read from its decoded picture', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'assetqc-e2e-barcode-'));
  await makeMaster(folder, { title: 'Numbers', frames: FRAMES, size: `${WIDTH}x${HEIGHT}` });
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    ['-v', 'error', '-i', fileOf(folder, 'VIDEO_'), '-f', 'rawvideo', '-pix_fmt', 'rgba', '-'],
    { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 },
  );
  const size = WIDTH * HEIGHT * 4;
  expect(stdout.length).toBe(FRAMES * size);
  const read = Array.from({ length: FRAMES }, (_, frame) => decodeBarcode({ width: WIDTH, height: HEIGHT, data: stdout.subarray(frame * size, (frame + 1) * size) }));
  expect(read).toEqual(Array.from({ length: FRAMES }, (_, frame) => ({ version: 0, frame })));
  await rm(folder, { recursive: true });
});

test('black, grey and noise say nothing', () => {
  const picture = (sample: (at: number) => number) => ({ width: WIDTH, height: HEIGHT, data: Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, at) => sample(at)) });
  expect(decodeBarcode(picture(() => 0))).toBeUndefined();
  expect(decodeBarcode(picture(() => 128))).toBeUndefined();
  expect(decodeBarcode(picture((at) => (at * 7919) % 256))).toBeUndefined();
});

test('the check sum is the documented one', () => {
  expect(crc8((2 << 20) | 1000)).toBe(0xc1);
});
