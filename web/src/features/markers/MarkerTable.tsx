// The markers of a file, one by one: what each means, and what becomes of it. A hundred at a time.

import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MarkerRow, Severity } from '../../api/shapes';
import { markerWords } from '../../marker-words';
import { severityNames } from '../../words';
import { codeLabel } from '../review/code-search';
import { errorCodesQuery } from '../review/queries';
import { type Choices, severityOf, type Standing } from './plan';
import classes from './markers.module.css';

const text = markerWords.dialog;
const ROWS_AT_ONCE = 100;
const SEVERITIES: readonly Severity[] = ['blocker', 'issue', 'fyi'];

interface MarkerTableProps {
  rows: readonly MarkerRow[];
  standings: readonly Standing[];
  choices: Choices;
  onChange: (choices: Choices) => void;
}

export function MarkerTable({ rows, standings, choices, onChange }: MarkerTableProps) {
  const [shown, setShown] = useState(ROWS_AT_ONCE);
  const codes = useQuery(errorCodesQuery).data ?? [];
  const names = new Map(codes.map((code) => [code.id, codeLabel(code)]));
  const { columns } = text;
  return (
    <div className={classes.scroller} tabIndex={0}>
      <table className={classes.markers} aria-label={markerWords.menu}>
        <thead>
          <tr>
            {[columns.take, columns.place, columns.in, columns.out, columns.code, columns.severity, columns.description, columns.standing].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, index) => {
            const standing = standings[index];
            return standing === undefined ? null : <Row key={`${row.place} ${index}`} row={row} index={index} standing={standing} names={names} choices={choices} onChange={onChange} />;
          })}
        </tbody>
      </table>
      {rows.length > shown && (
        <Button variant="subtle" onClick={() => setShown(shown + ROWS_AT_ONCE)}>
          {text.more(Math.min(ROWS_AT_ONCE, rows.length - shown))}
        </Button>
      )}
    </div>
  );
}

interface RowProps {
  row: MarkerRow;
  index: number;
  standing: Standing;
  names: ReadonlyMap<string, string>;
  choices: Choices;
  onChange: (choices: Choices) => void;
}

function Row({ row: { place, marker }, index, standing, names, choices, onChange }: RowProps) {
  const isOpen = standing.kind === 'ready' || standing.kind === 'lacks' || standing.kind === 'off';
  const code = standing.kind === 'ready' ? standing.confirmed.form.code : marker?.code;
  const take = (isTaken: boolean) => {
    const off = new Set(choices.off);
    if (isTaken) off.delete(index);
    else off.add(index);
    onChange({ ...choices, off });
  };
  return (
    <tr data-standing={standing.kind}>
      <td>
        <Checkbox aria-label={text.takes(place)} disabled={!isOpen} checked={isOpen && standing.kind !== 'off'} onChange={(change) => take(change.currentTarget.checked)} />
      </td>
      <td className="dim">{place}</td>
      <td className="mono">{marker?.in_timecode}</td>
      <td className="mono">{marker?.out_timecode}</td>
      <td>{code == null ? <span className="dim">{marker?.code_text}</span> : (names.get(code) ?? code)}</td>
      <td>{marker != null && <SeverityCell place={place} isOpen={isOpen} severity={severityOf(marker, index, choices)} onChange={(severity) => onChange({ ...choices, severities: { ...choices.severities, [index]: severity } })} />}</td>
      <td className={classes.description}>{marker?.description}</td>
      <td>
        {standingText(standing)}
        {isOpen &&
          marker?.warnings.map(({ code: warning, detail }) => (
            <div key={warning} className="dim">
              {detail}
            </div>
          ))}
      </td>
    </tr>
  );
}

function SeverityCell({ place, isOpen, severity, onChange }: { place: string; isOpen: boolean; severity: Severity | null; onChange: (severity: Severity) => void }) {
  if (!isOpen) return severity === null ? null : severityNames[severity];
  return (
    <NativeSelect
      aria-label={text.severityOf(place)}
      size="xs"
      value={severity ?? ''}
      onChange={(change) => onChange(change.currentTarget.value as Severity)}
      data={[...(severity === null ? [{ value: '', label: '–' }] : []), ...SEVERITIES.map((each) => ({ value: each, label: severityNames[each] }))]}
    />
  );
}

function standingText(standing: Standing): string {
  switch (standing.kind) {
    case 'refused':
      return standing.why;
    case 'there':
      return text.standing.there(standing.number);
    case 'same':
      return text.standing.same(standing.place);
    case 'lacks':
      return text.standing.lacks(standing.what.map((what) => text.lacking[what]).join(', '));
    case 'off':
      return text.standing.off;
    case 'ready':
      return text.standing.ready;
  }
}
