// What becomes of each marker of a file, given what somebody chose for what the file does not say. Pure: the dialog shows
// it, and sends what is ready.

import type { ConfirmedMarker, IssueForm, MarkerRow, MarkerView, Severity, TaskKind } from '../../api/shapes';

export type Lacking = 'code' | 'severity' | 'tasks' | 'files';

export interface Choices {
  /** By the name that the file uses. */
  readonly codes: Readonly<Record<string, string>>;
  readonly code: string | null;
  /** By the row. */
  readonly severities: Readonly<Record<number, Severity>>;
  readonly severity: Severity | null;
  readonly tasks: readonly TaskKind[];
  readonly files: readonly string[];
  /** Rows that are not wanted. */
  readonly off: ReadonlySet<number>;
}

export const NO_CHOICE: Choices = { codes: {}, code: null, severities: {}, severity: null, tasks: [], files: [], off: new Set() };

export type Standing =
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'there'; readonly number: number }
  | { readonly kind: 'same'; readonly place: string }
  | { readonly kind: 'off' }
  | { readonly kind: 'lacks'; readonly what: readonly Lacking[] }
  | { readonly kind: 'ready'; readonly confirmed: ConfirmedMarker };

/** What a choice can put right; any other error is the marker's own. */
const LACKING: Readonly<Record<string, Lacking>> = { unknown_code: 'code', missing: 'severity', no_task: 'tasks', no_file: 'files' };

const lackingOf = (marker: MarkerView): readonly Lacking[] => marker.errors.flatMap(({ code }) => LACKING[code] ?? []);

const codeOf = (marker: MarkerView, choices: Choices): string | null => marker.code ?? choices.codes[marker.code_text] ?? choices.code;

export const severityOf = (marker: MarkerView, index: number, choices: Choices): Severity | null =>
  choices.severities[index] ?? marker.severity ?? choices.severity;

export function standingOf(row: MarkerRow, index: number, choices: Choices): Standing {
  const { marker } = row;
  if (marker == null) return { kind: 'refused', why: row.refusal ?? '' };
  if (marker.issue != null) return { kind: 'there', number: marker.issue.number };
  if (marker.same_as != null) return { kind: 'same', place: marker.same_as };
  const own = marker.errors.find(({ code }) => LACKING[code] === undefined);
  if (own !== undefined) return { kind: 'refused', why: own.detail };
  if (choices.off.has(index)) return { kind: 'off' };
  const [code, severity] = [codeOf(marker, choices), severityOf(marker, index, choices)];
  const lacks = new Set(lackingOf(marker));
  const tasks = lacks.has('tasks') ? [...choices.tasks] : marker.tasks;
  const files = lacks.has('files') || marker.files.length === 0 ? filesFor(tasks, choices) : marker.files;
  const what: Lacking[] = [];
  if (code === null) what.push('code');
  if (severity === null) what.push('severity');
  if (tasks.length === 0) what.push('tasks');
  if (files.length === 0 && tasks.some(isOfFiles)) what.push('files');
  if (what.length > 0 || code === null || severity === null) return { kind: 'lacks', what };
  const form: IssueForm = { code, severity, tasks, files, first_frame: marker.first_frame, last_frame: marker.last_frame, description: marker.description };
  return { kind: 'ready', confirmed: { key: marker.key, form } };
}

export const isOfFiles = (kind: TaskKind): boolean => kind === 'pm' || kind === 'me';

const filesFor = (tasks: readonly TaskKind[], choices: Choices): string[] => (tasks.some(isOfFiles) ? [...choices.files] : []);

/** The names of the file that mean no code, the commonest first. */
export function unknownNames(rows: readonly MarkerRow[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { marker } of rows) {
    if (marker != null && marker.code == null && marker.issue == null) counts.set(marker.code_text, (counts.get(marker.code_text) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/** Whether any marker that is not an issue yet lacks this. */
export const isLacking = (rows: readonly MarkerRow[], what: Lacking): boolean =>
  rows.some(({ marker }) => marker != null && marker.issue == null && lackingOf(marker).includes(what));
