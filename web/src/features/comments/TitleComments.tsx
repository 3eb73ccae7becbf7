// What was said about a title, the newest first, each where it stands.

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { commentWords as text, visibilityNames } from '../../comment-words';
import { agoText, instantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { words } from '../../words';
import { Body } from './CommentItem';
import { titleCommentsQuery } from './queries';
import classes from './Talk.module.css';

export function TitleComments({ titleId }: { titleId: string }) {
  const now = useNow();
  const said = useInfiniteQuery(titleCommentsQuery(titleId));
  const comments = said.data?.pages.flatMap(({ items }) => items) ?? [];
  if (comments.length === 0) return <p className="dim">{said.isPending ? words.loading : text.noneOfTitle}</p>;
  return (
    <>
      <ol className={classes.threads} aria-label={text.title}>
        {comments.map((comment) => (
          <li key={comment.id} className={classes.item}>
            <div className={classes.head}>
              <span className={classes.author}>{comment.author.name}</span>
              <Link to="/requests/$requestId" params={{ requestId: comment.request_id }} search={{ comment: comment.id }}>
                {text.onRequest(comment.request_number)}
                {comment.issue_number != null && ` · ${text.onIssue(comment.issue_number)}`}
              </Link>
              <time dateTime={comment.created_at} title={instantText(comment.created_at)}>
                {agoText(comment.created_at, now)}
              </time>
              <span className={classes.to}>{comment.facility == null ? visibilityNames[comment.visibility] : text.toFacility(comment.facility)}</span>
              {comment.is_new && <span className={classes.fresh}>● {text.isNew}</span>}
            </div>
            {comment.deleted_at == null ? <Body comment={comment} /> : <div className="dim">{text.deleted}</div>}
          </li>
        ))}
      </ol>
      {said.hasNextPage && (
        <Button variant="default" loading={said.isFetchingNextPage} onClick={() => void said.fetchNextPage()}>
          {text.older}
        </Button>
      )}
    </>
  );
}
