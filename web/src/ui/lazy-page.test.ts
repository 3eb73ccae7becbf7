import { isValidElement, type ComponentType } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { lazyPages } from './lazy-page';

const Page: ComponentType = () => null;
const code = { Page };
const gone = new TypeError('Failed to fetch dynamically imported module');
const unreachable = new Error('unreachable');

const setUp = () => {
  const kept = new Map<string, string>();
  const ground = {
    reach: vi.fn(() => Promise.resolve()),
    reload: vi.fn(),
    reloads: { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) },
  };
  const fetchCode = vi.fn(() => Promise.resolve(code));
  const make = () => lazyPages(ground)(fetchCode, 'Page');
  const page = make();
  /** What is shown: the page, or what it throws. Waiting throws what only React knows. */
  const shown = (of = page): unknown => {
    try {
      return of({});
    } catch (thrown) {
      return thrown;
    }
  };
  return { ground, fetchCode, make, page, shown };
};

describe('a page fetched when it is gone to', () => {
  it('is shown once it is there, and is fetched once', async () => {
    const { page, shown, fetchCode } = setUp();
    await Promise.all([page.preload(), page.preload()]);
    await page.preload();
    expect(isValidElement(shown())).toBe(true);
    expect(fetchCode).toHaveBeenCalledTimes(1);
  });

  it('says that the server is out of reach, and is there when it is tried again', async () => {
    const { page, shown, ground, fetchCode } = setUp();
    fetchCode.mockRejectedValueOnce(gone);
    ground.reach.mockRejectedValueOnce(unreachable);
    await page.preload();
    expect(shown()).toBe(unreachable);
    await page.preload();
    expect(isValidElement(shown())).toBe(true);
    expect(ground.reload).not.toHaveBeenCalled();
  });

  it('is fetched again by itself when the server was away only for a moment', async () => {
    const { page, shown, ground, fetchCode } = setUp();
    fetchCode.mockRejectedValueOnce(gone);
    await page.preload();
    expect(isValidElement(shown())).toBe(true);
    expect(ground.reload).not.toHaveBeenCalled();
  });

  it('is loaded anew once after an update, and only where it is shown', async () => {
    const { page, make, shown, ground, fetchCode } = setUp();
    fetchCode.mockRejectedValue(gone);
    await page.preload();
    expect(ground.reload).not.toHaveBeenCalled();
    expect([shown(), shown()]).toEqual([expect.any(Promise), expect.any(Promise)]);
    expect(ground.reload).toHaveBeenCalledTimes(1);
    const afterwards = make();
    await afterwards.preload();
    expect(shown(afterwards)).toBe(gone);
    expect(ground.reload).toHaveBeenCalledTimes(1);
  });
});
