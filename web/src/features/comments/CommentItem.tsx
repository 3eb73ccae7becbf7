// One comment: who, when, to whom, what; its author corrects it for a while, or deletes it.

import { Button, Textarea, UnstyledButton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { ifMatch } from '../../api/preconditions';
import type { CommentView } from '../../api/shapes';
import { commentWords as text, visibilityNames } from '../../comment-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { agoText, instantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { roleNames, words } from '../../words';
import { actionOf } from '../requests/acts';
import { namedIn, piecesOf } from './mentions';
import { readersQuery } from './queries';
import classes from './Talk.module.css';

interface CommentItemProps {
  comment: CommentView;
  isNew: boolean;
  isHighlighted: boolean;
  withIssue: boolean;
  /** Null where the reader cannot answer. */
  onReply: (() => void) | null;
}

export function CommentItem({ comment, isNew, isHighlighted, withIssue, onReply }: CommentItemProps) {
  const now = useNow();
  const [isChanging, setChanging] = useState(false);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isHighlighted) place.current?.scrollIntoView({ block: 'center' });
  }, [isHighlighted]);
  const { author } = comment;
  const isDeleted = comment.deleted_at != null;
  return (
    <article ref={place} className={classes.item} data-highlighted={isHighlighted} id={`comment-${comment.id}`} tabIndex={-1} aria-label={`${author.name}, ${instantText(comment.created_at)}`}>
      <div className={classes.head}>
        <span className={classes.author}>{author.name}</span>
        <span>{author.facility == null ? roleNames[author.role] : `${roleNames[author.role]}, ${author.facility}`}</span>
        <Link to="/comments/$commentId" params={{ commentId: comment.id }} title={text.permalink}>
          <time dateTime={comment.created_at} title={instantText(comment.created_at)}>
            {agoText(comment.created_at, now)}
          </time>
        </Link>
        <span className={classes.to}>{comment.facility == null ? visibilityNames[comment.visibility] : text.toFacility(comment.facility)}</span>
        {withIssue && comment.issue_id != null && (
          <Link to="/issues/$issueId" params={{ issueId: comment.issue_id }}>
            {text.onIssue(comment.issue_number ?? 0)}
          </Link>
        )}
        {comment.edited_at != null && !isDeleted && <span title={instantText(comment.edited_at)}>{text.corrected}</span>}
        {isNew && <span className={classes.fresh}>● {text.isNew}</span>}
      </div>
      {isDeleted ? (
        <div className="dim">{text.deleted}</div>
      ) : isChanging ? (
        <Correction comment={comment} onDone={() => setChanging(false)} />
      ) : (
        <>
          <Body comment={comment} />
          <Steps comment={comment} onReply={onReply} onChange={() => setChanging(true)} />
        </>
      )}
    </article>
  );
}

export function Body({ comment }: { comment: CommentView }) {
  const pieces = piecesOf(comment.body, comment.mentions.map(({ name }) => name));
  return (
    <div className={classes.body}>
      {pieces.map((piece, index) => {
        if (piece.kind === 'link') {
          return (
            <a key={index} href={piece.text} target="_blank" rel="noopener noreferrer nofollow">
              {piece.text}
            </a>
          );
        }
        return piece.kind === 'name' ? (
          <span key={index} className={classes.name}>
            {piece.text}
          </span>
        ) : (
          piece.text
        );
      })}
    </div>
  );
}

function Steps({ comment, onReply, onChange }: { comment: CommentView; onReply: (() => void) | null; onChange: () => void }) {
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const correct = actionOf(comment.actions, 'correct_comment');
  const remove = actionOf(comment.actions, 'delete_comment');
  return (
    <div className={classes.steps}>
      {onReply !== null && (
        <UnstyledButton fz="xs" c="dimmed" onClick={onReply}>
          {text.reply}
        </UnstyledButton>
      )}
      {correct?.allowed === true && (
        <UnstyledButton fz="xs" c="dimmed" onClick={onChange}>
          {text.correct}
        </UnstyledButton>
      )}
      {remove?.allowed === true && (
        <UnstyledButton fz="xs" c="dimmed" onClick={() => setAsked(true)}>
          {text.delete}
        </UnstyledButton>
      )}
      <ConfirmWithReason
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text.deleteTitle}
        consequence={text.deleteConsequence}
        confirmLabel={text.delete}
        needsReason={false}
        onConfirm={async () => {
          await answer(api.DELETE('/api/v1/comments/{comment_id}', { params: { path: { comment_id: comment.id }, header: ifMatch(comment.revision) } }));
          await queries.invalidateQueries({ queryKey: ['comment'] });
        }}
      />
    </div>
  );
}

function Correction({ comment, onDone }: { comment: CommentView; onDone: () => void }) {
  const queries = useQueryClient();
  const [typed, setTyped] = useState(comment.body);
  const readers = useQuery(readersQuery(comment.issue_id ?? comment.request_id)).data ?? [];
  const save = useAct({
    send: () =>
      answer(
        api.PATCH('/api/v1/comments/{comment_id}', {
          params: { path: { comment_id: comment.id }, header: ifMatch(comment.revision) },
          body: { body: typed.trim(), mentions: namedIn(typed, readers.filter(({ visibilities }) => visibilities.includes(comment.visibility))) },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['comment'] });
      onDone();
    },
  });
  return (
    <form
      className={classes.composer}
      onSubmit={(submit) => {
        submit.preventDefault();
        if (typed.trim() !== '') save.mutate();
      }}
    >
      <Textarea data-autofocus autoFocus aria-label={text.label} autosize minRows={2} maxRows={8} maxLength={4000} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      <div className={classes.below}>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          {words.cancel}
        </Button>
        <Button size="compact-sm" type="submit" loading={save.isPending}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}
