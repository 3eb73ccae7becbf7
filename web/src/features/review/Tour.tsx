// The room in a minute, for who is here for the first time: a line under the head, one part of the room after the
// other. It takes no focus and covers nothing; whoever ends it never sees it again in this browser.

import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { reviewWords } from '../../review-words';
import { remember, remembered } from '../../ui/remember';
import classes from './Tour.module.css';

const text = reviewWords.tour;
const PLACE = 'review.tour';

export const isTourSeen = (): boolean => remembered<unknown>(PLACE) === 'seen';

export function Tour({ hasPlayer }: { hasPlayer: boolean }) {
  const [isOver, setOver] = useState(isTourSeen);
  const [at, setAt] = useState(0);
  const steps = text.steps.filter(({ needs }) => needs === null || hasPlayer);
  const step = steps[at];
  const part = isOver ? undefined : step?.part;
  useEffect(() => {
    const element = part === undefined ? null : document.querySelector(`[data-part="${part}"]`);
    element?.setAttribute('data-toured', '');
    return () => element?.removeAttribute('data-toured');
  }, [part]);
  if (isOver || step === undefined) return null;
  const end = () => {
    remember(PLACE, 'seen');
    setOver(true);
  };
  const isLast = at === steps.length - 1;
  return (
    <section className={classes.tour} aria-label={text.name}>
      <span className="dim number">{text.step(at + 1, steps.length)}</span>
      <span className={classes.says} role="status">
        {step.says}
      </span>
      {!isLast && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={end}>
          {text.skip}
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={() => (isLast ? end() : setAt(at + 1))}>
        {isLast ? text.end : text.next}
      </Button>
    </section>
  );
}
