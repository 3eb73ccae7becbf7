import { expect, test } from 'vitest';
import { brightnessOf, differencesOf, LEVELS, lumaOf, type Pixels, scopesOf, TARGETS } from './scopes';

/** Two columns: white at the left, and a colour at the right. */
function picture(...right: readonly [number, number, number]): Pixels {
  const rows = 3;
  const data = new Uint8ClampedArray(rows * 2 * 4);
  for (let y = 0; y < rows; y += 1) data.set([255, 255, 255, 255, ...right, 255], y * 8);
  return { data, width: 2, height: rows };
}

test('the waveform counts the luma of each column', () => {
  const { waveform, columns } = scopesOf(picture(0, 0, 0));
  expect(columns).toBe(2);
  expect(waveform[0 * LEVELS + 255]).toBe(3);
  expect(waveform[1 * LEVELS + 0]).toBe(3);
  expect(waveform.reduce((sum, count) => sum + count, 0)).toBe(6);
});

test('what has no colour stands in the middle of the vectorscope', () => {
  const { vectors } = scopesOf(picture(128, 128, 128));
  expect(vectors[128 * LEVELS + 128]).toBe(6);
  expect(differencesOf(90, 90, 90)).toEqual([128, 128]);
});

test('colours stand where BT.709 puts them', () => {
  expect(Math.round(lumaOf(0, 255, 0))).toBe(182);
  const [cb, cr] = differencesOf(255, 0, 0);
  expect([cb, cr]).toEqual([99, 255]);
  const at = Object.fromEntries(TARGETS.map(({ name, cb: x, cr: y }) => [name, [x, y]]));
  expect(at.R?.[1]).toBeGreaterThan(200);
  expect(at.B?.[0]).toBeGreaterThan(200);
  // Complements stand opposite to each other.
  expect((at.R?.[0] ?? 0) + (at.Cy?.[0] ?? 0)).toBeCloseTo(256, -0.5);
});

test('the histogram counts each channel', () => {
  const { red, green, blue, luma } = scopesOf(picture(10, 20, 30));
  expect([red[10], green[20], blue[30], red[255]]).toEqual([3, 3, 3, 3]);
  expect(luma[Math.round(lumaOf(10, 20, 30))]).toBe(3);
});

test('one pixel can be seen beside many', () => {
  expect(brightnessOf(0, 1_000)).toBe(0);
  expect(brightnessOf(1, 1_000)).toBeGreaterThan(60);
  expect(brightnessOf(1_000, 1_000)).toBe(255);
});
