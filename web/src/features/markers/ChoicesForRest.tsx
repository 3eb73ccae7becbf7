// What the file does not say, chosen for many markers at once: a code for each name of the tool's own, and severity, tasks
// and files for those that have none.

import { MultiSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { MarkerRow, RequestView, Severity, TaskKind } from '../../api/shapes';
import { markerWords } from '../../marker-words';
import { severityNames, taskKindNames } from '../../words';
import { codeLabel, searchCodes } from '../review/code-search';
import { errorCodesQuery } from '../review/queries';
import { type Choices, isLacking, isOfFiles, unknownNames } from './plan';
import classes from './markers.module.css';

const text = markerWords.dialog;
/** So many names get a field of their own. */
const NAMES_SHOWN = 8;
const SEVERITIES: readonly Severity[] = ['blocker', 'issue', 'fyi'];

interface ChoicesForRestProps {
  request: RequestView;
  rows: readonly MarkerRow[];
  choices: Choices;
  onChange: (choices: Choices) => void;
}

export function ChoicesForRest({ request, rows, choices, onChange }: ChoicesForRestProps) {
  const names = unknownNames(rows);
  const lacks = { severity: isLacking(rows, 'severity'), tasks: isLacking(rows, 'tasks') };
  const asksFiles = isLacking(rows, 'files') || (lacks.tasks && choices.tasks.some(isOfFiles));
  if (names.length === 0 && !lacks.severity && !lacks.tasks && !asksFiles) return null;
  const shown = names.slice(0, NAMES_SHOWN);
  const kinds = request.tasks.map(({ kind }) => kind);
  return (
    <fieldset>
      <legend>{text.choices}</legend>
      <div className={classes.choices}>
        {lacks.severity && (
          <Select
            label={text.severityForRest}
            data={SEVERITIES.map((severity) => ({ value: severity, label: severityNames[severity] }))}
            value={choices.severity}
            onChange={(severity) => onChange({ ...choices, severity })}
          />
        )}
        {lacks.tasks && (
          <MultiSelect
            label={text.tasksForRest}
            data={kinds.map((kind) => ({ value: kind, label: taskKindNames[kind] }))}
            value={[...choices.tasks]}
            onChange={(tasks) => onChange({ ...choices, tasks: tasks as TaskKind[] })}
          />
        )}
        {asksFiles && (
          <MultiSelect
            label={text.filesForRest}
            searchable
            data={[...new Set(request.deliveries.flatMap(({ files }) => files))]}
            value={[...choices.files]}
            onChange={(files) => onChange({ ...choices, files })}
          />
        )}
        {shown.map((name) => (
          <CodeSelect key={name} label={text.codeFor(name)} value={choices.codes[name] ?? null} onChange={(code) => onChange({ ...choices, codes: withCode(choices.codes, name, code) })} />
        ))}
        {names.length > 1 && <CodeSelect label={text.codeForRest} value={choices.code} onChange={(code) => onChange({ ...choices, code })} />}
      </div>
      {names.length > shown.length && <p className="dim">{text.moreCodes(names.length - shown.length)}</p>}
    </fieldset>
  );
}

function withCode(codes: Choices['codes'], name: string, code: string | null): Choices['codes'] {
  const { [name]: _, ...others } = codes;
  return code === null ? others : { ...others, [name]: code };
}

function CodeSelect({ label, value, onChange }: { label: string; value: string | null; onChange: (code: string | null) => void }) {
  const codes = useQuery(errorCodesQuery).data ?? [];
  const options = (typed: string) => searchCodes(codes, typed).map((code) => ({ value: code.id, label: codeLabel(code) }));
  const chosen = codes.find(({ id }) => id === value);
  return (
    <Select
      label={label}
      searchable
      clearable
      maxDropdownHeight={280}
      data={options('')}
      value={value}
      onChange={onChange}
      filter={({ search }) => options(chosen !== undefined && search === codeLabel(chosen) ? '' : search)}
    />
  );
}
