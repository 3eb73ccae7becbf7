// The first page of an operator or a verifier: the served task ready to play, what else one holds, and below it what
// can be taken now, by due time.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { RequestRow } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { ReasonButton } from '../../ui/ReasonButton';
import { PageFrame } from '../../ui/Shell';
import { toasts } from '../../ui/toast-list';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { words } from '../../words';
import { useSession } from '../access/session';
import { BeginBreak, BreakBar } from '../breaks/BreakBar';
import { Trouble } from '../house/Trouble';
import { actionOf, usePlainAct, type PlainAct } from './acts';
import { requestColumns } from './columns';
import { requestListQuery, workQuery } from './queries';
import { WorkCard } from './WorkCard';
import classes from './WorkPage.module.css';

const text = words.work;
const POOL_COLUMNS = ['number', 'title', 'service', 'tasks', 'due', 'delivered'];

export function WorkPage() {
  const { person } = useSession();
  const isVerifier = person.role === 'verifier';
  const navigate = useNavigate();
  const work = useQuery(workQuery);
  const pool = useInfiniteQuery(requestListQuery({ view: 'pool' }));
  const rows = useMemo(() => pool.data?.pages.flatMap(({ items }) => items) ?? [], [pool.data]);
  const step = usePlainAct();
  const take: PlainAct = isVerifier ? 'take_verification' : 'take_request';

  const takeIt = (row: RequestRow) =>
    step.mutate(
      { act: take, subject: row },
      { onSuccess: () => toasts.show('done', row.service === 'download' && !isVerifier ? text.takenDownload(row.number) : text.taken(row.number)) },
    );
  const columns: TableColumn<RequestRow>[] = [
    ...requestColumns.filter(({ id }) => POOL_COLUMNS.includes(id)),
    {
      id: 'take',
      header: '',
      widthRem: 6.5,
      cell: (row) => {
        const action = actionOf(row.actions, take);
        return (
          <span onClick={(press) => press.stopPropagation()}>
            <ReasonButton size="compact-xs" variant="light" whyNot={action?.allowed === false ? (action.why_not ?? text.notNow) : null} onClick={() => takeIt(row)}>
              {text.take}
            </ReasonButton>
          </span>
        );
      },
    },
  ];

  if (work.isError) return <Trouble error={work.error} />;
  const { served, held = [], why_nothing: whyNothing, on_break: onBreak } = work.data ?? {};
  return (
    <PageFrame title={isVerifier ? text.verifierTitle : text.title} actions={work.isSuccess && onBreak == null && <BeginBreak />}>
      {onBreak != null && <BreakBar onBreak={onBreak} />}
      <div className={classes.now}>
        {served != null && <WorkCard row={served} isServed />}
        {held.map((row) => (
          <WorkCard key={row.id} row={row} />
        ))}
        {work.isPending && <div className="dim">{words.loading}</div>}
        {work.isSuccess && served == null && held.length === 0 && (
          <div className={classes.nothing} role="status">
            <strong>{text.nothing}</strong> <span className="dim">{whyNothing ?? text.nothingNext}</span>
          </div>
        )}
      </div>
      <h2 className={classes.poolTitle}>
        {isVerifier ? text.verifierPool : text.pool} <span className="dim number">{pool.data?.pages[0]?.total ?? ''}</span>
      </h2>
      <VirtualTable
        label={text.pool}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rememberAs="pool"
        isLoading={pool.isPending}
        onNearEnd={() => {
          if (pool.hasNextPage && !pool.isFetchingNextPage) void pool.fetchNextPage();
        }}
        onOpen={(row) => void navigate({ to: '/requests/$requestId', params: { requestId: row.id } })}
        empty={<EmptyState title={words.requests.none.pool} next={isVerifier ? text.verifierPoolNext : words.requests.noneNext.pool} />}
      />
    </PageFrame>
  );
}
