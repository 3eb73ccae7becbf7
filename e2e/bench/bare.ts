// A page with nothing but a video element and hls.js, as it is published, on the same stream and from the same server.

import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const HLS = createRequire(new URL('../../web/package.json', import.meta.url)).resolve('hls.js/dist/hls.min.js');

export async function openBare(page: Page, playlistUrl: string): Promise<void> {
  await page.route('**/bare', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><video style="width:100vw;height:90vh"></video><script src="/bare.js"></script>' }));
  await page.route('**/bare.js', (route) => route.fulfill({ path: HLS, contentType: 'text/javascript' }));
  await page.goto('/bare');
  await page.evaluate(
    (url) =>
      new Promise<void>((resolve) => {
        const video = document.querySelector('video') as HTMLVideoElement;
        const Hls = (globalThis as unknown as { Hls: new () => { loadSource: (from: string) => void; attachMedia: (to: HTMLVideoElement) => void } }).Hls;
        const hls = new Hls();
        hls.loadSource(url);
        hls.attachMedia(video);
        video.addEventListener('loadeddata', () => resolve(), { once: true });
      }),
    playlistUrl,
  );
}
