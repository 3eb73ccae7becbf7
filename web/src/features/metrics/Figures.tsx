// The headline figures: each with its cases, its interval and what it means, and each a link to what made it.

import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useId, type ReactNode } from 'react';
import type { FiguresView } from '../../api/shapes';
import { metricsWords as text } from '../../metrics-words';
import { lengthText } from '../../ui/time';
import { Counts } from '../requests/look';
import classes from './metrics.module.css';
import type { IssuesSearch, MetricSearch, ReportsSearch } from './filter';
import { decimal, FEW, sayShare, saySpread, sharesOf, type Said } from './say';

type FigureName = keyof typeof text.figures;

interface Opens {
  readonly issues?: IssuesSearch;
  readonly reports?: ReportsSearch;
}

interface Shown extends Said {
  readonly name: FigureName;
  readonly look?: ReactNode;
  readonly opens: Opens;
}

export function Figures({ figures, search }: { figures: FiguresView; search: MetricSearch }) {
  return (
    <section aria-label={text.headline}>
      <dl className={classes.tiles}>
        {shownOf(figures, search).map((shown) => (
          <Tile key={shown.name} shown={shown} />
        ))}
      </dl>
    </section>
  );
}

const shownOf = (figures: FiguresView, search: MetricSearch): Shown[] => {
  const { quality } = figures;
  const reports: Opens = { reports: search };
  const issues = (more: IssuesSearch = {}): Opens => ({ issues: { ...search, ...more } });
  const shares = quality == null ? undefined : sharesOf(quality.accuracy);
  const ofPeople: Shown[] =
    quality == null || shares === undefined
      ? []
      : [
          { name: 'accuracy', ...sayShare(shares.accuracy), opens: issues({ figure: 'accuracy' }) },
          { name: 'precision', ...sayShare(shares.precision), opens: issues({ figure: 'precision' }) },
          { name: 'recall', ...sayShare(shares.recall), opens: issues({ figure: 'recall' }) },
          { name: 'onTime', ...sayShare(quality.on_time), opens: reports },
        ];
  const times: Shown[] =
    quality == null
      ? []
      : [
          { name: 'waiting', ...saySpread(quality.waiting), opens: reports },
          { name: 'download', ...saySpread(quality.download), opens: { reports: { ...search, service: 'download' } } },
          {
            name: 'flagsPerHour',
            value: decimal(quality.flags_per_hour),
            ...(quality.flags_per_hour == null ? {} : { beside: text.flagsOf(quality.flags, lengthText(quality.programme_s)), isFew: quality.flags < FEW }),
            opens: issues({ figure: 'flags' }),
          },
        ];
  return [
    { name: 'reports', value: figures.reports.toLocaleString('en-GB'), beside: text.verified(figures.verified, figures.reports), opens: reports },
    ...ofPeople,
    { name: 'turnaround', ...saySpread(figures.turnaround), opens: reports },
    ...times,
    { name: 'redelivered', ...sayShare(figures.redelivered), opens: reports },
    { name: 'rounds', value: decimal(figures.rounds_per_title), beside: text.titlesOf(figures.titles), isFew: figures.titles < FEW, opens: reports },
    { name: 'refused', ...sayShare(figures.refused), opens: issues({ figure: 'refused' }) },
    { name: 'severities', value: '', look: <Counts counts={figures.severities} />, opens: issues() },
  ];
};

function Tile({ shown: { name, value, look, beside, isFew = false, opens } }: { shown: Shown }) {
  const titleId = useId();
  const title = text.figures[name];
  const says = look ?? value;
  return (
    <div className={classes.tile}>
      <dt id={titleId}>
        <Tooltip label={text.explain[name]} events={{ hover: true, focus: true, touch: true }}>
          <span tabIndex={0}>{title}</span>
        </Tooltip>
      </dt>
      <dd>
        {opens.issues !== undefined ? (
          <Link to="/metrics/issues" search={opens.issues} className={classes.value} aria-label={`${title} ${value}`} title={text.openIssues(title)}>
            {says}
          </Link>
        ) : (
          <Link to="/metrics/reports" search={opens.reports ?? {}} className={classes.value} aria-label={`${title} ${value}`} title={text.openReports(title)}>
            {says}
          </Link>
        )}
        <div className={classes.beside}>
          {beside}
          {isFew && beside !== undefined && <span className={classes.few}>{text.few}</span>}
        </div>
      </dd>
    </div>
  );
}
