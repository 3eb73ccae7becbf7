// Flags while the picture is on the TV. The first opens the form; those pressed while it is open, or while the TV is away, are
// noted with their frame and written later. They outlive a reload of the page.

import { useState } from 'react';
import { newIdempotencyKey } from '../../api/preconditions';
import { asFrame } from '../../player/timecode';
import { remember, remembered } from '../../ui/remember';
import type { IssueFormHandle } from '../review/useIssueForm';
import type { Noted } from './TvCard';
import type { Tv } from './useTv';

const keyOf = (requestId: string) => `tv.flags.${requestId}`;

function readNoted(kept: unknown): readonly Noted[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((each: Partial<Noted> | null) =>
    typeof each?.key === 'string' && typeof each.latencyMs === 'number' ? [{ key: each.key, latencyMs: each.latencyMs, frame: typeof each.frame === 'number' ? asFrame(each.frame) : null }] : [],
  );
}

export function useTvFlags({ desk }: Tv, requestId: string, handle: IssueFormHandle) {
  const [noted, setNoted] = useState(() => readNoted(remembered(keyOf(requestId))));
  const keep = (change: (before: readonly Noted[]) => readonly Noted[]) =>
    setNoted((before) => {
      const after = change(before);
      remember(keyOf(requestId), after);
      return after;
    });
  const note = (about: Noted['frame'], asked: Promise<{ frame: Noted['frame']; latencyMs: number }>) => {
    const key = newIdempotencyKey();
    keep((before) => [...before, { key, frame: about, latencyMs: 0 }]);
    void asked.then(({ frame, latencyMs }) => keep((before) => before.map((each) => (each.key === key ? { key, frame: frame ?? each.frame, latencyMs } : each))));
  };
  return {
    noted,
    flag: () => {
      if (desk === null) return;
      const asked = desk.flag();
      if (handle.form === null) handle.flagOnTv(asked);
      else note(desk.about(), asked);
    },
    write: ({ key, frame, latencyMs }: Noted) => {
      keep((before) => before.filter((each) => each.key !== key));
      handle.flagOnTv(Promise.resolve({ frame, latencyMs }));
    },
    drop: ({ key }: Noted) => keep((before) => before.filter((each) => each.key !== key)),
  };
}
