// Help with entering an issue: the codes used most come first, what overlaps is told, an issue is written once more at
// another place. Pure.

import { newIdempotencyKey } from '../../api/preconditions';
import type { ErrorCodeView, IssueView } from '../../api/shapes';
import { type Frame, labelIn, type Programme } from '../../player/timecode';
import { formOf, type FormText } from './form';
import { isGone } from './issue-filter';

/** How often a person used a code, by its id. */
export type CodeUses = Readonly<Record<string, number>>;

const LIMIT_FIRST = 8;

/** What was kept of former visits, as far as it makes sense. */
export const readUses = (kept: unknown): CodeUses =>
  typeof kept === 'object' && kept !== null ? Object.fromEntries(Object.entries(kept).filter(([, count]) => Number.isSafeInteger(count) && Number(count) > 0)) : {};

export const usedOnce = (uses: CodeUses, code: string): CodeUses => ({ ...uses, [code]: (uses[code] ?? 0) + 1 });

/** The most used first, in the list's own order where they were used equally; the rest as it was. */
export function mostUsedFirst(codes: readonly ErrorCodeView[], uses: CodeUses): readonly ErrorCodeView[] {
  const first = codes.filter(({ id }) => (uses[id] ?? 0) > 0).sort((a, b) => (uses[b.id] ?? 0) - (uses[a.id] ?? 0)).slice(0, LIMIT_FIRST);
  return [...first, ...codes.filter((code) => !first.includes(code))];
}

interface Entry {
  readonly code: string;
  readonly first: Frame | null;
  readonly last: Frame | null;
  readonly tasks: FormText['tasks'];
  readonly purpose: FormText['purpose'];
}

/** Issues of the report that stand at the same place: of the same code, or of any at the very same range. */
export function overlapping(issues: readonly IssueView[], { code, first, last, tasks, purpose }: Entry): readonly IssueView[] {
  if (first === null || last === null) return [];
  const self = 'issueId' in purpose ? purpose.issueId : null;
  return issues.filter((issue) => {
    if (isGone(issue) || issue.id === self || issue.first_frame > last || issue.last_frame < first) return false;
    const isSameTask = tasks.length === 0 || issue.tasks.some((task) => tasks.includes(task));
    const isSameRange = issue.first_frame === first && issue.last_frame === last;
    return isSameTask && (issue.code === code || isSameRange);
  });
}

/** The same entry once more where one stands: as long as before, as far as there is programme. */
export function onceMore(issue: IssueView, programme: Programme, at: Frame): FormText {
  const length = issue.last_frame - issue.first_frame;
  const last = Math.min(at + length, programme.last) as Frame;
  return { ...formOf(issue, { kind: 'new' }), key: newIdempotencyKey(), in: labelIn(programme, at), out: labelIn(programme, last) };
}

/** The issue that this person wrote last and that still stands. */
export const lastOf = (issues: readonly IssueView[], personId: string): IssueView | undefined =>
  issues.filter((issue) => issue.author.id === personId && !isGone(issue)).reduce<IssueView | undefined>((latest, issue) => (latest === undefined || issue.created_at > latest.created_at || (issue.created_at === latest.created_at && issue.number > latest.number) ? issue : latest), undefined);
