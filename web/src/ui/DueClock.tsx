// When something is due: what is left, the instant in the viewer's zone, and the bucket by sign as well as colour.

import { Tooltip } from '@mantine/core';
import classes from './DueClock.module.css';
import { instantText, lengthText, roughLengthText, shortInstantText, untilText } from './time';
import { useNow } from './useNow';

export type Bucket = 'critical' | 'at_risk' | 'on_track';

const SIGN: Record<Bucket, { sign: string; name: string }> = {
  critical: { sign: '!!', name: 'Critical' },
  at_risk: { sign: '!', name: 'At risk' },
  on_track: { sign: '', name: 'On track' },
};

export interface DueClockProps {
  dueAt: string;
  bucket: Bucket;
  /** What is due: "Report", "Review and verification". */
  what: string;
  /** The due time without extensions, when it differs. */
  originalDueAt?: string | null;
  /** One line for tables, two for headers. */
  wide?: boolean;
}

export function DueClock({ dueAt, bucket, what, originalDueAt, wide = false }: DueClockProps) {
  const now = useNow();
  const { sign, name } = SIGN[bucket];
  const extended = originalDueAt != null && originalDueAt !== dueAt;
  const whole = `${what} due ${instantText(dueAt)}. ${name}.${extended ? ` Before the extension: ${instantText(originalDueAt)}.` : ''}`;
  return (
    <Tooltip label={whole}>
      <span className={classes.clock} data-bucket={bucket}>
        {sign !== '' && (
          <span className={classes.sign} role="img" aria-label={name}>
            {sign}
          </span>
        )}
        <span className="number">{untilText(dueAt, now, wide ? lengthText : roughLengthText)}</span>
        <time dateTime={dueAt} className={wide ? classes.instant : classes.short}>
          {wide ? instantText(dueAt) : shortInstantText(dueAt)}
        </time>
      </span>
    </Tooltip>
  );
}
