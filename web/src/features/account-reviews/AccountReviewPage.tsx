// One review: every account with what is known of it, confirmed or ended row by row; the manager of a facility says who is
// still with it.

import { Button, Group, Progress, SegmentedControl } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { DecideAccount, ManagerWord, ReviewedAccount } from '../../api/shapes';
import { decisionNames, managerWordNames, peopleWords } from '../../people-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { ReasonButton } from '../../ui/ReasonButton';
import { PageFrame } from '../../ui/Shell';
import { agoText, instantText, shortInstantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { personStateNames, roleNames, words } from '../../words';
import { Trouble } from '../house/Trouble';
import { actionOf } from '../requests/acts';
import classes from '../titles/TitlesPage.module.css';
import { accountReviewsQuery, reviewedAccountsQuery } from './queries';

const text = peopleWords.review;

export function AccountReviewPage() {
  const { reviewId } = useParams({ from: '/house/account-reviews/$reviewId' });
  const queries = useQueryClient();
  const now = useNow();
  const [shown, setShown] = useState<'undecided' | 'everyone'>('everyone');
  const [ending, setEnding] = useState<ReviewedAccount>();
  const reviews = useQuery(accountReviewsQuery);
  const accounts = useQuery(reviewedAccountsQuery(reviewId, shown === 'undecided'));
  const review = reviews.data?.find(({ id }) => id === reviewId);
  const refresh = () => queries.invalidateQueries({ queryKey: ['account-review'] });
  const path = (personId: string) => ({ path: { review_id: reviewId, person_id: personId } });
  const decide = (row: ReviewedAccount, body: DecideAccount) => answer(api.POST('/api/v1/account-reviews/{review_id}/accounts/{person_id}/decision', { params: path(row.person_id), body }));
  const confirm = useAct({ send: (row: ReviewedAccount) => decide(row, { decision: 'confirmed', reason: '' }), onSettled: refresh });
  const say = useAct({
    send: ({ row, word }: { row: ReviewedAccount; word: ManagerWord }) =>
      answer(api.POST('/api/v1/account-reviews/{review_id}/accounts/{person_id}/word', { params: path(row.person_id), body: { word } })),
    onSettled: refresh,
  });
  if (accounts.isError) return <Trouble error={accounts.error} />;

  const columns: TableColumn<ReviewedAccount>[] = [
    {
      id: 'name',
      header: text.columns.name,
      widthRem: 14,
      grow: 1,
      cell: (row) => (
        <span title={row.email}>
          {row.name} <span className="dim">{row.email}</span>
        </span>
      ),
    },
    { id: 'role', header: text.columns.role, widthRem: 9, cell: (row) => roleNames[row.role] },
    { id: 'facility', header: text.columns.facility, widthRem: 8, cell: (row) => row.facility ?? <span className="dim">–</span> },
    { id: 'shows', header: text.columns.shows, widthRem: 8, grow: 0.6, cell: (row) => <span title={row.shows.join(', ')}>{row.shows.join(', ')}</span> },
    { id: 'state', header: text.columns.state, widthRem: 6, cell: (row) => personStateNames[row.state] },
    { id: 'seen', header: text.columns.seen, widthRem: 8, cell: (row) => (row.last_seen_at == null ? <span className="dim">{text.never}</span> : <time title={instantText(row.last_seen_at)}>{agoText(row.last_seen_at, now)}</time>) },
    { id: 'word', header: text.columns.word, widthRem: 11, cell: (row) => <Word row={row} onSay={(word) => say.mutate({ row, word })} isSaying={say.isPending} /> },
    { id: 'decision', header: text.columns.decision, widthRem: 14, cell: (row) => <Decision row={row} onConfirm={() => confirm.mutate(row)} onEnd={() => setEnding(row)} isConfirming={confirm.isPending && confirm.variables.person_id === row.person_id} /> },
  ];
  return (
    <PageFrame
      title={review === undefined ? words.loading : text.title(review.quarter)}
      subtitle={review === undefined ? '' : text.subtitle(review.decided, review.accounts, shortInstantText(review.due_at))}
      actions={
        <>
          <LinkButton to="/account-reviews" variant="default">
            {text.all}
          </LinkButton>
          <Button component="a" variant="default" href={`/api/v1/account-reviews/${reviewId}/export`} download>
            {text.export}
          </Button>
        </>
      }
    >
      <div className={classes.filter}>
        <SegmentedControl
          size="xs"
          aria-label={text.show}
          data={[
            { value: 'everyone', label: text.everyone },
            { value: 'undecided', label: text.undecided },
          ]}
          value={shown}
          onChange={(value) => setShown(value as typeof shown)}
        />
        {review !== undefined && <Progress flex={1} my="auto" aria-label={text.progress} value={review.accounts === 0 ? 100 : (100 * review.decided) / review.accounts} />}
      </div>
      <VirtualTable
        label={review === undefined ? peopleWords.reviews.title : text.title(review.quarter)}
        columns={columns}
        rows={accounts.data ?? []}
        rowId={(row) => row.person_id}
        isLoading={accounts.isPending}
        rowHeight={44}
        empty={<EmptyState title={text.empty} next={text.emptyNext} />}
      />
      {ending !== undefined && (
        <ConfirmWithReason
          opened
          onClose={() => setEnding(undefined)}
          title={text.endTitle(ending.name)}
          consequence={text.endConsequence}
          confirmLabel={text.endConfirm}
          needsReason
          onConfirm={async (reason) => {
            await decide(ending, { decision: 'ended', reason });
            await refresh();
          }}
        />
      )}
    </PageFrame>
  );
}

function Word({ row, onSay, isSaying }: { row: ReviewedAccount; onSay: (word: ManagerWord) => void; isSaying: boolean }) {
  const action = actionOf(row.actions, 'speak_for_account');
  if (action?.allowed !== true) {
    if (row.word == null || row.word_at == null) return <span className="dim">–</span>;
    return (
      <div>
        {managerWordNames[row.word]}
        <div className="dim">{text.said(row.word_by?.name ?? '', shortInstantText(row.word_at))}</div>
      </div>
    );
  }
  return (
    <Group gap={4} wrap="nowrap">
      {(['still_with_us', 'left'] as const).map((word) => (
        <Button key={word} size="compact-xs" variant={row.word === word ? 'filled' : 'default'} aria-pressed={row.word === word} disabled={isSaying} onClick={() => onSay(word)}>
          {managerWordNames[word]}
        </Button>
      ))}
    </Group>
  );
}

function Decision({ row, onConfirm, onEnd, isConfirming }: { row: ReviewedAccount; onConfirm: () => void; onEnd: () => void; isConfirming: boolean }) {
  if (row.decision != null && row.decided_at != null) {
    const by = text.decided(row.decided_by?.name ?? '', shortInstantText(row.decided_at));
    return (
      <div title={`${decisionNames[row.decision]} ${by}${row.reason === '' ? '' : ` “${row.reason}”`}`}>
        {decisionNames[row.decision]}
        <div className="dim">{by}</div>
      </div>
    );
  }
  const action = actionOf(row.actions, 'decide_account');
  if (action === undefined) return <span className="dim">–</span>;
  const whyNot = action.allowed ? null : (action.why_not ?? words.work.notNow);
  return (
    <Group gap={4} wrap="nowrap">
      <ReasonButton size="compact-xs" variant="default" whyNot={whyNot} loading={isConfirming} onClick={onConfirm}>
        {text.confirm}
      </ReasonButton>
      <ReasonButton size="compact-xs" variant="default" whyNot={whyNot} onClick={onEnd}>
        {text.end}
      </ReasonButton>
    </Group>
  );
}
