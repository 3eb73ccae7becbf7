// A vendor manager's first page: what the operators hold with the clocks that run, what waits to be given, what was
// completed, and who has room. Work is reassigned from its row.

import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { FacilityBoard, PersonLoad, RequestRow } from '../../api/shapes';
import { boardWords, metricsWords } from '../../metrics-words';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { PageFrame } from '../../ui/Shell';
import { instantText, shortInstantText } from '../../ui/time';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { bucketNames, roleNames, skillNames, words } from '../../words';
import { useSession } from '../access/session';
import { Trouble } from '../house/Trouble';
import { daysAgo } from '../metrics/filter';
import { actionOf } from '../requests/acts';
import { requestColumns } from '../requests/columns';
import { ReassignDialog } from '../requests/ReassignDialog';
import { ReasonButton } from '../../ui/ReasonButton';
import classes from './boards.module.css';
import { heldQuery } from './links';
import { facilityBoardQuery } from './queries';
import { Tile, Tiles } from './Tiles';

const text = boardWords.facility;
/** The people stand beside the list: what a manager decides by comes first, the rest can be chosen. */
const WIDTHS: Readonly<Record<string, number>> = { number: 3.75, title: 10.5, service: 7.5, state: 9.5, due: 11.75, operator: 7.25 };
const ofRequest = requestColumns
  .filter(({ id }) => id in WIDTHS || id === 'tasks')
  .map((column) => ({ ...column, widthRem: WIDTHS[column.id] ?? column.widthRem, optional: !(column.id in WIDTHS) }));

type Shown = 'held' | 'toGive' | 'completed';

export function FacilityBoardPage() {
  const board = useQuery(facilityBoardQuery);
  const { person } = useSession();
  const [shown, setShown] = useState<Shown>('held');
  const [moved, setMoved] = useState<RequestRow>();
  if (board.isError) return <Trouble error={board.error} />;
  const data = board.data;
  return (
    <PageFrame
      title={boardWords.title}
      subtitle={text.subtitle}
      actions={
        person.facility_id != null && (
          <LinkButton to="/metrics/facilities/$facilityId" params={{ facilityId: person.facility_id }} variant="default">
            {text.scorecard}
          </LinkButton>
        )
      }
    >
      {data !== undefined && <Counts board={data} facilityId={person.facility_id ?? undefined} />}
      <div className={classes.split}>
        <section className={classes.main} aria-label={text.held}>
          <div className={classes.choice}>
            <SegmentedControl
              aria-label={boardWords.title}
              data={[
                { value: 'held', label: `${text.held} ${data?.held.length ?? ''}` },
                { value: 'toGive', label: `${text.toGive} ${data?.to_give.length ?? ''}` },
                { value: 'completed', label: `${text.completed} ${data?.completed_7_d ?? ''}` },
              ]}
              value={shown}
              onChange={(to) => setShown(to as Shown)}
            />
            {shown === 'toGive' && (data?.to_give.length ?? 0) > 0 && <span className="dim">{text.toGiveWhy}</span>}
          </div>
          <List board={data} shown={shown} onMove={setMoved} />
        </section>
        <aside className={classes.side} aria-label={text.load} tabIndex={0}>
          <h2>{text.load}</h2>
          {data === undefined ? <p className="dim">{words.loading}</p> : <Load people={data.load} />}
        </aside>
      </div>
      {moved !== undefined && <ReassignDialog request={moved} opened onClose={() => setMoved(undefined)} />}
    </PageFrame>
  );
}

function Counts({ board, facilityId }: { board: FacilityBoard; facilityId: string | undefined }) {
  const now = new Date(board.now);
  const reports = { from: daysAgo(7, now), ...(facilityId === undefined ? {} : { facility: facilityId }) };
  return (
    <Tiles>
      <Tile label={text.held} count={board.held.length} link={(children) => <Link to="/requests" search={{ q: heldQuery() }}>{children}</Link>} />
      <Tile label={bucketNames.critical} tone="critical" count={board.buckets.critical} link={(children) => <Link to="/requests" search={{ q: heldQuery('critical') }}>{children}</Link>} />
      <Tile label={bucketNames.at_risk} tone="at_risk" count={board.buckets.at_risk} link={(children) => <Link to="/requests" search={{ q: heldQuery('at_risk') }}>{children}</Link>} />
      <Tile label={text.toGive} count={board.to_give.length} link={(children) => <Link to="/requests" search={{ q: 'state:available' }}>{children}</Link>} />
      <Tile label={text.completedIn.day} count={board.completed_24_h} link={(children) => <Link to="/metrics/reports" search={{ ...reports, from: daysAgo(1, now) }}>{children}</Link>} />
      <Tile label={text.completedIn.week} count={board.completed_7_d} link={(children) => <Link to="/metrics/reports" search={reports}>{children}</Link>} />
    </Tiles>
  );
}

function List({ board, shown, onMove }: { board: FacilityBoard | undefined; shown: Shown; onMove: (row: RequestRow) => void }) {
  const navigate = useNavigate();
  const open = (row: RequestRow) => void navigate({ to: '/requests/$requestId', params: { requestId: row.id } });
  const act: TableColumn<RequestRow> = {
    id: 'act',
    header: text.columns.act,
    widthRem: 7,
    cell: (row) => {
      const action = actionOf(row.actions, 'reassign_request');
      return (
        <span onClick={(press) => press.stopPropagation()}>
          <ReasonButton size="compact-xs" variant="light" whyNot={action === undefined ? words.work.notNow : action.allowed ? null : (action.why_not ?? words.work.notNow)} onClick={() => onMove(row)}>
            {row.operator == null ? text.give : text.reassign}
          </ReasonButton>
        </span>
      );
    },
  };
  if (shown === 'completed') {
    const when: TableColumn<FacilityBoard['completed'][number]> = {
      id: 'submitted',
      header: metricsWords.reports.submitted,
      widthRem: 9,
      cell: ({ submitted_at: at }) => <time dateTime={at} title={instantText(at)}>{shortInstantText(at)}</time>,
    };
    const onTime: TableColumn<FacilityBoard['completed'][number]> = {
      id: 'on-time',
      header: metricsWords.reports.onTime,
      widthRem: 6,
      cell: ({ on_time: isOnTime }) => (isOnTime == null ? '–' : isOnTime ? metricsWords.reports.yes : <strong>{boardWords.studio.late}</strong>),
    };
    const columns = [...ofRequest.filter(({ id }) => id !== 'due').map((column) => ({ ...column, cell: ({ request }: FacilityBoard['completed'][number]) => column.cell(request) })), when, onTime];
    return (
      <VirtualTable
        key={shown}
        label={text.completed}
        columns={columns}
        rows={board?.completed ?? []}
        rowId={({ request }) => request.id}
        isLoading={board === undefined}
        onOpen={({ request }) => open(request)}
        empty={<EmptyState title={text.noneCompleted} />}
      />
    );
  }
  return (
    <VirtualTable
      key={shown}
      label={shown === 'held' ? text.held : text.toGive}
      columns={[...ofRequest.filter(({ id }) => shown === 'held' || id !== 'operator'), act]}
      rows={(shown === 'held' ? board?.held : board?.to_give) ?? []}
      rowId={(row) => row.id}
      isLoading={board === undefined}
      onOpen={open}
      empty={shown === 'held' ? <EmptyState title={text.noneHeld} next={text.noneHeldNext} /> : <EmptyState title={words.requests.none.pool} />}
    />
  );
}

function Load({ people }: { people: readonly PersonLoad[] }) {
  if (people.length === 0) return <p className="dim">{text.none}</p>;
  return (
    <table className={classes.load}>
      <thead>
        <tr>
          <th scope="col">{text.columns.person}</th>
          <th scope="col">{text.columns.held}</th>
          <th scope="col">{text.columns.completed}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((load) => (
          <tr key={load.person.id}>
            <th scope="row">
              {load.person.role === 'operator' ? (
                <Link to="/metrics/operators/$personId" params={{ personId: load.person.id }}>
                  {load.person.name}
                </Link>
              ) : (
                load.person.name
              )}
              {load.on_break != null && <div>{text.onBreak(load.on_break.reason, load.on_break.until_at == null ? undefined : shortInstantText(load.on_break.until_at))}</div>}
              <div className="dim">
                {[load.person.role === 'operator' ? undefined : roleNames[load.person.role], load.state === 'asleep' ? text.asleep : undefined, ...load.skills.map((skill) => skillNames[skill] ?? skill), ...load.languages]
                  .filter((part) => part !== undefined)
                  .join(' · ')}
              </div>
            </th>
            <td>
              <span className="number">{load.held}</span>
              <div className="dim">{load.held === 0 ? text.available : `${load.begun} ${text.columns.begun}`}</div>
            </td>
            <td className="number">{load.completed_7_d}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

