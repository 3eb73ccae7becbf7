// The issue form as text: what is typed, what is missing, and the body that is sent. Rules beyond "is it there" are the
// server's (POST …/issues/check); positions are read here, because only here one sees what was typed.

import { newIdempotencyKey } from '../../api/preconditions';
import type { FieldMessage, IssueForm, IssueView, MachineFindingView, Severity, TaskKind } from '../../api/shapes';
import { labelIn, parsePosition, type Frame, type Programme, type Refusal } from '../../player/timecode';
import { reviewWords } from '../../review-words';

export type Purpose =
  | { readonly kind: 'new' }
  | { readonly kind: 'add'; readonly findingId?: string }
  | { readonly kind: 'accept'; readonly findingId: string; readonly revision: number }
  | { readonly kind: 'change'; readonly issueId: string; readonly number: number; readonly revision: number }
  | { readonly kind: 'replace'; readonly issueId: string; readonly number: number };

export interface FormText {
  readonly purpose: Purpose;
  /** One per form, so that a form sent twice is one issue. */
  readonly key: string;
  readonly code: string;
  readonly severity: Severity | null;
  readonly tasks: readonly TaskKind[];
  readonly files: readonly string[];
  readonly in: string;
  readonly out: string;
  readonly description: string;
  readonly dialogue: string;
  readonly programme: string;
  readonly reason: string;
  /** Flagged while the picture was on a TV; the frame is the one that the operator confirmed there. */
  readonly onTv: { readonly latencyMs: number; readonly confirmedFrame: Frame | null } | null;
}

export interface Draft {
  readonly form: FormText | null;
}

export const FIELDS = ['code', 'severity', 'tasks', 'files', 'in', 'out', 'description', 'loudness', 'reason'] as const;
export type Field = (typeof FIELDS)[number];
export type Messages = Partial<Record<Field, string>>;

export const EMPTY_DRAFT: Draft = { form: null };
export const isEmptyDraft = ({ form }: Draft): boolean => form === null;

/** The code whose flag states both loudness measurements. */
const LOUDNESS_CODE = 'loudness-lkfs-out-of-spec';
const MISSING_ASSET_CODE = 'missing-asset';
const FILE_TASKS: readonly TaskKind[] = ['pm', 'me'];
const text = reviewWords.form;

export const needsLoudness = ({ code, dialogue, programme }: FormText): boolean => code === LOUDNESS_CODE || dialogue !== '' || programme !== '';
export const needsFiles = ({ tasks, files }: FormText): boolean => files.length > 0 || tasks.some((task) => FILE_TASKS.includes(task));
const needsReason = ({ purpose }: FormText): boolean => purpose.kind === 'replace';

/** The issue that the form changes or takes the place of. */
export const editedIssue = (form: FormText | null): string | null => (form !== null && 'issueId' in form.purpose ? form.purpose.issueId : null);

export const emptyForm = (purpose: Purpose, tasks: readonly TaskKind[], range: { in: string; out: string }): FormText => ({
  purpose,
  key: newIdempotencyKey(),
  code: '',
  severity: null,
  // With one task there is nothing to choose.
  tasks: tasks.length === 1 ? tasks : [],
  files: [],
  ...range,
  description: '',
  dialogue: '',
  programme: '',
  reason: '',
  onTv: null,
});

export const formOf = (issue: IssueView, purpose: Purpose): FormText => ({
  purpose,
  key: newIdempotencyKey(),
  code: issue.code,
  severity: issue.severity,
  tasks: issue.tasks,
  files: issue.files,
  in: issue.in_timecode,
  out: issue.out_timecode,
  description: issue.description,
  dialogue: issue.loudness == null ? '' : String(issue.loudness.dialogue_lkfs),
  programme: issue.loudness == null ? '' : String(issue.loudness.programme_lkfs),
  reason: '',
  onTv: null,
});

/** The form as the machine would fill it in. */
export const formOfFinding = ({ id, revision, in_timecode: first, out_timecode: last, proposal }: MachineFindingView, kind: 'accept' | 'add'): FormText => ({
  purpose: kind === 'add' ? { kind, findingId: id } : { kind, findingId: id, revision },
  key: newIdempotencyKey(),
  code: proposal.code,
  severity: proposal.severity,
  tasks: proposal.tasks,
  files: proposal.files ?? [],
  in: first,
  out: last,
  description: proposal.description,
  dialogue: proposal.loudness == null ? '' : String(proposal.loudness.dialogue_lkfs),
  programme: proposal.loudness == null ? '' : String(proposal.loudness.programme_lkfs),
  reason: '',
  onTv: null,
});

/** What a draft holds, or nothing where it is not one of ours. */
export function readDraft(kept: unknown): Draft {
  if (typeof kept !== 'object' || kept === null) return EMPTY_DRAFT;
  const { form } = kept as Partial<Draft>;
  const isForm = typeof form === 'object' && form !== null && typeof form.purpose?.kind === 'string' && typeof form.description === 'string';
  return {
    form: isForm ? { ...emptyForm(form.purpose, [], { in: '', out: '' }), ...form } : null,
  };
}

export function refusalText(refusal: Refusal): string {
  const words = reviewWords.refusals;
  if (!('before' in refusal)) return words[refusal.why];
  if (refusal.why === 'after_end' && refusal.before !== null) return `${words.after_end} ${words.ends(refusal.before)}`;
  if (refusal.why === 'before_start' && refusal.after !== null) return `${words.before_start} ${words.begins(refusal.after)}`;
  const nearest = [refusal.before, refusal.after].filter((label) => label !== null);
  const why = refusal.why === 'dropped' ? words.dropped : words.illegal;
  return nearest.length === 0 ? why : `${why} ${words.nearest(nearest.join(', '))}`;
}

export interface Read {
  /** Null while something is missing. */
  readonly body: IssueForm | null;
  /** As much of the form as can be checked; null before a severity is chosen. */
  readonly partial: IssueForm | null;
  readonly missing: Messages;
  readonly first: Frame | null;
  readonly last: Frame | null;
}

export function readForm(form: FormText, programme: Programme): Read {
  const missing: Messages = {};
  const place = (field: 'in' | 'out'): Frame | null => {
    if (form[field].trim() === '') return null;
    const reading = parsePosition(programme, 0 as Frame, form[field]);
    if (!reading.ok) missing[field] = refusalText(reading.refusal);
    return reading.ok ? reading.frame : null;
  };
  const first = place('in');
  // An Out left open is one frame long.
  const last = form.out.trim() === '' ? first : place('out');
  if (form.in.trim() === '') missing.in = text.missing.in;
  if (first !== null && last !== null && last < first) missing.out = text.outBeforeIn;
  const dialogue = number(form.dialogue);
  const whole = number(form.programme);
  if (needsLoudness(form) && (dialogue === null || whole === null)) {
    missing.loudness = form.dialogue.trim() === '' || form.programme.trim() === '' ? text.missing.loudness : text.notANumber;
  }
  if (form.code === '') missing.code = text.missing.code;
  if (form.severity === null) missing.severity = text.missing.severity;
  if (form.tasks.length === 0) missing.tasks = text.missing.tasks;
  if (form.files.length === 0 && needsFiles(form) && form.code !== MISSING_ASSET_CODE) missing.files = text.missing.files;
  if (form.description.trim() === '') missing.description = text.missing.description;
  if (needsReason(form) && form.reason.trim() === '') missing.reason = text.missing.reason;

  const partial: IssueForm | null =
    form.severity === null
      ? null
      : {
          code: form.code,
          severity: form.severity,
          tasks: [...form.tasks],
          files: [...form.files],
          first_frame: first,
          last_frame: last,
          description: form.description.trim(),
          loudness: dialogue !== null && whole !== null ? { dialogue_lkfs: dialogue, programme_lkfs: whole } : null,
          ...(form.onTv === null ? {} : { on_tv: { latency_ms: form.onTv.latencyMs, confirmed: first !== null && form.onTv.confirmedFrame === first } }),
        };
  return { body: Object.keys(missing).length === 0 ? partial : null, partial, missing, first, last };
}

/** The comma of other keyboards and the typographic minus are read too. */
function number(typed: string): number | null {
  const plain = typed.trim().replace('\u2212', '-').replace(',', '.');
  if (!/^[+-]?\d+(\.\d+)?$/.test(plain)) return null;
  return Number(plain);
}

/** The server's field names as those of the form. */
const FIELD_OF: Readonly<Record<string, Field>> = {
  code: 'code',
  severity: 'severity',
  tasks: 'tasks',
  files: 'files',
  first_frame: 'in',
  in_timecode: 'in',
  last_frame: 'out',
  out_timecode: 'out',
  description: 'description',
  loudness: 'loudness',
  reason: 'reason',
};

export function byField(messages: readonly FieldMessage[]): { readonly of: Messages; readonly rest: readonly string[] } {
  const of: Messages = {};
  const rest: string[] = [];
  for (const { field, detail } of messages) {
    // Bodies of verdicts hold the form: "replacement.code".
    const own = FIELD_OF[field] ?? FIELD_OF[field.slice(field.lastIndexOf('.') + 1)];
    if (own === undefined) rest.push(detail);
    else of[own] = of[own] === undefined ? detail : `${of[own]} ${detail}`;
  }
  return { of, rest };
}

/** What is said beside each field now: about empty fields only once one has tried to save. */
export function shown(form: FormText, read: Read, server: Messages, hasTried: boolean): Messages {
  const messages: Messages = {};
  for (const field of FIELDS) {
    const message = read.missing[field] ?? server[field];
    if (message !== undefined && (hasTried || !isUntouched(form, field))) messages[field] = message;
  }
  return messages;
}

function isUntouched(form: FormText, field: Field): boolean {
  if (field === 'loudness') return form.dialogue === '' || form.programme === '';
  const value = form[field];
  return value === null || value.length === 0;
}

export const rangeText = (programme: Programme, first: Frame | null, last: Frame | null): { in: string; out: string } => ({
  in: first === null ? '' : labelIn(programme, first),
  out: last === null ? '' : labelIn(programme, last),
});
