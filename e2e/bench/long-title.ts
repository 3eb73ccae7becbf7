// Three hours of a title, as its page is told of it: the stream is short, what lies on the timeline is not.

import type { Page, Route } from '@playwright/test';
import { randomly } from './seeks.ts';

const HOURS = 3;
const ISSUES = 2_000;
const CHANNELS = 8;
const PEAKS_PER_SECOND = 100;

type Json = Record<string, unknown>;

const changed = (change: (body: Json) => Json) => async (route: Route) => {
  const answer = await route.fetch();
  await route.fulfill({ response: answer, json: change((await answer.json()) as Json) });
};

/** The issue that is there is the model of the others; waveforms of eight channels, so that the timeline has twelve lanes. */
export async function lengthen(page: Page, requestId: string, rate: number): Promise<void> {
  const durationFrames = HOURS * 3600 * rate;
  const random = randomly(7);
  await page.route(`**/api/v1/requests/${requestId}`, changed((body) => ({ ...body, duration_frames: durationFrames })));
  await page.route(`**/api/v1/requests/${requestId}/playback`, changed((body) => ({ ...body, duration_frames: durationFrames })));
  await page.route(
    `**/api/v1/requests/${requestId}/issues*`,
    changed((body) => {
      const [model] = body.items as Json[];
      const items = Array.from({ length: ISSUES }, (_, index) => {
        const first = random.next().value % (durationFrames - 300);
        const id = `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`;
        return { ...model, id, number: index + 1, first_frame: first, last_frame: first + (random.next().value % 240), places: [] };
      });
      return { ...body, items, next: null, total: ISSUES };
    }),
  );
  const header = { channels: CHANNELS, sample_rate: 48_000, samples_per_peak: 48_000 / PEAKS_PER_SECOND, length: HOURS * 3600 * PEAKS_PER_SECOND };
  const text = Buffer.from(JSON.stringify(header));
  const lead = Buffer.alloc(8);
  lead.write('AQPK');
  lead.writeUInt32LE(text.length, 4);
  const pairs = Buffer.alloc(header.length * CHANNELS * 2);
  for (let at = 0; at < pairs.length; at += 2) {
    const level = 20 + (at % 97);
    pairs.writeInt8(-level, at);
    pairs.writeInt8(level, at + 1);
  }
  await page.route(/peaks[^/]*$/, (route) => route.fulfill({ body: Buffer.concat([lead, text, pairs]), contentType: 'application/octet-stream' }));
}
