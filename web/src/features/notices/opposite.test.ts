import { expect, test } from 'vitest';
import type { NoticeSettings } from '../../api/shapes';
import { asUsual, opposite } from './opposite';

const settings: NoticeSettings = {
  email: 'max@production.example',
  sends_mail: true,
  digest_hour: 8,
  time_zone: 'Europe/Berlin',
  revision: 3,
  kinds: [
    { kind: 'qc_completed', group: 'reports', is_shown: true, may_be_muted: true, mail: 'at_once', usual_mail: 'at_once' },
    { kind: 'request_approved', group: 'reports', is_shown: false, may_be_muted: true, mail: 'never', usual_mail: 'hourly' },
  ],
};

test('a change is taken back for what it named alone', () => {
  expect(opposite(settings, { kinds: [{ kind: 'qc_completed', mail: 'daily' }] })).toEqual({
    kinds: [{ kind: 'qc_completed', is_shown: true, mail: 'at_once' }],
  });
  expect(opposite(settings, { digest_hour: 17, kinds: [] })).toEqual({ digest_hour: 8, kinds: [] });
});

test('as usual names only what is not', () => {
  expect(asUsual(settings)).toEqual({ kinds: [{ kind: 'request_approved', is_shown: true, mail: 'hourly' }] });
});
