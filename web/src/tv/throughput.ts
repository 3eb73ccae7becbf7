// How fast the way to this screen is: measured on a piece of a stream before anything plays, as the player will fetch it.

const LIMIT_BYTES = 16 * 1024 * 1024;
const LIMIT_MS = 2_000;

/** Null where it cannot be measured: the review may begin without. */
export async function measureThroughput(url: string, authorization: string): Promise<number | null> {
  try {
    const answer = await fetch(url, { headers: { Authorization: authorization, Range: `bytes=0-${LIMIT_BYTES - 1}` }, cache: 'no-store' });
    if (!answer.ok || answer.body === null) return null;
    return await rateOf(answer.body.getReader(), performance.now());
  } catch {
    return null;
  }
}

async function rateOf(reader: ReadableStreamDefaultReader<Uint8Array>, begunMs: number): Promise<number | null> {
  let bytes = 0;
  let passedMs = 0;
  while (passedMs < LIMIT_MS) {
    const { done, value } = await reader.read();
    passedMs = performance.now() - begunMs;
    if (done) break;
    bytes += value.byteLength;
  }
  await reader.cancel();
  // Bits in a millisecond are kilobits in a second.
  return bytes === 0 ? null : Math.round((bytes * 8) / passedMs);
}
