// Which issues the list shows: by severity, by code or words, by whether they stand in the report. In order of In.

import type { IssueView, Severity } from '../../api/shapes';

export type Standing = 'all' | 'standing' | 'gone';

export interface IssueFilter {
  readonly severities: ReadonlySet<Severity>;
  readonly words: string;
  readonly standing: Standing;
}

export const NO_FILTER: IssueFilter = { severities: new Set(), words: '', standing: 'all' };

export const isGone = ({ state }: Pick<IssueView, 'state'>): boolean => state === 'deleted' || state === 'replaced';

export function filtered(issues: readonly IssueView[], { severities, words, standing }: IssueFilter): readonly IssueView[] {
  const wanted = words.trim().toLocaleLowerCase();
  const fits = (issue: IssueView) =>
    (severities.size === 0 || severities.has(issue.severity)) &&
    (standing === 'all' || isGone(issue) === (standing === 'gone')) &&
    (wanted === '' || `${issue.number} ${issue.code_name} ${issue.description} ${issue.author.name}`.toLocaleLowerCase().includes(wanted));
  return issues.filter(fits).sort((a, b) => a.first_frame - b.first_frame || a.number - b.number);
}

/** The issue before or after the chosen one in the list; from nowhere, the one nearest to the frame. */
export function neighbour(issues: readonly IssueView[], chosen: string | null, direction: 1 | -1, frame: number | null): IssueView | undefined {
  const at = issues.findIndex(({ id }) => id === chosen);
  if (at !== -1) return issues[Math.min(Math.max(at + direction, 0), issues.length - 1)];
  const from = frame ?? 0;
  return direction === 1 ? (issues.find((issue) => issue.first_frame >= from) ?? issues.at(-1)) : (issues.findLast((issue) => issue.first_frame <= from) ?? issues[0]);
}
