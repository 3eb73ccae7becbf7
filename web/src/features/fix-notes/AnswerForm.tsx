// The answer to one issue as it is given: saved by itself shortly after, also from the keyboard of the list.

import { Button, Group, Radio, Textarea } from '@mantine/core';
import { type Ref, useImperativeHandle, useRef } from 'react';
import type { Answer, IssueView } from '../../api/shapes';
import { fixNoteWords as text } from '../../fix-note-words';
import { Explained } from '../../help/Help';
import { instantText } from '../../ui/time';
import { answerNames, words } from '../../words';
import { isRefused, needsReason } from './answer-text';
import classes from './FixNotesPage.module.css';
import { useAnswer, type Saver } from './useAnswer';

export const ANSWERS: readonly Answer[] = ['production_will_fix', 'creative_intent', 'best_possible'];

/** What the keys of the list do to the chosen issue. */
export interface AnswerHandle {
  choose: (answer: Answer) => void;
  toReason: () => void;
}

export function AnswerForm({ issue, saver, handle }: { issue: IssueView; saver: Saver; handle: Ref<AnswerHandle> }) {
  const { shown, state, why, change, keepMine, takeTheirs } = useAnswer(issue, saver);
  const reason = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(handle, () => ({
    choose: (answer) => {
      change({ answer });
      if (needsReason(answer)) reason.current?.focus();
    },
    toReason: () => reason.current?.focus(),
  }));
  const refused = isRefused(issue.fix_note) ? issue.fix_note : null;
  return (
    <>
      {refused !== null && (
        <div className={classes.refused} role="note">
          <strong>{text.refused.by(refused.waiver_by?.name ?? words.system, refused.waiver_at == null ? null : instantText(refused.waiver_at))}</strong>
          {refused.waiver_reason != null && refused.waiver_reason !== '' && <div>“{refused.waiver_reason}”</div>}
          <div className="dim">
            {text.refused.was(answerNames[refused.answer])} {refused.reason !== '' && `“${refused.reason}”`}
          </div>
          <div>{text.refused.anew}</div>
        </div>
      )}
      <Explained of="fix note">
        <Radio.Group label={text.answer} value={shown.answer ?? ''} onChange={(value) => change({ answer: value as Answer })}>
          <Group gap="md" mt={4}>
            {ANSWERS.map((answer) => (
              <Radio key={answer} value={answer} label={answerNames[answer]} />
            ))}
          </Group>
        </Radio.Group>
      </Explained>
      <Textarea
        ref={reason}
        label={text.reason}
        placeholder={needsReason(shown.answer) ? text.reasonNeeded : text.reasonOptional}
        required={needsReason(shown.answer)}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={2000}
        value={shown.reason}
        onChange={(event) => change({ reason: event.currentTarget.value })}
      />
      <div className={classes.state} data-state={state} role="status">
        {state !== 'empty' && text.state[state]} {state === 'refused' && why}
        {state === 'conflict' && issue.fix_note != null && ` ${issue.fix_note.answered_by?.name ?? words.system}: ${answerNames[issue.fix_note.answer]}${issue.fix_note.reason === '' ? '' : ` “${issue.fix_note.reason}”`}`}
      </div>
      {state === 'conflict' && (
        <Group gap="xs">
          <Button size="compact-sm" variant="default" onClick={keepMine}>
            {text.keepMine}
          </Button>
          <Button size="compact-sm" variant="default" onClick={takeTheirs}>
            {text.takeTheirs}
          </Button>
        </Group>
      )}
    </>
  );
}
