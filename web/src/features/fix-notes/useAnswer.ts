// One answer in the page: typed here, saved on the server shortly after, on its own revision. What cannot be saved yet
// stays in the page and says why.

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { ifMatch } from '../../api/preconditions';
import { asProblem } from '../../api/problem';
import type { FixNotesView, IssueView } from '../../api/shapes';
import { type AnswerText, answerOf, isComplete, isSame } from './answer-text';

/** Saves an answer over the revision that was seen; gives the issues as they are now. */
export type Saver = (issue: IssueView, text: AnswerText, revision: number | null) => Promise<readonly IssueView[]>;

export type AnswerState = 'saved' | 'empty' | 'typing' | 'saving' | 'needs_reason' | 'unsaved' | 'conflict' | 'refused';

const SAVE_AFTER_MS = 800;
const TRY_AGAIN_MS = 3_000;

export const saveAnswer = (requestId: string, issue: IssueView, { answer: chosen, reason }: AnswerText, revision: number | null): Promise<FixNotesView> =>
  answer(
    api.PUT('/api/v1/requests/{request_id}/fix-notes/{issue_id}', {
      params: { path: { request_id: requestId, issue_id: issue.id }, header: revision === null ? {} : ifMatch(revision) },
      body: { answer: chosen ?? 'production_will_fix', reason: reason.trim() },
      keepalive: true,
    }),
  );

export function useAnswer(issue: IssueView, saver: Saver) {
  const queries = useQueryClient();
  const saved = answerOf(issue.fix_note);
  const [typed, setTyped] = useState<AnswerText | null>(null);
  const [failure, setFailure] = useState<{ kind: 'unsaved' | 'conflict' | 'refused'; why: string } | null>(null);
  const [isSaving, setSaving] = useState(false);
  const shown = typed ?? saved;
  const isDirty = typed !== null && !isSame(typed, saved);
  const base = useRef<number | null>(null);

  const change = (to: Partial<AnswerText>) => {
    // What is written over is what one saw when one began to type.
    if (typed === null) base.current = issue.fix_note?.revision ?? null;
    setTyped({ ...shown, ...to });
    if (failure?.kind !== 'conflict') setFailure(null);
  };

  const save = useCallback(
    async (text: AnswerText) => {
      setSaving(true);
      try {
        const now = await saver(issue, text, base.current);
        base.current = now.find(({ id }) => id === issue.id)?.fix_note?.revision ?? null;
        setFailure(null);
        // What was typed meanwhile stays.
        setTyped((now) => (now !== null && isSame(now, text) ? null : now));
      } catch (thrown) {
        const problem = asProblem(thrown);
        if (problem === undefined) throw thrown;
        setFailure({ kind: problem.isPassing ? 'unsaved' : problem.status === 412 || problem.status === 428 ? 'conflict' : 'refused', why: problem.message });
        if (problem.isStale || problem.status === 428) await queries.invalidateQueries({ queryKey: ['fix_note'] });
      } finally {
        setSaving(false);
      }
    },
    [issue, saver, queries],
  );

  const wait = failure?.kind === 'unsaved' ? TRY_AGAIN_MS : SAVE_AFTER_MS;
  const isBlocked = failure?.kind === 'conflict' || failure?.kind === 'refused';
  useEffect(() => {
    if (typed === null || !isDirty || !isComplete(typed) || isBlocked || isSaving) return undefined;
    const timer = setTimeout(() => void save(typed), wait);
    const leave = () => void save(typed);
    addEventListener('pagehide', leave);
    return () => {
      clearTimeout(timer);
      removeEventListener('pagehide', leave);
    };
  }, [typed, isDirty, isBlocked, isSaving, wait, save]);

  // An answer without its reason is nowhere but here.
  const isLost = isDirty && !isSaving;
  useEffect(() => {
    if (!isLost) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isLost]);

  const state: AnswerState =
    failure !== null
      ? failure.kind
      : isSaving
        ? 'saving'
        : !isDirty
          ? saved.answer === null
            ? 'empty'
            : 'saved'
          : shown.answer !== null && !isComplete(shown)
            ? 'needs_reason'
            : 'typing';
  return {
    shown,
    state,
    why: failure?.why ?? null,
    isDirty,
    change,
    keepMine: () => {
      base.current = issue.fix_note?.revision ?? null;
      setFailure(null);
    },
    takeTheirs: () => {
      setTyped(null);
      setFailure(null);
    },
  };
}
