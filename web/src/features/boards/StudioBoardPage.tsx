// The studio's first page: throughput, queues with what has waited longest, when clocks run out, and what is stuck.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { QueueCounts, StudioBoard } from '../../api/shapes';
import { clockWords } from '../../clock-words';
import { boardWords } from '../../metrics-words';
import { PartsChart } from '../../ui/charts/PartsChart';
import { TrendChart } from '../../ui/charts/TrendChart';
import { PageFrame } from '../../ui/Shell';
import { agoText, instantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { bucketNames, phaseNames, serviceNames, words } from '../../words';
import { Trouble } from '../house/Trouble';
import metrics from '../metrics/metrics.module.css';
import classes from './boards.module.css';
import { queueQuery } from './links';
import { studioBoardQuery } from './queries';
import { Tile, Tiles } from './Tiles';

const text = boardWords.studio;

const dayText = (day: string): string => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

export function StudioBoardPage() {
  const board = useQuery(studioBoardQuery);
  if (board.isError) return <Trouble error={board.error} />;
  return (
    <PageFrame title={boardWords.title} subtitle={text.subtitle}>
      <div className={metrics.scroll}>
        {board.data === undefined ? (
          <p className={`dim ${classes.loading}`}>{words.loading}</p>
        ) : (
          <div className={metrics.body}>
            <Buckets board={board.data} />
            <Queues queues={board.data.queues} />
            <Flow board={board.data} />
            <Due board={board.data} />
            <Forecasts forecasts={board.data.forecast} />
            <Stuck board={board.data} />
          </div>
        )}
      </div>
    </PageFrame>
  );
}

function Buckets({ board: { buckets, on_hold: onHold } }: { board: StudioBoard }) {
  const link = (q: string) => (children: ReactNode) => (
    <Link to="/requests" search={{ q }}>
      {children}
    </Link>
  );
  return (
    <section aria-label={text.clocks}>
      <Tiles>
        <Tile label={bucketNames.critical} tone="critical" count={buckets.critical} link={link('bucket:critical')} />
        <Tile label={bucketNames.at_risk} tone="at_risk" count={buckets.at_risk} link={link('bucket:at_risk')} />
        <Tile label={bucketNames.on_track} count={buckets.on_track} link={link('bucket:on_track')} />
        <Tile label={text.onHold} count={onHold} link={link('state:on_hold')} />
      </Tiles>
    </section>
  );
}

function Queues({ queues }: { queues: readonly QueueCounts[] }) {
  const now = useNow();
  const count = ({ service, phase }: QueueCounts, which: 'waiting' | 'rush' | 'held', value: number) =>
    value === 0 ? (
      <span className="dim">0</span>
    ) : (
      <Link to="/requests" search={{ q: queueQuery(service, phase, which) }}>
        {value}
      </Link>
    );
  return (
    <section>
      <h2>{text.queues}</h2>
      <table className={classes.load}>
        <thead>
          <tr>
            {Object.entries(text.queue).map(([key, label]) => (
              <th key={key} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr key={`${queue.service} ${queue.phase}`}>
              <th scope="row">{serviceNames[queue.service]}</th>
              <td>{phaseNames[queue.phase]}</td>
              <td className="number">{count(queue, 'waiting', queue.waiting)}</td>
              <td className="number">{count(queue, 'rush', queue.rush)}</td>
              <td className="number">{count(queue, 'held', queue.held)}</td>
              <td>
                {queue.oldest == null || queue.oldest_at == null ? (
                  <span className="dim">–</span>
                ) : (
                  <Link to="/requests/$requestId" params={{ requestId: queue.oldest }} title={instantText(queue.oldest_at)}>
                    {agoText(queue.oldest_at, now)}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const FLOWS = ['opened', 'submitted', 'verified', 'concluded'] as const;

function Flow({ board: { days } }: { board: StudioBoard }) {
  // One axis for all four: what goes in and what comes out can be compared.
  const most = Math.max(1, ...days.flatMap((day) => FLOWS.map((flow) => day[flow])));
  return (
    <section>
      <h2>{text.flow}</h2>
      <div className={metrics.charts}>
        {FLOWS.map((flow) => (
          <TrendChart
            key={flow}
            title={text.flows[flow]}
            unit={text.perDay}
            kind="bars"
            whole
            top={most}
            points={days.map((day) => ({ label: dayText(day.day), value: day[flow] }))}
            format={(value) => value.toLocaleString('en-GB')}
            names={{ when: text.day, value: text.count }}
          />
        ))}
      </div>
    </section>
  );
}

/** How many fall due each day, and how many of them will be late at the pace of the last two weeks. */
function Forecasts({ forecasts }: { forecasts: StudioBoard['forecast'] }) {
  const words = clockWords.forecast;
  const days = forecasts[0]?.days ?? [];
  if (days.length === 0) return null;
  return (
    <section>
      <h2>{words.title}</h2>
      <table className={classes.load}>
        <thead>
          <tr>
            <th scope="col">{words.service}</th>
            <th scope="col">{words.open}</th>
            <th scope="col">{words.lateNow}</th>
            <th scope="col">{words.pace}</th>
            {days.map(({ from }) => (
              <th key={from} scope="col" title={instantText(from)}>
                {words.lateOn(dayText(from.slice(0, 10)))}
              </th>
            ))}
            <th scope="col">{words.cleared}</th>
          </tr>
        </thead>
        <tbody>
          {forecasts.map((forecast) => (
            <tr key={forecast.service}>
              <th scope="row">{serviceNames[forecast.service]}</th>
              <td className="number">{forecast.open}</td>
              <td className="number">{forecast.late_now}</td>
              <td className="number">{forecast.done_per_day.toFixed(1)}</td>
              {forecast.days.map((day) => (
                <td key={day.from} className="number">
                  {words.lateOf(day.late, day.due)}
                </td>
              ))}
              <td>{forecast.cleared_at == null ? words.never : instantText(forecast.cleared_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="dim">{words.how}</p>
    </section>
  );
}

function Due({ board: { due } }: { board: StudioBoard }) {
  if (due.length === 0) return null;
  const rows = due.map(({ day, requests, waiting }) => ({
    key: day ?? 'late',
    label: day == null ? text.late : dayText(day),
    counts: { waiting, held: requests - waiting },
  }));
  return (
    <section>
      <PartsChart
        title={text.due}
        unit={text.dueUnit}
        rowName={text.dueDay}
        parts={[
          { key: 'waiting', label: text.waiting, mark: 'amber' },
          { key: 'held', label: text.inHand, mark: 'calm' },
        ]}
        rows={rows}
        link={(row, _part, label, children) => (
          <Link to="/requests" search={{ q: row.key === 'late' ? 'bucket:critical' : '' }} aria-label={label} title={label}>
            {children}
          </Link>
        )}
      />
    </section>
  );
}

function Stuck({ board: { lapsed, parked, jobs_running: running, jobs_waiting: waiting } }: { board: StudioBoard }) {
  return (
    <section>
      <h2>{text.stuck}</h2>
      {lapsed.length + parked.length === 0 && <p className="dim">{text.nothingStuck}</p>}
      {lapsed.length > 0 && (
        <>
          <h3>{text.lapsed}</h3>
          <ul className={classes.plain}>
            {lapsed.map((row) => (
              <li key={row.id}>
                <Link to="/requests/$requestId" params={{ requestId: row.id }}>
                  {words.requests.page.number(row.number)}
                </Link>{' '}
                {row.title.label} <span className="dim">{row.verifier?.name ?? row.operator?.name}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {parked.length > 0 && (
        <>
          <h3>{text.parked}</h3>
          <ul className={classes.plain}>
            {parked.map((job) => (
              <li key={job.id}>
                <strong>{job.kind}</strong> <span className="dim">{`${instantText(job.created_at)} · ${text.attempts(job.attempts)}`}</span>
                <div className="mono">{job.last_error}</div>
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="dim">
        <Link to="/jobs">{text.jobs(running, waiting)}</Link> · <Link to="/health">{text.health}</Link>
      </p>
    </section>
  );
}
