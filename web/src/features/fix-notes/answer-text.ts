// One answer as it is typed: whether it can be saved, and whether it differs from what is saved.

import type { Answer, FixNoteView } from '../../api/shapes';

export interface AnswerText {
  readonly answer: Answer | null;
  readonly reason: string;
}

export const EMPTY_ANSWER: AnswerText = { answer: null, reason: '' };

/** Post refused what was proposed: it is answered anew. */
export const isRefused = (note: FixNoteView | null | undefined): note is FixNoteView => note?.waiver === 'refused';

/** The answer that stands; a refused proposal is none. */
export const answerOf = (note: Pick<FixNoteView, 'answer' | 'reason' | 'waiver'> | null | undefined): AnswerText =>
  note == null || note.waiver === 'refused' ? EMPTY_ANSWER : { answer: note.answer, reason: note.reason };

/** Proposals to waive are decided by their reason. */
export const needsReason = (answer: Answer | null): boolean => answer === 'creative_intent' || answer === 'best_possible';

export const isComplete = ({ answer, reason }: AnswerText): boolean => answer !== null && (!needsReason(answer) || reason.trim() !== '');

export const isSame = (one: AnswerText, other: AnswerText): boolean => one.answer === other.answer && one.reason.trim() === other.reason.trim();
