// One's own sessions: which device, since when, and ending one.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { SessionRow } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { ReasonButton } from '../../ui/ReasonButton';
import { PageFrame } from '../../ui/Shell';
import { agoText, instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { words } from '../../words';
import { CalendarButton } from '../calendar/CalendarButton';

const text = words.access.sessions;

/** "Chrome 142 on Linux": enough to recognise one's own device. */
export const deviceName = (row: Pick<SessionRow, 'client' | 'user_agent'>): string => {
  if (row.client === 'cli') return text.cli;
  const browser = /(Edg|OPR|Firefox|Chrome|Version)\/(\d+)/.exec(row.user_agent);
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', Version: 'Safari' };
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|CrOS|Linux)/.exec(row.user_agent)?.[1];
  const name = browser?.[1] === undefined ? row.user_agent || words.unknown : `${names[browser[1]] ?? browser[1]} ${browser[2]}`;
  return system === undefined ? name : `${name}, ${system.replace('Mac OS X', 'macOS').replace('CrOS', 'ChromeOS')}`;
};

export function SessionsPage() {
  const queries = useQueryClient();
  const now = useNow();
  const sessions = useQuery({ queryKey: ['session', 'list'], queryFn: () => answer(api.GET('/api/v1/sessions')) });
  const end = useAct({
    send: (id: string) => answer(api.DELETE('/api/v1/sessions/{session_id}', { params: { path: { session_id: id } } })),
    onSuccess: () => {
      toasts.show('done', text.ended);
      return queries.invalidateQueries({ queryKey: ['session', 'list'] });
    },
  });
  const columns: TableColumn<SessionRow>[] = [
    { id: 'device', header: text.device, widthRem: 14, grow: 2, cell: (row) => <span title={row.user_agent}>{deviceName(row)}</span> },
    { id: 'address', header: text.address, widthRem: 10, cell: (row) => row.address },
    { id: 'since', header: text.since, widthRem: 15, cell: (row) => instantText(row.created_at) },
    { id: 'last', header: text.lastSeen, widthRem: 9, cell: (row) => (row.is_current ? text.current : agoText(row.last_seen_at, now)) },
    {
      id: 'end',
      header: '',
      widthRem: 6,
      cell: (row) => (
        <ReasonButton variant="default" size="compact-xs" whyNot={row.is_current ? text.endThis : null} onClick={() => end.mutate(row.id)}>
          {text.end}
        </ReasonButton>
      ),
    },
  ];
  return (
    <PageFrame title={text.title} subtitle={text.subtitle} actions={<CalendarButton />}>
      <VirtualTable label={text.title} columns={columns} rows={sessions.data ?? []} rowId={(row) => row.id} isLoading={sessions.isPending} empty={<EmptyState title={words.none} />} />
    </PageFrame>
  );
}
