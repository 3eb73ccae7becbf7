// The change that takes a change back: for what it names, what held before. Pure.

import type { NoticeSettings, NoticeSettingsChange } from '../../api/shapes';

export const opposite = (before: NoticeSettings, change: NoticeSettingsChange): NoticeSettingsChange => ({
  ...(change.digest_hour == null ? {} : { digest_hour: before.digest_hour }),
  ...(change.time_zone == null || before.time_zone == null ? {} : { time_zone: before.time_zone }),
  kinds: (change.kinds ?? []).flatMap(({ kind }) => {
    const was = before.kinds.find((each) => each.kind === kind);
    return was === undefined ? [] : [{ kind, is_shown: was.is_shown, mail: was.mail }];
  }),
});

/** What has to change for everything to be as usual for the role. */
export const asUsual = (settings: NoticeSettings): NoticeSettingsChange => ({
  kinds: settings.kinds
    .filter(({ is_shown, mail, usual_mail }) => !is_shown || mail !== usual_mail)
    .map(({ kind, usual_mail }) => ({ kind, is_shown: true, mail: usual_mail })),
});
