// What every chart shares: its name, its legend, and the same numbers as a table, for screen readers and for whoever
// wants to read them. A chart is a picture with a name; its table is the truth.

import { UnstyledButton } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import { words } from '../../words';
import classes from './charts.module.css';

export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface LegendEntry {
  readonly label: string;
  readonly mark: string;
}

export interface ChartProps {
  title: string;
  /** What the axis counts: "per cent", "hours". */
  unit: string;
  legend?: readonly LegendEntry[];
  table: ChartTable;
  children: ReactNode;
}

export function Chart({ title, unit, legend = [], table, children }: ChartProps) {
  const [isTable, setIsTable] = useState(false);
  const titleId = useId();
  return (
    <figure className={classes.chart} aria-labelledby={titleId}>
      <figcaption className={classes.caption}>
        <span id={titleId} className={classes.title}>
          {title} <span className="dim">({unit})</span>
        </span>
        <UnstyledButton className={classes.toggle} aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
          {words.charts.asTable}
        </UnstyledButton>
      </figcaption>
      {!isTable && (
        <>
          {children}
          {legend.length > 0 && (
            <ul className={classes.legend} aria-hidden>
              {legend.map(({ label, mark }) => (
                <li key={label}>
                  <span className={classes.swatch} data-mark={mark} />
                  {label}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {/* A table is as wide as its words, whatever it is told: what hides it is the box around it. */}
      <div className={isTable ? classes.tableBox : 'only-for-readers'}>
        <table className={classes.table}>
          <thead>
            <tr>
              {table.head.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row[0]}>
                {row.map((value, at) => (at === 0 ? <th key={table.head[at]} scope="row">{value}</th> : <td key={table.head[at]}>{value}</td>))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
