// One measure over time: a line with a mark for each value, and the band within which the true value lies. Where nothing
// was measured the line is broken. With `bars`, counts as columns.

import { Chart } from './Chart';
import classes from './charts.module.css';
import { labelEvery, ticksTo } from './scale';

export interface TrendPoint {
  readonly label: string;
  /** Absent: nothing was measured. */
  readonly value: number | null;
  readonly low?: number;
  readonly high?: number;
  /** On how many it was measured: "13 verdicts". */
  readonly of?: string;
}

export interface TrendChartProps {
  title: string;
  unit: string;
  points: readonly TrendPoint[];
  format: (value: number) => string;
  /** The end of the axis; without it, the highest value rounded up. */
  top?: number;
  kind?: 'line' | 'bars';
  whole?: boolean;
  names: { readonly when: string; readonly value: string; readonly interval?: string; readonly of?: string };
}

const WIDTH = 420;
const HEIGHT = 150;
const LEFT = 44;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 22;
const LABEL_PX = 46;
const BAR_PX = 44;

export function TrendChart({ title, unit, points, format, top, kind = 'line', whole = false, names }: TrendChartProps) {
  const values = points.flatMap(({ value, high }) => (value === null ? [] : [high ?? value]));
  const ticks = ticksTo(top ?? Math.max(0, ...values), 4, whole);
  const most = ticks.at(-1) ?? 1;
  const room = WIDTH - LEFT - RIGHT;
  const slot = room / Math.max(1, points.length);
  const x = (at: number) => LEFT + slot * (at + 0.5);
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most);
  const bar = Math.min(BAR_PX, slot * 0.64);
  const every = labelEvery(points.length, room, LABEL_PX);
  const hasBand = names.interval !== undefined;
  const rows = points.map(({ label, value, low, high, of }) => [
    label,
    value === null ? '–' : format(value),
    ...(hasBand ? [value === null || low === undefined || high === undefined ? '–' : `${format(low)} – ${format(high)}`] : []),
    ...(names.of === undefined ? [] : [of ?? '–']),
  ]);
  const head = [names.when, names.value, ...(names.interval === undefined ? [] : [names.interval]), ...(names.of === undefined ? [] : [names.of])];
  return (
    <Chart title={title} unit={unit} table={{ head, rows }}>
      <svg className={classes.picture} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
        {ticks.map((tick) => (
          <g key={tick}>
            <line className={classes.grid} x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} />
            <text className={classes.axis} x={LEFT - 6} y={y(tick) + 3.5} textAnchor="end">
              {format(tick)}
            </text>
          </g>
        ))}
        {points.map(({ label }, at) =>
          at % every === 0 ? (
            <text key={label} className={classes.axis} x={x(at)} y={HEIGHT - 6} textAnchor="middle">
              {label}
            </text>
          ) : null,
        )}
        {kind === 'bars' ? (
          points.map(({ label, value }, at) => (
            <rect key={label} className={classes.bar} x={x(at) - bar / 2} width={bar} y={y(value ?? 0)} height={y(0) - y(value ?? 0)}>
              <title>{rows[at]?.join(' · ')}</title>
            </rect>
          ))
        ) : (
          <>
            {stretches(points).map((stretch) => (
              <g key={stretch[0]}>
                <polygon className={classes.band} points={bandOf(points, stretch, x, y)} />
                <polyline className={classes.line} points={stretch.map((at) => `${x(at)},${y(points[at]?.value ?? 0)}`).join(' ')} />
              </g>
            ))}
            {points.map(({ label, value, low, high }, at) =>
              value === null ? null : (
                <g key={label}>
                  {low !== undefined && high !== undefined && <line className={classes.whisker} x1={x(at)} x2={x(at)} y1={y(low)} y2={y(Math.min(most, high))} />}
                  <circle className={classes.dot} cx={x(at)} cy={y(value)} r={3.5}>
                    <title>{rows[at]?.join(' · ')}</title>
                  </circle>
                </g>
              ),
            )}
          </>
        )}
      </svg>
    </Chart>
  );
}

/** The places of values that follow each other without a gap. */
const stretches = (points: readonly TrendPoint[]): number[][] => {
  const found: number[][] = [];
  let open: number[] | undefined;
  points.forEach(({ value }, at) => {
    if (value === null) open = undefined;
    else if (open === undefined) found.push((open = [at]));
    else open.push(at);
  });
  return found;
};

const bandOf = (points: readonly TrendPoint[], stretch: readonly number[], x: (at: number) => number, y: (value: number) => number): string => {
  const edge = (at: number, side: 'low' | 'high') => `${x(at)},${y(points[at]?.[side] ?? points[at]?.value ?? 0)}`;
  return [...stretch.map((at) => edge(at, 'high')), ...stretch.toReversed().map((at) => edge(at, 'low'))].join(' ');
};
