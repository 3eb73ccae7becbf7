// The room's one form: opened for a new issue, a change, a correction or a missed issue; kept as a draft; sent by what
// it is for.

import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { ifMatch, once } from '../../api/preconditions';
import { asProblem } from '../../api/problem';
import type { IssueForm as IssueBody, IssueView, MachineFindingView, RequestView, VerificationView } from '../../api/shapes';
import type { Player } from '../../player/player';
import { labelIn, type Programme } from '../../player/timecode';
import { reviewWords } from '../../review-words';
import { remember, remembered } from '../../ui/remember';
import { toasts } from '../../ui/toast-list';
import { giveVerdict, isToDecide, lastAdded, withdrawVerdict } from '../verification/verdicts';
import { onceMore, readUses, usedOnce } from './entry';
import { emptyForm, formOf, formOfFinding, type FormText, type Purpose, rangeText } from './form';
import type { Permits } from './permits';
import type { FlagAnswer } from '../tv/desk';
import { done } from './undo';
import { useDraft } from './useDraft';

const text = reviewWords.form;
/** How often this person used each code, in this browser. */
export const USES = 'review.codes';

interface Ground {
  readonly request: RequestView;
  readonly verification: VerificationView | undefined;
  readonly permits: Permits;
  readonly programme: Programme;
  readonly player: Player | null;
  /** The form takes the place of something else. */
  readonly onOpen: () => void;
  readonly onMade: (issue: IssueView) => void;
}

export function useIssueForm({ request, verification, permits, programme, player, onOpen, onMade }: Ground) {
  const queries = useQueryClient();
  const { body: draft, keeping, keeper } = useDraft(request.id);
  const { form } = draft;
  const setForm = (to: FormText | null) => keeper.change((before) => ({ ...before, form: to }));
  const [calls, setCalls] = useState(0);
  const toForm = () => setCalls((before) => before + 1);

  /** What the player marks: the range, or the frame that it stands at. */
  const playerRange = () => {
    if (player === null) return { in: '', out: '' };
    const { frame, target, markIn, markOut } = player.snapshot();
    const at = target ?? frame;
    return rangeText(programme, markIn ?? at, markOut ?? markIn ?? at);
  };

  /** As it was when its form was opened. */
  const before = useRef<IssueView | null>(null);

  const readAgain = () => Promise.all(['issue', 'verification', 'request', 'machine_finding'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));

  const open = (purpose: Purpose, of?: IssueView) => {
    // A form that is open already is not thrown away.
    if (form !== null) {
      toForm();
      return null;
    }
    player?.pause();
    onOpen();
    toForm();
    const opened = of === undefined ? emptyForm(purpose, request.tasks.map(({ kind }) => kind), playerRange()) : formOf(of, purpose);
    setForm(opened);
    return opened;
  };

  /** On a TV the frame is the one that stood there when the key was pressed: the TV is asked, and answers later. */
  const openOnTv = (purpose: Purpose, asked: Promise<FlagAnswer>) => {
    const hasRange = player !== null && player.snapshot().markIn !== null;
    const opened = open(purpose);
    if (opened === null) return;
    const change = (to: Partial<FormText>) => keeper.change((before) => (before.form?.key === opened.key ? { ...before, form: { ...before.form, ...to } } : before));
    change({ onTv: { latencyMs: 0, confirmedFrame: null } });
    void asked.then(({ frame, latencyMs }) => change({ onTv: { latencyMs, confirmedFrame: null }, ...(frame === null || hasRange ? {} : rangeText(programme, frame, frame)) }));
  };

  const save = async (body: IssueBody, of: FormText) => {
    // A save under way would bring the draft back after the issue was made.
    await keeper.settle();
    const { made, verdictOn } = await send(request, verification, body, of, (revision) => setForm({ ...of, purpose: { ...of.purpose, revision } as Purpose }));
    // The server drops the draft of an issue that was made.
    if (of.purpose.kind === 'new' || of.purpose.kind === 'accept') keeper.sent((before) => ({ ...before, form: null }));
    else setForm(null);
    remember(USES, usedOnce(readUses(remembered(USES)), of.code));
    const did = made !== null ? text.saved(made.number) : of.purpose.kind === 'add' ? text.added : text.corrected;
    const undo = made !== null ? undoOf(of.purpose, made, before.current) : verdictOn !== null && verification !== undefined ? () => withdrawVerdict(verification.id, verdictOn) : null;
    if (undo !== null) done.push({ did, takeBack: () => undo().then(readAgain) });
    await readAgain();
    if (made !== null) onMade(made);
    toasts.show('done', did);
  };

  return {
    draft,
    keeping,
    keeper,
    form,
    setForm,
    /** At once: who leaves the page after it shall not find it again. */
    discard: () => {
      setForm(null);
      void keeper.settle();
    },
    /** How often somebody asked for a form to write in. */
    calls,
    save,
    playerRange,
    flag: () => {
      if (permits.mayWork) open({ kind: 'new' });
      else if (permits.mayVerify) open({ kind: 'add' });
    },
    flagOnTv: (asked: Promise<FlagAnswer>) => {
      if (permits.mayWork) openOnTv({ kind: 'new' }, asked);
      else if (permits.mayVerify) openOnTv({ kind: 'add' }, asked);
    },
    /** The frame on which the TV stands is the one that was meant. */
    confirmOnTv: () => {
      const frame = player?.snapshot().frame ?? null;
      if (form === null || form.onTv === null || frame === null) return;
      const at = labelIn(programme, frame);
      setForm({ ...form, in: at, out: form.out === form.in ? at : form.out, onTv: { ...form.onTv, confirmedFrame: frame } });
    },
    acceptFinding: (finding: MachineFindingView) => {
      if ((!permits.mayWork && !permits.mayVerify) || form !== null) return;
      player?.pause();
      onOpen();
      toForm();
      setForm(formOfFinding(finding, permits.mayWork ? 'accept' : 'add'));
    },
    /** The same entry once more where the player stands. */
    again: (issue: IssueView | undefined) => {
      if (issue === undefined || player === null || form !== null || (!permits.mayWork && !permits.mayVerify)) return;
      const { frame, target } = player.snapshot();
      const at = target ?? frame;
      if (at === null) return;
      player.pause();
      onOpen();
      toForm();
      setForm({ ...onceMore(issue, programme, at), purpose: { kind: permits.mayWork ? 'new' : 'add' } });
    },
    edit: (issue: IssueView) => {
      before.current = issue;
      open({ kind: 'change', issueId: issue.id, number: issue.number, revision: issue.revision }, issue);
    },
    correct: (issue: IssueView) => {
      if (permits.mayVerify && isToDecide(issue, verification)) open({ kind: 'replace', issueId: issue.id, number: issue.number }, issue);
    },
    mark: (which: 'in' | 'out') => {
      if (player === null) return;
      if (which === 'in') player.setIn();
      else player.setOut();
      const { target, frame } = player.snapshot();
      const at = target ?? frame;
      if (form !== null && at !== null) setForm({ ...form, [which]: labelIn(programme, at) });
    },
  };
}

export type IssueFormHandle = ReturnType<typeof useIssueForm>;

interface Sent {
  /** The issue that was made or changed; null where a verdict was given. */
  readonly made: IssueView | null;
  /** The issue that the verdict is on: taking that back takes back what it made. */
  readonly verdictOn: string | null;
}

const madeIssue = (made: IssueView): Sent => ({ made, verdictOn: null });

async function send(request: RequestView, verification: VerificationView | undefined, body: IssueBody, form: FormText, onNewer: (revision: number) => void): Promise<Sent> {
  const reason = form.reason.trim();
  const { purpose } = form;
  switch (purpose.kind) {
    case 'new':
      return madeIssue(await answer(api.POST('/api/v1/requests/{request_id}/issues', { params: { path: { request_id: request.id } }, body, headers: once(form.key) })));
    case 'accept': {
      const path = { request_id: request.id, machine_finding_id: purpose.findingId };
      return madeIssue(await answer(api.POST('/api/v1/requests/{request_id}/machine-findings/{machine_finding_id}/accept', { params: { path, header: ifMatch(purpose.revision) }, body, headers: once(form.key) })));
    }
    case 'change':
      return madeIssue(await changeIssue(purpose.issueId, purpose.revision, body, onNewer));
    case 'replace':
      await giveVerdict(verification?.id ?? '', { kind: 'replaced', issue_id: purpose.issueId, replacement: body, reason }, form.key);
      return { made: null, verdictOn: purpose.issueId };
    case 'add':
      return {
        made: null,
        verdictOn: lastAdded(
          await giveVerdict(verification?.id ?? '', { kind: 'added', issue: body, reason, machine_finding_id: purpose.findingId ?? null }, form.key),
        ),
      };
  }
}

/** A change over somebody else's is refused once and told; saving again then means it. */
async function changeIssue(issueId: string, revision: number, body: IssueBody, onNewer: (revision: number) => void): Promise<IssueView> {
  const path = { issue_id: issueId };
  try {
    return await answer(api.PATCH('/api/v1/issues/{issue_id}', { params: { path, header: ifMatch(revision) }, body }));
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem?.status !== 412) throw thrown;
    const now = await answer(api.GET('/api/v1/issues/{issue_id}', { params: { path } }));
    onNewer(now.issue.revision);
    throw problem.saying(text.changedElsewhere);
  }
}

/** The issue as a body that makes it what it was. */
export const bodyOf = ({ code, severity, tasks, files, first_frame, last_frame, description, loudness, on_tv }: IssueView): IssueBody => ({
  code,
  severity,
  tasks,
  files,
  first_frame,
  last_frame,
  description,
  loudness: loudness ?? null,
  on_tv: on_tv ?? null,
});

function undoOf(purpose: Purpose, made: IssueView, before: IssueView | null): (() => Promise<unknown>) | null {
  const path = { issue_id: made.id };
  const header = ifMatch(made.revision);
  switch (purpose.kind) {
    case 'new':
    case 'accept':
      return () => answer(api.DELETE('/api/v1/issues/{issue_id}', { params: { path, header } }));
    case 'change':
      return before?.id === made.id ? () => answer(api.PATCH('/api/v1/issues/{issue_id}', { params: { path, header }, body: bodyOf(before) })) : null;
    case 'replace':
    case 'add':
      return null;
  }
}
