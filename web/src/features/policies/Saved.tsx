// A policy was saved that cannot be followed in everything: what is missing is read before the dialog closes.

import { Button, Group, Stack } from '@mantine/core';
import { assignmentWords } from '../../assignment-words';
import { words } from '../../words';
import { Warnings } from './Warnings';

export function Saved({ missing, onClose }: { missing: readonly string[]; onClose: () => void }) {
  return (
    <Stack gap="md">
      <Warnings title={assignmentWords.policies.missingTitle} lines={missing} />
      <Group justify="flex-end">
        <Button data-autofocus onClick={onClose}>
          {words.close}
        </Button>
      </Group>
    </Stack>
  );
}
