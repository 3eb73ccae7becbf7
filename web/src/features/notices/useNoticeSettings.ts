// One's own settings: each change is sent at once, on the revision that is known then, and its opposite is kept to undo it.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { ifMatch } from '../../api/preconditions';
import type { NoticeSettings, NoticeSettingsChange } from '../../api/shapes';
import { opposite } from './opposite';
import { noticeSettingsQuery } from './queries';

/** Changes go one after the other: each on the revision that the one before led to. */
const IN_A_ROW = { id: 'notice-settings' };

const useChange = () => {
  const queries = useQueryClient();
  return useAct({
    scope: IN_A_ROW,
    send: (body: NoticeSettingsChange) => {
      const revision = queries.getQueryData(noticeSettingsQuery.queryKey)?.revision ?? 0;
      return answer(api.PATCH('/api/v1/notices/settings', { body, headers: ifMatch(revision) }));
    },
    onSuccess: (changed: NoticeSettings) => queries.setQueryData(noticeSettingsQuery.queryKey, changed),
  });
};

export const useNoticeSettings = () => {
  const queries = useQueryClient();
  const settings = useQuery(noticeSettingsQuery);
  const save = useChange();
  const [undo, setUndo] = useState<NoticeSettingsChange>();
  const change = (to: NoticeSettingsChange) => {
    const before = queries.getQueryData(noticeSettingsQuery.queryKey);
    if (before === undefined) return;
    save.mutate(to, { onSuccess: () => setUndo(opposite(before, to)) });
  };
  return { settings, change, undo, isSaving: save.isPending };
};

/** Who never said their time zone lives in that of the browser they work in. */
export const useFirstZone = () => {
  const settings = useQuery({ ...noticeSettingsQuery, staleTime: Infinity }).data;
  const { mutate } = useChange();
  const isUnknown = settings !== undefined && settings.time_zone == null;
  useEffect(() => {
    if (isUnknown) mutate({ time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone, kinds: [] });
  }, [isUnknown, mutate]);
};
