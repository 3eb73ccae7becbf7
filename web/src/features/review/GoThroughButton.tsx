// Starts and stops going through a list by itself.

import { Button } from '@mantine/core';
import { reviewWords } from '../../review-words';
import { KeyCap } from './KeyCap';
import type { GoingThrough } from './useGoThrough';

const text = reviewWords.goThrough;

export const GoThroughButton = ({ going: { isRunning, toggle } }: { going: GoingThrough }) => (
  <Button size="compact-sm" variant={isRunning ? 'filled' : 'default'} aria-pressed={isRunning} onMouseDown={(press) => press.preventDefault()} onClick={toggle} rightSection={<KeyCap of="go_through" />}>
    {isRunning ? text.stop : text.start}
  </Button>
);
