// In place of choices that could not be read: that they are missing, not that there are none, and a way to ask again. Given to
// a field as its error, and to a type-ahead as what it found.

import { UnstyledButton } from '@mantine/core';
import { words } from '../words';
import classes from './NotLoaded.module.css';

interface Read {
  readonly data: unknown;
  readonly isError: boolean;
  readonly refetch: () => Promise<unknown>;
}

/** Undefined where all of them could be read, or are being read. */
export const notLoaded = (...reads: readonly Read[]) => {
  const failed = reads.filter(({ data, isError }) => isError && data === undefined);
  if (failed.length === 0) return undefined;
  return (
    <span role="alert">
      {words.notLoaded}{' '}
      {/* The field keeps the focus, or its list would close before the click. */}
      <UnstyledButton type="button" className={classes.again} onMouseDown={(press) => press.preventDefault()} onClick={() => failed.forEach(({ refetch }) => void refetch())}>
        {words.retry}
      </UnstyledButton>
    </span>
  );
};
