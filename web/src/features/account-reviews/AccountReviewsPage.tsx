// The reviews of accounts, one a quarter, with how far each has come.

import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { AccountReviewView } from '../../api/shapes';
import { peopleWords } from '../../people-words';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { StateBadge } from '../../ui/StateBadge';
import { instantText, shortInstantText } from '../../ui/time';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { useMay } from '../access/session';
import { Trouble } from '../house/Trouble';
import { accountReviewsQuery } from './queries';

const text = peopleWords.reviews;

const stateOf = ({ closed_at: closed, due_at: due }: AccountReviewView) => {
  if (closed != null) return <StateBadge tone="good">{text.closed}</StateBadge>;
  return Date.parse(due) < Date.now() ? <StateBadge tone="bad">{text.late}</StateBadge> : <StateBadge tone="wanted">{text.isOpen}</StateBadge>;
};

const columns: TableColumn<AccountReviewView>[] = [
  { id: 'quarter', header: text.columns.quarter, widthRem: 8, grow: 1, cell: (row) => row.quarter },
  { id: 'state', header: text.columns.state, widthRem: 7, cell: stateOf },
  { id: 'progress', header: text.columns.progress, widthRem: 8, cell: (row) => <span className="number">{text.of(row.decided, row.accounts)}</span> },
  { id: 'ended', header: text.columns.ended, widthRem: 6, align: 'end', cell: (row) => <span className="number">{row.ended}</span> },
  { id: 'spoken', header: text.columns.spoken, widthRem: 9, align: 'end', cell: (row) => <span className="number">{row.spoken_for}</span> },
  { id: 'opened', header: text.columns.opened, widthRem: 11, cell: (row) => <time dateTime={row.opened_at}>{shortInstantText(row.opened_at)}</time> },
  { id: 'due', header: text.columns.due, widthRem: 11, cell: (row) => <time dateTime={row.due_at} title={instantText(row.due_at)}>{shortInstantText(row.due_at)}</time> },
];

export function AccountReviewsPage() {
  const may = useMay();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const reviews = useQuery(accountReviewsQuery);
  const open = useAct({
    send: () => answer(api.POST('/api/v1/account-reviews')),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['account-review'] }),
  });
  if (reviews.isError) return <Trouble error={reviews.error} />;
  return (
    <PageFrame
      title={text.title}
      subtitle={text.subtitle}
      actions={
        may('manage_people') && (
          <Button loading={open.isPending} onClick={() => open.mutate()}>
            {text.open}
          </Button>
        )
      }
    >
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={reviews.data ?? []}
        rowId={(row) => row.id}
        isLoading={reviews.isPending}
        onOpen={(row) => void navigate({ to: '/account-reviews/$reviewId', params: { reviewId: row.id } })}
        empty={<EmptyState title={text.none} next={may('manage_people') ? text.noneNext : text.noneNextVendor} />}
      />
    </PageFrame>
  );
}
