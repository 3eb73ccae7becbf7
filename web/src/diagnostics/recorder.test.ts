import { beforeAll, describe, expect, test, vi } from 'vitest';
import { browserVersion, diagnostics, offerPlayer, recordCall, recordError, recordLive } from './recorder';

const ID = '0193f2aa-7c3e-7d10-9b1f-2f4a5c6d7e8f';

beforeAll(() => {
  vi.stubGlobal('location', { pathname: '/requests/0193/review', host: 'qc.studio.example' });
  vi.stubGlobal('navigator', { onLine: true, userAgent: 'Chrome/131.0.6778.86', connection: { effectiveType: '4g', rtt: 50, downlink: 9.8 } });
  vi.stubGlobal('innerWidth', 1600);
  vi.stubGlobal('innerHeight', 900);
});

describe('the ring of what happened', () => {
  test('keeps the last calls with their status and number, without what they named', () => {
    for (let at = 0; at < 150; at++) {
      const ended = recordCall(new Request(`https://qc.studio.example/api/v1/titles/hush${at}?q=hush`));
      ended(new Response(null, { status: at === 149 ? 503 : 200, headers: { 'x-request-id': ID } }));
    }
    recordCall(new Request('https://qc.studio.example/api/v1/session'))(undefined);
    const { calls } = diagnostics();
    expect(calls).toHaveLength(100);
    expect(calls.at(-2)).toMatchObject({ method: 'GET', url: 'https://{app}/api/v1/titles/{…}?…', status: 503, request_id: ID });
    expect(calls.at(-1)).toMatchObject({ status: 0, request_id: null });
    expect(JSON.stringify(calls)).not.toContain('hush');
  });

  test('keeps errors by their known words', () => {
    recordError('rejection', new TypeError('Failed to fetch https://qc.studio.example/hush'));
    recordError('rejection', 'hush');
    const { errors } = diagnostics();
    expect(errors.map(({ name, message }) => [name, message])).toEqual([
      ['TypeError', 'Failed to fetch …'],
      ['Error', '…'],
    ]);
  });

  test('reads the player while its page is open, and the connection', () => {
    const facts = { status: 'ready', motion: 'paused', proof: 'proven', trouble: null, frame: 12, target: null, last: 99, speed: 0, skipped_frames: 0, buffered_ms: 4000.2 };
    const takeBack = offerPlayer(() => facts);
    recordLive('lost');
    expect(diagnostics()).toMatchObject({ page: '/requests/{…}/review', viewport: { width: 1600, height: 900 }, connection: { online: true, type: '4g', live: 'lost', rtt_ms: 50, downlink_kbps: 9800 }, player: { ...facts, buffered_ms: 4000 } });
    takeBack();
    expect(diagnostics().player).toBeNull();
  });

  test('reads the version of the browser', () => {
    expect(browserVersion('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.6778.86 Safari/537.36')).toBe('131.0.6778.86');
    expect(browserVersion('curl')).toBeUndefined();
  });
});
