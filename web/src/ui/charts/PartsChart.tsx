// Rows of which each is made of parts: one bar for each row, its parts in the same order and pattern everywhere. Parts are
// told apart by lightness and hatching besides colour; each leads to what made it.

import type { ReactNode } from 'react';
import { Chart } from './Chart';
import classes from './charts.module.css';

export type PartMark = 'calm' | 'light' | 'amber' | 'hatched' | 'hollow';

export interface Part {
  readonly key: string;
  readonly label: string;
  readonly mark: PartMark;
}

export interface PartsRow {
  readonly key: string;
  readonly label: string;
  /** By the keys of the parts. */
  readonly counts: Readonly<Record<string, number>>;
  /** Said behind the bar: "most often replaced by …". */
  readonly note?: string;
}

export interface PartsChartProps {
  title: string;
  unit: string;
  rowName: string;
  noteName?: string;
  parts: readonly Part[];
  rows: readonly PartsRow[];
  /** Wraps a part in the link to what made it. */
  link: (row: PartsRow, part: Part, label: string, children: ReactNode) => ReactNode;
}

export function PartsChart({ title, unit, rowName, noteName, parts, rows, link }: PartsChartProps) {
  const countOf = (row: PartsRow, { key }: Part) => row.counts[key] ?? 0;
  const totalOf = (row: PartsRow) => parts.reduce((sum, part) => sum + countOf(row, part), 0);
  const most = Math.max(1, ...rows.map(totalOf));
  const head = [rowName, ...parts.map(({ label }) => label), ...(noteName === undefined ? [] : [noteName])];
  const table = rows.map((row) => [row.label, ...parts.map((part) => String(countOf(row, part))), ...(noteName === undefined ? [] : [row.note ?? ''])]);
  return (
    <Chart title={title} unit={unit} legend={parts} table={{ head, rows: table }}>
      <ul className={classes.parts}>
        {rows.map((row) => (
          <li key={row.key} className={classes.partsRow}>
            <span className={classes.partsLabel} title={row.label}>
              {row.label}
            </span>
            <span className={classes.partsBar}>
              {parts.map((part) => {
                const count = countOf(row, part);
                if (count === 0) return null;
                return (
                  <span key={part.key} className={classes.part} data-mark={part.mark} style={{ width: `${(count / most) * 100}%` }}>
                    {link(row, part, `${row.label}: ${count} ${part.label}`, <span className={classes.partCount}>{count}</span>)}
                  </span>
                );
              })}
            </span>
            {row.note !== undefined && (
              <span className={classes.partsNote} title={row.note}>
                {row.note}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Chart>
  );
}
