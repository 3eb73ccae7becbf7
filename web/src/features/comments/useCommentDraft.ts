// What is being typed about a request or an issue, kept on the server as an issue's draft is.

import { answer, api } from '../../api/client';
import { ifMatch } from '../../api/preconditions';
import type { Visibility } from '../../api/shapes';
import { DraftKeeper, type DraftStore } from '../review/draft-keeper';
import { useKeptDraft } from '../review/useDraft';

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

const storeOf = (about: string): DraftStore => {
  const params = { path: { about_id: about } };
  return {
    read: async () => (await answer(api.GET('/api/v1/talks/{about_id}/draft', { params }))) ?? null,
    save: (body, revision) =>
      answer(
        api.PUT('/api/v1/talks/{about_id}/draft', {
          params,
          body: { body: body as Record<string, unknown> },
          headers: revision === null ? { 'If-None-Match': '*' } : ifMatch(revision),
          keepalive: true,
        }),
      ),
    discard: () => answer(api.DELETE('/api/v1/talks/{about_id}/draft', { params })),
  };
};

export const useCommentDraft = (about: string) => useKeptDraft(() => new DraftKeeper<CommentDraft>(storeOf(about), EMPTY_COMMENT, isEmptyComment, readComment));
