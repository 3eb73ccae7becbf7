// Waveform, vectorscope and histogram of the picture on the screen, in grey beside it. Counted a few times a second
// while it plays, and at once for a frame that stands.

import { useEffect, useRef } from 'react';
import { brightnessOf, LEVELS, type Scopes as Counts, scopesOf, TARGETS } from '../../player/scopes';
import { reviewWords } from '../../review-words';
import type { Room } from './room';
import classes from './Scopes.module.css';

const text = reviewWords.scopes;
/** As many pixels as show every stripe and cost little. */
const WIDTH_PX = 320;
const EVERY_MS = 100;

export default function Scopes({ room: { player, video }, isHdr }: { room: Room; isHdr: boolean }) {
  const wave = useRef<HTMLCanvasElement>(null);
  const vectors = useRef<HTMLCanvasElement>(null);
  const histogram = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    if (isHdr) return undefined;
    const small = document.createElement('canvas');
    const context = small.getContext('2d', { willReadFrequently: true });
    let timer: ReturnType<typeof setTimeout> | undefined;
    let countedAt = 0;
    let shown: unknown;
    const count = () => {
      timer = undefined;
      countedAt = performance.now();
      if (context === null || video.videoWidth === 0) return;
      small.width = WIDTH_PX;
      small.height = Math.round((WIDTH_PX * video.videoHeight) / video.videoWidth);
      context.drawImage(video, 0, 0, small.width, small.height);
      const counts = scopesOf(context.getImageData(0, 0, small.width, small.height));
      drawWaveform(wave.current, counts);
      drawVectors(vectors.current, counts);
      drawHistogram(histogram.current, counts);
    };
    const changed = () => {
      const { frame, proof } = player.snapshot();
      const now = `${frame} ${proof.kind}`;
      if (now === shown) return;
      shown = now;
      timer ??= setTimeout(count, Math.max(EVERY_MS - (performance.now() - countedAt), 0));
    };
    changed();
    const stop = player.subscribe(changed);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [player, video, isHdr]);

  if (isHdr) return <div className={`${classes.scopes} dim`}>{text.notHdr}</div>;
  return (
    <div className={classes.scopes} role="group" aria-label={text.name}>
      <figure>
        <canvas ref={wave} width={WIDTH_PX} height={LEVELS} role="img" aria-label={text.waveform} />
        <figcaption>{text.waveform}</figcaption>
      </figure>
      <figure data-square>
        <canvas ref={vectors} width={LEVELS} height={LEVELS} role="img" aria-label={text.vectorscope} />
        <figcaption>{text.vectorscope}</figcaption>
      </figure>
      <figure>
        <canvas ref={histogram} width={LEVELS} height={LEVELS / 2} role="img" aria-label={text.histogram} />
        <figcaption>{text.histogram}</figcaption>
      </figure>
    </div>
  );
}

/** Reference black and white of the picture, and the lines between. */
const LINES = [0, 0.25, 0.5, 0.75, 1];

function drawWaveform(canvas: HTMLCanvasElement | null, { waveform, columns }: Counts): void {
  const context = canvas?.getContext('2d');
  if (context == null) return;
  const image = context.createImageData(columns, LEVELS);
  const most = waveform.reduce((high, count) => Math.max(high, count), 0);
  for (let column = 0; column < columns; column += 1) {
    for (let level = 0; level < LEVELS; level += 1) {
      const light = brightnessOf(waveform[column * LEVELS + level] ?? 0, most);
      image.data.set([light, light, light, 255], ((LEVELS - 1 - level) * columns + column) * 4);
    }
  }
  context.putImageData(image, 0, 0);
  context.fillStyle = 'rgb(255 255 255 / 22%)';
  for (const share of LINES) context.fillRect(0, Math.round((1 - share) * (LEVELS - 1)), columns, 1);
}

function drawVectors(canvas: HTMLCanvasElement | null, { vectors }: Counts): void {
  const context = canvas?.getContext('2d');
  if (context == null) return;
  const image = context.createImageData(LEVELS, LEVELS);
  const most = vectors.reduce((high, count) => Math.max(high, count), 0);
  for (let cr = 0; cr < LEVELS; cr += 1) {
    for (let cb = 0; cb < LEVELS; cb += 1) {
      const light = brightnessOf(vectors[cr * LEVELS + cb] ?? 0, most);
      image.data.set([light, light, light, 255], ((LEVELS - 1 - cr) * LEVELS + cb) * 4);
    }
  }
  context.putImageData(image, 0, 0);
  context.strokeStyle = 'rgb(255 255 255 / 30%)';
  context.fillStyle = '#bbb';
  context.font = '11px sans-serif';
  context.strokeRect(LEVELS / 2 - 0.5, 0, 1, LEVELS);
  context.strokeRect(0, LEVELS / 2 - 0.5, LEVELS, 1);
  for (const { name, cb, cr } of TARGETS) {
    context.strokeRect(cb - 5, LEVELS - 1 - cr - 5, 10, 10);
    context.fillText(name, cb + 7, LEVELS - 1 - cr + 4);
  }
}

function drawHistogram(canvas: HTMLCanvasElement | null, { red, green, blue, luma }: Counts): void {
  const context = canvas?.getContext('2d');
  if (context == null) return;
  const height = LEVELS / 2;
  const rows = [luma, red, green, blue];
  const names = ['Y', 'R', 'G', 'B'];
  context.fillStyle = '#000';
  context.fillRect(0, 0, LEVELS, height);
  // One under the other, each by itself: in grey, colours could not be told apart where they overlap.
  for (const [row, counts] of rows.entries()) {
    const most = counts.reduce((high, count) => Math.max(high, count), 1);
    const foot = ((row + 1) * height) / rows.length;
    context.fillStyle = row === 0 ? '#e6e6e6' : '#9a9a9a';
    for (const [level, count] of counts.entries()) {
      const size = (Math.log1p(count) / Math.log1p(most)) * (height / rows.length - 3);
      if (count > 0) context.fillRect(level, foot - size, 1, size);
    }
    context.fillStyle = '#bbb';
    context.font = '10px sans-serif';
    context.fillText(names[row] ?? '', 2, foot - height / rows.length + 11);
  }
}
