// What is being typed about a request or an issue, kept on the server as an issue's draft is.

import { answer, api } from '../../api/client';
import { ifMatch } from '../../api/preconditions';
import { DraftKeeper, type DraftStore } from '../review/draft-keeper';
import { useKeptDraft } from '../review/useDraft';
import { type CommentDraft, EMPTY_COMMENT, isEmptyComment, readComment } from './draft';

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
    discard: () => answer(api.DELETE('/api/v1/talks/{about_id}/draft', { params, keepalive: true })),
  };
};

export const useCommentDraft = (about: string) => useKeptDraft(() => new DraftKeeper<CommentDraft>(storeOf(about), EMPTY_COMMENT, isEmptyComment, readComment));
