// What a form cannot do without: said at each empty field once one has tried to send it, and sent only when all is there.

import { useState } from 'react';
import { words } from '../words';

export const isEmpty = (value: string | null): boolean => value === null || value.trim() === '';

export const useNeeded = () => {
  const [hasTried, setTried] = useState(false);
  return {
    /** What to say at a field; undefined while there is nothing to say. */
    whyNot: (value: string | null): string | undefined => (hasTried && isEmpty(value) ? words.needed : undefined),
    /** Whether everything is there; from now on what is missing is said. */
    isAll: (...values: readonly (string | null)[]): boolean => {
      setTried(true);
      return !values.some(isEmpty);
    },
  };
};
