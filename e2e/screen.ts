// What is really on the screen: a screenshot of the picture's place, without the bars beside it.

import type { Locator } from '@playwright/test';
import { PNG } from 'pngjs';
import { decodeBarcode, type Barcode } from './barcode.ts';

/** The number in the picture that the video element shows now. */
export async function frameOnScreen(video: Locator): Promise<Barcode | undefined> {
  const box = await video.boundingBox();
  if (box === null) throw new Error('the video is not on the screen');
  const picture = await video.evaluate((element) => {
    const { videoWidth, videoHeight } = element as HTMLVideoElement;
    return { width: videoWidth, height: videoHeight };
  });
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const clip = { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
  const shot = PNG.sync.read(await video.page().screenshot({ clip, animations: 'allow' }));
  return decodeBarcode({ width: shot.width, height: shot.height, data: shot.data });
}
