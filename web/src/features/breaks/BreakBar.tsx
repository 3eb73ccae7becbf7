// "Not now" on the page of one's work: beginning a break, and the bar that says that one is on one.

import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { BreakView } from '../../api/shapes';
import { assignmentWords } from '../../assignment-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import classes from './BreakBar.module.css';
import { useBeginBreak, useEndBreak } from './queries';

const text = assignmentWords.breaks;
const MINUTE_MS = 60_000;

export function BeginBreak() {
  const [isAsking, setAsking] = useState(false);
  const [minutes, setMinutes] = useState<string | null>(null);
  const begin = useBeginBreak();
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {text.begin}
      </Button>
      <ConfirmWithReason
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={text.title}
        consequence={text.consequence}
        confirmLabel={text.confirm}
        onConfirm={async (reason) => {
          const until = minutes === null ? null : new Date(Date.now() + Number(minutes) * MINUTE_MS).toISOString();
          const { put_back: numbers } = await begin.mutateAsync({ reason, until });
          if (numbers.length > 0) toasts.show('done', text.putBack(numbers));
        }}
      >
        <Select mb="md" clearable label={text.until} description={text.untilHow} data={Object.entries(text.lengths).map(([value, label]) => ({ value, label }))} value={minutes} onChange={setMinutes} />
      </ConfirmWithReason>
    </>
  );
}

export function BreakBar({ onBreak }: { onBreak: BreakView }) {
  const end = useEndBreak();
  return (
    <div className={classes.bar} role="status">
      <div>
        <strong>{text.on(onBreak.reason)}</strong>{' '}
        <span className="dim">
          {text.since(instantText(onBreak.began_at))} {onBreak.until == null ? text.open : text.ends(instantText(onBreak.until))}
        </span>
      </div>
      <Button loading={end.isPending} onClick={() => end.mutate(onBreak.id)}>
        {text.back}
      </Button>
    </div>
  );
}
