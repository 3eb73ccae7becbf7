// Comments as threads: each first comment with its replies, in the order in which they were said.

import type { CommentView } from '../../api/shapes';

export interface Thread {
  readonly first: CommentView;
  readonly replies: readonly CommentView[];
}

/** A reply whose first comment is not among them stands for itself. */
export const threadsOf = (comments: readonly CommentView[]): Thread[] => {
  const here = new Set(comments.map(({ id }) => id));
  const isReply = ({ reply_to_id: to }: CommentView) => to != null && here.has(to);
  return comments.filter((comment) => !isReply(comment)).map((first) => ({ first, replies: comments.filter(({ reply_to_id: to }) => to === first.id) }));
};
