// A comment that is being written, as its draft keeps it. Pure.

import type { Visibility } from '../../api/shapes';

export interface CommentDraft {
  readonly text: string;
  /** Null until it is chosen. */
  readonly visibility: Visibility | null;
  readonly replyTo: string | null;
}

export const EMPTY_COMMENT: CommentDraft = { text: '', visibility: null, replyTo: null };
export const isEmptyComment = ({ text }: CommentDraft): boolean => text.trim() === '';

/** What a kept draft holds, or nothing where it is not one of ours. */
export const readComment = (kept: unknown): CommentDraft => {
  if (typeof kept !== 'object' || kept === null) return EMPTY_COMMENT;
  const { text, visibility, replyTo } = kept as Partial<CommentDraft>;
  if (typeof text !== 'string') return EMPTY_COMMENT;
  return { text, visibility: visibility ?? null, replyTo: typeof replyTo === 'string' ? replyTo : null };
};
