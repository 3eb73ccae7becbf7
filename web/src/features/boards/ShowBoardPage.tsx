// Post's and production's first page: the requests of their shows in the columns of their life, what needs them first.

import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { BoardCard, BoardColumn, ShowBoard } from '../../api/shapes';
import { boardWords, columnNames } from '../../metrics-words';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { instantText, shortInstantText } from '../../ui/time';
import { words } from '../../words';
import { useSession } from '../access/session';
import { myDelegationsQuery } from '../delegations/queries';
import { Trouble } from '../house/Trouble';
import { Counts, RequestClock, RequestStateBadge, roundText, ServiceName } from '../requests/look';
import classes from './boards.module.css';
import { columnQuery } from './links';
import { showBoardQuery } from './queries';

const text = boardWords.show;

export function ShowBoardPage() {
  const { show } = useSearch({ from: '/house/board' });
  const navigate = useNavigate({ from: '/board' });
  const board = useQuery(showBoardQuery(show));
  if (board.isError) return <Trouble error={board.error} />;
  const data = board.data;
  // A column that is the role's counts whole; elsewhere single requests may wait for a decision.
  const waiting = data?.columns.reduce((sum, { needs_me: needsMe, total, cards }) => sum + (needsMe ? total : cards.filter((card) => card.needs_me).length), 0);
  const { person } = useSession();
  const handed = useQuery({ ...myDelegationsQuery, enabled: person.role === 'production' }).data?.filter(({ state }) => state === 'active').length ?? 0;
  return (
    <PageFrame
      title={boardWords.title}
      subtitle={waiting === undefined ? text.subtitle : text.needsMe(waiting)}
      actions={
        (data?.shows.length ?? 0) > 1 && (
          <Select
            aria-label={text.shows}
            placeholder={text.allShows}
            clearable
            searchable
            data={data?.shows.map((each) => ({ value: each.show_id, label: each.show })) ?? []}
            value={show ?? null}
            onChange={(chosen) => void navigate({ search: chosen === null ? {} : { show: chosen }, replace: true })}
          />
        )
      }
    >
      {handed > 0 && (
        <p className={classes.handed}>
          <Link to="/delegations">{text.handed(handed)}</Link>
        </p>
      )}
      {data === undefined ? (
        <p className={`dim ${classes.loading}`}>{words.loading}</p>
      ) : data.shows.length === 0 ? (
        <EmptyState title={words.requests.none.all} next={words.requests.noneNext.all} />
      ) : (
        <div className={classes.showScroll}>
          <div className={classes.columns}>
            {data.columns.map((column) => (
              <Column key={column.column} column={column} show={show} now={data.now} />
            ))}
          </div>
          {data.shows.length > 1 && <ByShow board={data} />}
        </div>
      )}
    </PageFrame>
  );
}

function Column({ column: { column, needs_me: needsMe, total, cards }, show, now }: { column: BoardColumn; show: string | undefined; now: string }) {
  return (
    <section className={classes.column} aria-label={`${columnNames[column]}: ${total}`} data-needs={needsMe && total > 0}>
      <h2>
        <Link to="/requests" search={{ q: columnQuery(column, show) }}>
          {columnNames[column]} <span className="number">{total}</span>
        </Link>
        {needsMe && total > 0 && <span className={classes.needs}>{text.needs}</span>}
      </h2>
      <ul className={classes.cards}>
        {cards.map((card) => (
          <li key={card.request.id}>
            {card.needs_me && !needsMe && <span className={classes.needs}>{text.needs}</span>}
            <Card card={card} now={now} />
          </li>
        ))}
        {cards.length === 0 && <li className="dim">{text.none}</li>}
        {total > cards.length && (
          <li>
            <Link to="/requests" search={{ q: columnQuery(column, show) }}>
              {text.all(total)}
            </Link>
          </li>
        )}
      </ul>
    </section>
  );
}

function Card({ card: { request, unanswered, undecided, objections, is_stopped: isStopped, redelivery_due_at: redeliveryDue, concluded_at: concluded }, now }: { card: BoardCard; now: string }) {
  const lines = [
    unanswered > 0 ? text.unanswered(unanswered) : undefined,
    undecided > 0 ? text.undecided(undecided) : undefined,
    objections > 0 ? text.objections(objections) : undefined,
    isStopped ? text.stopped : undefined,
    request.state !== 'awaiting_redelivery'
      ? undefined
      : redeliveryDue == null
        ? text.noDueDate
        : redeliveryDue < now
          ? text.redeliveryLate(shortInstantText(redeliveryDue))
          : text.redeliveryDue(shortInstantText(redeliveryDue)),
    concluded != null ? text.concluded(instantText(concluded)) : undefined,
  ].filter((line) => line !== undefined);
  const isFixNotes = request.state === 'fix_notes_needed' || request.state === 'fix_notes_submitted';
  const content = (
    <>
      <strong>{request.title.label}</strong>
      <span className={classes.cardLine}>
        <span className="number">{request.number}</span>
        <ServiceName row={request} />
        <span className="dim">{roundText(request.round)}</span>
      </span>
      <span className={classes.cardLine}>
        <RequestStateBadge row={request} />
        <RequestClock row={request} />
      </span>
      <Counts counts={request.issues} />
      {lines.map((line) => (
        <span key={line} className={classes.cardNote}>
          {line}
        </span>
      ))}
    </>
  );
  return isFixNotes ? (
    <Link to="/requests/$requestId/fix-notes" params={{ requestId: request.id }} className={classes.card}>
      {content}
    </Link>
  ) : (
    <Link to="/requests/$requestId" params={{ requestId: request.id }} className={classes.card}>
      {content}
    </Link>
  );
}

function ByShow({ board: { columns, shows } }: { board: ShowBoard }) {
  return (
    <section className={classes.byShow}>
      <h2>{text.showsTable}</h2>
      <table className={classes.load}>
        <thead>
          <tr>
            <th scope="col">{text.shows}</th>
            {columns.map(({ column }) => (
              <th key={column} scope="col">
                {columnNames[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shows.map((show) => (
            <tr key={show.show_id}>
              <th scope="row">
                <Link to="/board" search={{ show: show.show_id }}>
                  {show.show}
                </Link>
              </th>
              {columns.map(({ column }, at) => (
                <td key={column} className="number">
                  {show.counts[at] === 0 ? <span className="dim">0</span> : <Link to="/requests" search={{ q: columnQuery(column, show.show_id) }}>{show.counts[at]}</Link>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
