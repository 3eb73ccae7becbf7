// What one was told: newest first; opening one marks it as read.

import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { NoticeView } from '../../api/shapes';
import { noticeWords } from '../../notice-words';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { PageFrame } from '../../ui/Shell';
import { agoText, instantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { words } from '../../words';
import { pathWithin } from '../access/SignInPage';
import { noticesQuery } from './queries';

const text = words.notices;

export function NoticesPage() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const now = useNow();
  const notices = useQuery(noticesQuery);
  const refresh = () => queries.invalidateQueries({ queryKey: ['notice'] });
  const read = useAct({
    send: (id: string) => answer(api.POST('/api/v1/notices/{notice_id}/read', { params: { path: { notice_id: id } } })),
    onSettled: refresh,
  });
  const readAll = useAct({ send: () => answer(api.POST('/api/v1/notices/read-all')), onSettled: refresh });
  const rows = notices.data?.items ?? [];
  const hasUnread = rows.some(({ read_at: readAt }) => readAt == null);

  const columns: TableColumn<NoticeView>[] = [
    { id: 'new', header: '', widthRem: 2, cell: (row) => (row.read_at == null ? <span title={text.new}>●</span> : '') },
    {
      id: 'subject',
      header: text.subject,
      widthRem: 20, grow: 3,
      cell: (row) => (
        <>
          {row.read_at == null ? <strong>{row.subject}</strong> : row.subject} <span className="dim">{row.body}</span>
        </>
      ),
    },
    { id: 'when', header: text.when, widthRem: 9, cell: (row) => <time dateTime={row.created_at} title={instantText(row.created_at)}>{agoText(row.created_at, now)}</time> },
  ];
  return (
    <PageFrame
      title={text.title}
      actions={
        <>
          {hasUnread && (
            <Button variant="default" onClick={() => readAll.mutate()}>
              {text.readAll}
            </Button>
          )}
          <LinkButton variant="default" to="/notices/settings">
            {noticeWords.settings.open}
          </LinkButton>
        </>
      }
    >
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        isLoading={notices.isPending}
        onOpen={(row) => {
          if (row.read_at == null) read.mutate(row.id);
          void navigate({ href: pathWithin(row.link) });
        }}
        empty={<EmptyState title={text.empty} next={text.emptyNext} />}
      />
    </PageFrame>
  );
}
