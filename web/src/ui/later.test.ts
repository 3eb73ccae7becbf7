import { beforeEach, describe, expect, it, vi } from 'vitest';

const Part = () => null;

describe('parts that open over a page', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.useFakeTimers();
  });

  it('are fetched once the page has settled, and once', async () => {
    const { later, fetchLater } = await import('./later');
    const fetchCode = vi.fn(() => Promise.resolve({ Part }));
    later(fetchCode, 'Part');
    fetchLater();
    expect(fetchCode).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2_000);
    fetchLater();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(fetchCode).toHaveBeenCalledTimes(1);
  });

  it('wait while a page fetches something that is needed sooner', async () => {
    const { later, fetchLater, holdBack } = await import('./later');
    const fetchCode = vi.fn(() => Promise.resolve({ Part }));
    later(fetchCode, 'Part');
    const [first, second] = [holdBack(), holdBack()];
    fetchLater();
    await vi.advanceTimersByTimeAsync(10_000);
    first();
    first();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fetchCode).not.toHaveBeenCalled();
    second();
    await vi.advanceTimersByTimeAsync(0);
    expect(fetchCode).toHaveBeenCalledTimes(1);
  });

  it('are fetched with the next page where they could not be, and one that fails keeps no other back', async () => {
    const { later, fetchLater } = await import('./later');
    const fails = vi.fn(() => Promise.reject<{ Part: typeof Part }>(new TypeError('Failed to fetch dynamically imported module')));
    const comes = vi.fn(() => Promise.resolve({ Part }));
    later(fails, 'Part');
    later(comes, 'Part');
    fetchLater();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(comes).toHaveBeenCalledTimes(1);
    fetchLater();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(fails).toHaveBeenCalledTimes(2);
  });
});
