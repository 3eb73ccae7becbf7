// Two tabs, one draft: both are shown, nothing was overwritten, and the person chooses.

import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reviewWords } from '../../review-words';
import { instantText } from '../../ui/time';
import type { DraftKeeper, Keeping } from './draft-keeper';
import { type Draft, readDraft } from './form';
import { codeLabel } from './code-search';
import classes from './DraftConflict.module.css';
import { errorCodesQuery } from './queries';

const text = reviewWords.form.conflict;

export function DraftConflict({ keeping, keeper }: { keeping: Keeping; keeper: DraftKeeper<Draft> }) {
  const codes = useQuery(errorCodesQuery).data;
  if (keeping.kind !== 'conflict') return null;
  const { theirs } = keeping;
  const form = theirs === null ? null : readDraft(theirs.body).form;
  const code = codes?.find(({ id }) => id === form?.code);
  return (
    <div className={classes.conflict} role="alert">
      <strong>{theirs === null ? text.titleGone : text.title}</strong>
      {theirs === null ? (
        <div>{text.gone}</div>
      ) : (
        <>
          <div>{text.theirs(instantText(theirs.updated_at))}</div>
          <blockquote className={classes.theirs}>{form === null ? text.empty : [code === undefined ? '' : codeLabel(code), form.in, form.out, form.description].filter((part) => part !== '').join(' · ')}</blockquote>
        </>
      )}
      <div className="dim">{text.nothing}</div>
      <Group gap="xs">
        <Button size="compact-sm" variant="default" onClick={() => keeper.takeTheirs()}>
          {text.takeTheirs}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => keeper.keepMine()}>
          {text.keepMine}
        </Button>
      </Group>
    </div>
  );
}
