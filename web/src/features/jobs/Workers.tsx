// The processes that work: what each is able to do, and what it does now.

import { Link } from '@tanstack/react-router';
import type { WorkerJob, WorkerView } from '../../api/shapes';
import { jobKindName, jobWords } from '../../job-words';
import { EmptyState } from '../../ui/EmptyState';
import { StateBadge } from '../../ui/StateBadge';
import { agoText, instantText } from '../../ui/time';
import classes from './JobsPage.module.css';
import { workerText } from './say';

const text = jobWords.workers;

export function Workers({ workers, now }: { workers: readonly WorkerView[]; now: Date }) {
  if (workers.length === 0) return <EmptyState title={text.none} next={text.noneNext} />;
  return (
    <ul className={classes.workers}>
      {workers.map((worker) => (
        <li key={worker.id} className={classes.worker}>
          <div className={classes.head}>
            <strong className="mono">{text.name(worker.host, worker.pid)}</strong>
            <Standing worker={worker} />
          </div>
          <p className="dim">{workerText(worker, now)}</p>
          {worker.jobs.length === 0 ? (
            <p className="dim">{text.nothing}</p>
          ) : (
            <ul className={classes.doing}>
              {worker.jobs.map((job) => (
                <li key={job.id}>
                  <Doing job={job} now={now} />
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

function Standing({ worker: { is_silent: isSilent, jobs } }: { worker: WorkerView }) {
  if (isSilent)
    return (
      <StateBadge tone="bad" title={text.silentHow}>
        {text.silent}
      </StateBadge>
    );
  return jobs.length === 0 ? <StateBadge tone="quiet">{text.idle}</StateBadge> : <StateBadge tone="moving">{text.working}</StateBadge>;
}

function Doing({ job: { kind, delivery, taken_at: takenAt }, now }: { job: WorkerJob; now: Date }) {
  return (
    <>
      {jobKindName(kind)}
      {delivery != null && (
        <>
          {': '}
          <Link to="/deliveries/$deliveryId" params={{ deliveryId: delivery.id }}>
            {jobWords.deliveryName(delivery.title.label, delivery.number)}
          </Link>
        </>
      )}
      {takenAt != null && (
        <time className="dim" dateTime={takenAt} title={instantText(takenAt)}>
          {' '}
          {text.doing(agoText(takenAt, now))}
        </time>
      )}
    </>
  );
}
