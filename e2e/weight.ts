// How much script a page loads before its player starts, counted in bytes of gzip: every script that the page asked for
// before it asked for the room around the player, each compressed by itself at level 9. hls.js is not counted: it is the
// player. A mark that the page sets tells before and after, so that the figure does not depend on how busy a machine is.

import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';

export interface Script {
  readonly name: string;
  readonly bytes: number;
}

const PLAYER_ENGINE = /\/stream-port-[^/]*\.js$/;

/** Of the page that is open, which was loaded afresh. */
export async function scriptsBeforePlayer(page: Page): Promise<Script[]> {
  const asked = await page.evaluate(() => {
    const [mark] = performance.getEntriesByName('review.room');
    if (mark === undefined) throw new Error('the page did not ask for its room');
    return performance
      .getEntriesByType('resource')
      .filter(({ name, startTime }) => /\.js$/.test(new URL(name).pathname) && startTime < mark.startTime)
      .map(({ name }) => name);
  });
  const counted = [...new Set(asked)].filter((url) => !PLAYER_ENGINE.test(url));
  const bodies = await Promise.all(counted.map(async (url) => (await page.request.get(url)).body()));
  return bodies.map((body, index) => ({ name: new URL(counted[index] ?? '').pathname, bytes: gzipSync(body, { level: 9 }).length }));
}
