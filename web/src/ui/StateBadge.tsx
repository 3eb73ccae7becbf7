// Where a thing is in its life: one word, with a tone that says whether it waits, moves, needs somebody or is over.

import classes from './StateBadge.module.css';

export type Tone = 'quiet' | 'moving' | 'wanted' | 'good' | 'bad';

const SIGN: Record<Tone, string> = { quiet: '○', moving: '◐', wanted: '◆', good: '✓', bad: '✕' };

export function StateBadge({ tone, children, title }: { tone: Tone; children: string; title?: string }) {
  return (
    <span className={classes.badge} data-tone={tone} {...(title === undefined ? {} : { title })}>
      <span aria-hidden className={classes.sign}>
        {SIGN[tone]}
      </span>
      {children}
    </span>
  );
}
