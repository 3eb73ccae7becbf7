// Starts and stops going through a list by itself.

import { Button, Tooltip } from '@mantine/core';
import { reviewWords } from '../../review-words';
import { useNamed } from './keys';
import type { GoingThrough } from './useGoThrough';

const text = reviewWords.goThrough;

export function GoThroughButton({ going: { isRunning, toggle } }: { going: GoingThrough }) {
  const named = useNamed();
  return (
    <Tooltip label={named(text.how, 'go_through')}>
      <Button size="compact-sm" variant={isRunning ? 'filled' : 'default'} aria-pressed={isRunning} onMouseDown={(press) => press.preventDefault()} onClick={toggle}>
        {text.name}
      </Button>
    </Tooltip>
  );
}
