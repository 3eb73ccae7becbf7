// Which issues of the fix notes are shown: all, those to be answered, one severity, one code. Pure.

import type { IssueView, Severity } from '../../api/shapes';

export interface NoteFilter {
  readonly answered: 'all' | 'unanswered' | 'answered';
  readonly severity: Severity | null;
  readonly code: string | null;
}

export const EVERYTHING: NoteFilter = { answered: 'all', severity: null, code: null };

export const isShown = (issue: IssueView, filter: NoteFilter, unanswered: ReadonlySet<string>): boolean =>
  (filter.answered === 'all' || (filter.answered === 'unanswered') === unanswered.has(issue.id)) &&
  (filter.severity === null || issue.severity === filter.severity) &&
  (filter.code === null || issue.code === filter.code);

/** The codes that occur, each once, by name. */
export const codesOf = (issues: readonly IssueView[]): { value: string; label: string }[] =>
  [...new Map(issues.map(({ code, code_name: name }) => [code, name]))].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label));

/** The neighbour of the chosen issue in the list; the first one when none is chosen, or when it is no longer shown. */
export const neighbour = (ids: readonly string[], chosen: string | null, by: 1 | -1): string | null => {
  const at = chosen === null ? -1 : ids.indexOf(chosen);
  if (at < 0) return (by === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[Math.min(Math.max(at + by, 0), ids.length - 1)] ?? null;
};
