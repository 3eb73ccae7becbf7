// Workers and queue: who works on what, what waits in which order, what was given up and why. Follows both live.

import { Alert, Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { JobRow, JobState, Lane, LaneView } from '../../api/shapes';
import { jobKindName, jobKinds, jobStateNames, jobWords, laneNames, urgencyNames } from '../../job-words';
import { EmptyState } from '../../ui/EmptyState';
import { failureOf } from '../../ui/failure';
import { PageFrame } from '../../ui/Shell';
import { StateBadge } from '../../ui/StateBadge';
import { agoText, instantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { words } from '../../words';
import { Trouble } from '../house/Trouble';
import { JobDrawer } from './JobDrawer';
import classes from './JobsPage.module.css';
import { TONES } from './look';
import { jobsQuery, workersQuery, type JobFilter } from './queries';
import { ableText, progressText, sinceOf } from './say';
import { Workers } from './Workers';

const text = jobWords;

const sinceText = (job: JobRow, now: Date): string => {
  const since = sinceOf(job);
  return new Date(since) > now ? text.later(instantText(since)) : agoText(since, now);
};

const columnsAt = (now: Date): TableColumn<JobRow>[] => [
  { id: 'state', header: text.columns.state, widthRem: 7, cell: (job) => <StateBadge tone={TONES[job.state]}>{jobStateNames[job.state]}</StateBadge> },
  { id: 'kind', header: text.columns.kind, widthRem: 11, cell: (job) => <span title={job.kind}>{jobKindName(job.kind)}</span> },
  { id: 'delivery', header: text.columns.delivery, widthRem: 14, grow: 3, cell: (job) => (job.delivery == null ? '' : text.deliveryName(job.delivery.title.label, job.delivery.number)) },
  { id: 'urgency', header: text.columns.urgency, widthRem: 6, cell: (job) => urgencyNames[job.urgency] },
  { id: 'attempts', header: text.columns.attempts, widthRem: 5, align: 'end', cell: (job) => <span className="number">{text.attempts(job.attempts, job.max_attempts)}</span> },
  { id: 'since', header: text.columns.since, widthRem: 8, cell: (job) => <time dateTime={sinceOf(job)} title={instantText(sinceOf(job))}>{sinceText(job, now)}</time> },
  { id: 'progress', header: text.columns.progress, widthRem: 12, grow: 1, cell: (job) => <span className="number">{progressText(job)}</span> },
  { id: 'worker', header: text.columns.worker, widthRem: 9, optional: true, cell: (job) => <span className="mono">{job.worker ?? ''}</span> },
  { id: 'error', header: text.columns.error, widthRem: 12, grow: 2, cell: (job) => <span>{job.error == null ? '' : failureOf(job.error).line}</span> },
];

const laneLabel = ({ lane, waiting, running }: LaneView) => ({ value: lane, label: text.laneCount(laneNames[lane], waiting, running) });

export function JobsPage() {
  const now = useNow();
  const search = useSearch({ from: '/house/jobs' });
  const navigate = useNavigate({ from: '/jobs' });
  const { lane, state, kind, delivery, job: open } = search;
  const filter: JobFilter = {
    ...(lane === undefined ? {} : { lane }),
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
    ...(delivery === undefined ? {} : { delivery_id: delivery }),
  };
  const workers = useQuery(workersQuery);
  const list = useInfiniteQuery(jobsQuery(filter));
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const go = (to: { [Key in keyof typeof search]?: (typeof search)[Key] | undefined }) => void navigate({ search: { ...search, ...to } as typeof search, replace: true });
  if (list.isError && rows.length === 0) return <Trouble error={list.error} />;
  const lanes = workers.data?.lanes ?? [];
  const unmet = lanes.flatMap((each) => each.unmet);
  const parked = lanes.reduce((sum, each) => sum + each.parked, 0);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <PageFrame title={text.title} subtitle={text.subtitle}>
      <section className={classes.part} aria-label={text.workers.title}>
        <h2>{text.workers.title}</h2>
        {unmet.length > 0 && (
          <Alert color="yellow" variant="outline" mb="sm" role="status">
            {text.unmet(ableText(unmet))}
          </Alert>
        )}
        {workers.data === undefined ? <p className="dim">{words.loading}</p> : <Workers workers={workers.data.workers} now={now} />}
      </section>
      <section className={classes.queue} aria-label={text.queue}>
        <div className={classes.filters}>
          <h2>{text.queue}</h2>
          <SegmentedControl
            aria-label={text.lane}
            data={[{ value: '', label: text.all }, ...lanes.map(laneLabel)]}
            value={lane ?? ''}
            onChange={(to) => go({ lane: to === '' ? undefined : (to as Lane) })}
          />
          <NativeSelect
            aria-label={text.state}
            data={[{ value: '', label: `${text.state}: ${text.all}` }, ...Object.entries(jobStateNames).map(([value, label]) => ({ value, label }))]}
            value={state ?? ''}
            onChange={(choice) => go({ state: choice.currentTarget.value === '' ? undefined : (choice.currentTarget.value as JobState) })}
          />
          <NativeSelect
            aria-label={text.kind}
            data={[{ value: '', label: `${text.kind}: ${text.all}` }, ...jobKinds.map((value) => ({ value, label: jobKindName(value) }))]}
            value={kind ?? ''}
            onChange={(choice) => go({ kind: choice.currentTarget.value === '' ? undefined : choice.currentTarget.value })}
          />
          {parked > 0 && state !== 'parked' && (
            <Button variant="default" onClick={() => go({ state: 'parked' })} title={text.givenUp(parked)}>
              {`${text.showGivenUp} (${parked})`}
            </Button>
          )}
          {isFiltered && (
            <Button variant="subtle" onClick={() => void navigate({ search: {}, replace: true })}>
              {text.showAll}
            </Button>
          )}
        </div>
        <VirtualTable
          label={text.queue}
          columns={columnsAt(now)}
          rows={rows}
          rowId={(job) => job.id}
          rememberAs="jobs"
          isLoading={list.isPending}
          onNearEnd={() => {
            if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
          }}
          onOpen={(job) => go({ job: job.id })}
          empty={isFiltered ? <EmptyState title={text.nothingFound} next={text.nothingFoundNext} /> : <EmptyState title={text.empty} next={text.emptyNext} />}
        />
      </section>
      <JobDrawer id={open} job={rows.find(({ id }) => id === open)} now={now} onClose={() => go({ job: undefined })} />
    </PageFrame>
  );
}
