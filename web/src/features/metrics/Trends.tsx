// How the figures went, month by month, with the band in which the true value lies.

import type { MetricGroup, ShareView } from '../../api/shapes';
import { metricsWords } from '../../metrics-words';
import { TrendChart, type TrendPoint } from '../../ui/charts/TrendChart';
import classes from './metrics.module.css';
import { sharesOf } from './say';

const text = metricsWords.trend;
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const percentText = (value: number) => `${Math.round(value)}`;
const hoursText = (value: number) => `${Number(value.toFixed(value < 1 ? 2 : 1))}`;

const ofShare = (label: string, share: ShareView | undefined): TrendPoint =>
  share === undefined || share.whole === 0
    ? { label, value: null }
    : { label, value: share.value * 100, low: share.low * 100, high: share.high * 100, of: text.of(share.part, share.whole) };

const shortMonth = (month: string): string =>
  new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`));

export function Trends({ months }: { months: readonly MetricGroup[] }) {
  const hasQuality = months.some(({ figures }) => figures.quality != null);
  const points = (of: (group: MetricGroup, label: string) => TrendPoint) => months.map((group) => of(group, shortMonth(group.key)));
  const shareNames = { when: text.month, value: text.value, interval: text.interval, of: text.cases };
  const share = (title: string, of: (group: MetricGroup) => ShareView | undefined) => (
    <TrendChart title={title} unit={text.percent} points={points((group, label) => ofShare(label, of(group)))} format={percentText} top={100} names={shareNames} />
  );
  // Reports that take minutes are not told in hours.
  const longest_s = Math.max(0, ...months.map(({ figures }) => figures.turnaround.median_s ?? 0));
  const [turnaroundUnit, unit_s] = longest_s < 3 * HOUR_S ? [text.minutes, MINUTE_S] : [text.hours, HOUR_S];
  if (months.length === 0) return null;
  return (
    <section>
      <h2>{metricsWords.trends}</h2>
      <div className={classes.charts}>
        {hasQuality && (
          <>
            {share(metricsWords.figures.accuracy, ({ figures }) => figures.quality?.accuracy && sharesOf(figures.quality.accuracy).accuracy)}
            {share(metricsWords.figures.onTime, ({ figures }) => figures.quality?.on_time)}
          </>
        )}
        {!hasQuality && (
          <>
            {share(metricsWords.figures.redelivered, ({ figures }) => figures.redelivered)}
            {share(metricsWords.figures.refused, ({ figures }) => figures.refused)}
          </>
        )}
        <TrendChart
          title={metricsWords.figures.turnaround}
          unit={turnaroundUnit}
          points={points(({ figures: { turnaround } }, label) => ({
            label,
            value: turnaround.median_s == null ? null : turnaround.median_s / unit_s,
            of: text.n(turnaround.measured),
          }))}
          format={hoursText}
          names={{ when: text.month, value: turnaroundUnit, of: text.cases }}
        />
        <TrendChart
          title={metricsWords.figures.reports}
          unit={text.reports}
          kind="bars"
          whole
          points={points(({ figures }, label) => ({ label, value: figures.reports }))}
          format={(value) => value.toLocaleString('en-GB')}
          names={{ when: text.month, value: metricsWords.figures.reports }}
        />
      </div>
    </section>
  );
}
