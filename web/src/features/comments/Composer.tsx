// The box in which a comment is written: names are completed behind an @, the draft is kept, and it says who will read it.

import { Button, Select, Textarea, UnstyledButton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import { asProblem, fieldErrors } from '../../api/problem';
import type { CommentView, Reader, Visibility } from '../../api/shapes';
import { commentWords as text, visibilityNames } from '../../comment-words';
import { roleNames } from '../../words';
import { EMPTY_COMMENT } from './draft';
import { type Asking, askingAt, matching, namedIn, withName } from './mentions';
import { readersQuery } from './queries';
import classes from './Talk.module.css';
import { useCommentDraft } from './useCommentDraft';

interface ComposerProps {
  about: string;
  mayWrite: readonly Visibility[];
  comments: readonly CommentView[];
  replyTo: CommentView | undefined;
  onReplyTo: (comment: CommentView | undefined) => void;
}

const FIELDS = ['body', 'visibility', 'mentions', 'reply_to_id'] as const;

export function Composer({ about, mayWrite, comments, replyTo, onReplyTo }: ComposerProps) {
  const queries = useQueryClient();
  const { body: draft, keeping, keeper } = useCommentDraft(about);
  const box = useRef<HTMLTextAreaElement>(null);
  const answered = replyTo ?? comments.find(({ id }) => id === draft.replyTo);
  const isAnswering = draft.replyTo !== null && answered !== undefined;
  // Widest by default for those who talk to production anyway; the others begin with their own.
  const visibility = isAnswering ? answered.visibility : (mayWrite.find((open) => open === draft.visibility) ?? mayWrite[0] ?? 'production');
  const target = isAnswering ? (answered.issue_id ?? answered.request_id) : about;
  const readers = useQuery(readersQuery(about)).data ?? [];

  useEffect(() => {
    if (replyTo === undefined) return;
    keeper.change((before) => ({ ...before, replyTo: replyTo.id }));
    box.current?.focus();
  }, [replyTo, keeper]);

  const stopReply = () => {
    keeper.change((before) => ({ ...before, replyTo: null }));
    onReplyTo(undefined);
  };
  const send = useAct({
    send: async (_: void, keyOf) => {
      // A save that is under way would bring the draft back after the comment is said.
      await keeper.settle();
      const body = { body: draft.text.trim(), visibility, reply_to_id: isAnswering ? answered.id : null, mentions: namedIn(draft.text, readers) };
      return answer(api.POST('/api/v1/talks/{about_id}/comments', { params: { path: { about_id: target } }, body, headers: once(keyOf(body)) }));
    },
    onSuccess: () => {
      const rest = () => ({ ...EMPTY_COMMENT, visibility: draft.visibility });
      // The server drops the draft of what was talked about; one that was kept elsewhere is dropped from here.
      if (target === about) keeper.sent(rest);
      else keeper.change(rest);
      onReplyTo(undefined);
      return Promise.all(['comment', 'issue'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(send.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, FIELDS);
  const said = refusal === undefined ? undefined : ([...Object.values(refusal.errors), ...refusal.rest].join(' ') || undefined);
  return (
    <form
      className={classes.composer}
      onSubmit={(submit) => {
        submit.preventDefault();
        if (draft.text.trim() !== '') send.mutate();
      }}
    >
      {isAnswering && (
        <div className={classes.reply}>
          <span className="dim">
            {text.replyingTo(answered.author.name)}
            {answered.issue_number != null && ` · ${text.onIssue(answered.issue_number)}`}
          </span>
          <UnstyledButton fz="xs" aria-label={text.stopReply} title={text.stopReply} onClick={stopReply}>
            ✕
          </UnstyledButton>
        </div>
      )}
      <MentionBox
        box={box}
        value={draft.text}
        readers={readers}
        visibility={visibility}
        error={said}
        onChange={(typed) => keeper.change((before) => ({ ...before, text: typed }))}
        onSend={() => {
          if (draft.text.trim() !== '') send.mutate();
        }}
      />
      <div className={classes.below}>
        <Select
          aria-label={text.to}
          size="xs"
          w={230}
          allowDeselect={false}
          disabled={isAnswering}
          data={mayWrite.map((value) => ({ value, label: visibilityNames[value] }))}
          value={visibility}
          onChange={(value) => keeper.change((before) => ({ ...before, visibility: value as Visibility | null }))}
        />
        <span className="dim">{text.keeping[keeping.kind] === '' ? text.sendKeys : text.keeping[keeping.kind]}</span>
        <Button size="compact-sm" type="submit" loading={send.isPending}>
          {text.send}
        </Button>
      </div>
    </form>
  );
}

interface MentionBoxProps {
  box: React.RefObject<HTMLTextAreaElement | null>;
  value: string;
  readers: readonly Reader[];
  visibility: Visibility;
  error: string | undefined;
  onChange: (text: string) => void;
  onSend: () => void;
}

/** A text box that offers those who read it while a name is typed behind an @. */
function MentionBox({ box, value, readers, visibility, error, onChange, onSend }: MentionBoxProps) {
  const id = useId();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [active, setActive] = useState(0);
  const offers = asking === null ? [] : matching(readers, visibility, asking.typed);
  const look = () => {
    const at = box.current;
    setAsking(at === null || at.selectionStart !== at.selectionEnd ? null : askingAt(at.value, at.selectionStart));
    setActive(0);
  };
  const choose = (reader: Reader | undefined) => {
    if (asking === null || reader === undefined) return;
    const { text: written, caret } = withName(value, asking, reader.person.name);
    onChange(written);
    setAsking(null);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(caret, caret);
    });
  };
  const onKeyDown = (press: KeyboardEvent) => {
    if (press.key === 'Enter' && (press.ctrlKey || press.metaKey)) {
      press.preventDefault();
      onSend();
      return;
    }
    if (offers.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[press.key];
    if (step !== undefined) setActive((active + step + offers.length) % offers.length);
    else if (press.key === 'Enter' || press.key === 'Tab') choose(offers[active]);
    else if (press.key === 'Escape') setAsking(null);
    else return;
    press.preventDefault();
    press.stopPropagation();
  };
  return (
    <>
      {offers.length > 0 && (
        <ul className={classes.offers} role="listbox" id={`${id}-offers`} aria-label={text.people}>
          {offers.map((reader, index) => (
            <li
              key={reader.person.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              data-active={index === active}
              className={classes.offer}
              onMouseDown={(press) => {
                press.preventDefault();
                choose(reader);
              }}
            >
              <span>{reader.person.name}</span>
              <span className="dim">{reader.person.facility ?? roleNames[reader.person.role]}</span>
            </li>
          ))}
        </ul>
      )}
      <Textarea
        ref={box}
        aria-label={text.label}
        aria-autocomplete="list"
        {...(offers.length > 0 ? { 'aria-controls': `${id}-offers`, 'aria-activedescendant': `${id}-${active}` } : {})}
        placeholder={text.placeholder}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        value={value}
        error={error}
        onChange={(event) => {
          onChange(event.currentTarget.value);
          look();
        }}
        onKeyUp={(press) => {
          if (press.key === 'ArrowLeft' || press.key === 'ArrowRight') look();
        }}
        onClick={look}
        onBlur={() => setAsking(null)}
        onKeyDown={onKeyDown}
      />
    </>
  );
}
