// The talk about a request or an issue: threads, what is new, and the box to say something. What is seen here is marked
// as seen; for as long as it stays open it keeps its mark.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import type { CommentView, TalkView } from '../../api/shapes';
import { commentWords as text } from '../../comment-words';
import { words } from '../../words';
import { CommentItem } from './CommentItem';
import { Composer } from './Composer';
import { talkQuery } from './queries';
import classes from './Talk.module.css';
import { threadsOf } from './threads';

/** Long enough to have read a line. */
const SEEN_AFTER_MS = 1_500;

interface TalkProps {
  about: string;
  /** A comment that an address leads to. */
  highlight?: string | undefined;
  /** On a request, comments of its issues say which. */
  withIssues?: boolean;
}

export function Talk({ about, highlight, withIssues = false }: TalkProps) {
  const talk = useQuery(talkQuery(about));
  if (talk.data === undefined) return <p className="dim">{talk.isError ? words.problem.title : words.loading}</p>;
  return <Loaded key={about} about={about} talk={talk.data} highlight={highlight} withIssues={withIssues} />;
}

function Loaded({ about, talk, highlight, withIssues }: { about: string; talk: TalkView; highlight: string | undefined; withIssues: boolean }) {
  const [replyTo, setReplyTo] = useState<CommentView>();
  const fresh = useFresh(talk.comments);
  const item = (comment: CommentView) => (
    <CommentItem
      key={comment.id}
      comment={comment}
      isNew={fresh.has(comment.id)}
      isHighlighted={comment.id === highlight}
      withIssue={withIssues}
      onReply={talk.may_write.length === 0 ? null : () => setReplyTo(comment)}
    />
  );
  return (
    <div className={classes.talk}>
      {talk.comments.length === 0 && <p className="dim">{talk.may_write.length === 0 ? text.closed : `${text.none} ${text.noneNext}`}</p>}
      <ol className={classes.threads} aria-label={text.title}>
        {threadsOf(talk.comments).map(({ first, replies }) => (
          <li key={first.id}>
            {item(first)}
            {replies.length > 0 && (
              <ol className={classes.replies}>
                {replies.map((reply) => (
                  <li key={reply.id}>{item(reply)}</li>
                ))}
              </ol>
            )}
          </li>
        ))}
      </ol>
      {talk.may_write.length > 0 && <Composer about={about} mayWrite={talk.may_write} comments={talk.comments} replyTo={replyTo} onReplyTo={setReplyTo} />}
    </div>
  );
}

/** Those that were new when they came into sight; the server is told after a moment. */
function useFresh(comments: readonly CommentView[]): ReadonlySet<string> {
  const queries = useQueryClient();
  const fresh = useRef(new Set<string>());
  for (const { id, is_new: isNew } of comments) if (isNew) fresh.current.add(id);
  const unseen = comments.filter(({ is_new: isNew }) => isNew).map(({ id }) => id);
  const key = unseen.join(' ');
  useEffect(() => {
    if (key === '') return undefined;
    const timer = setTimeout(() => {
      if (document.hidden) return;
      void answer(api.POST('/api/v1/comments/read', { body: { ids: key.split(' ') } })).then(() => Promise.all(['comment', 'issue'].map((noun) => queries.invalidateQueries({ queryKey: [noun] }))));
    }, SEEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [key, queries]);
  return fresh.current;
}
