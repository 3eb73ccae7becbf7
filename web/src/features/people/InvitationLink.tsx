// The link of an invitation: shown once, for one person alone.

import { Button, CopyButton, Group, Text, TextInput } from '@mantine/core';
import type { Invited } from '../../api/shapes';
import { words } from '../../words';
import { fullName } from '../access/session';

const text = words.people.invited;

export function InvitationLink({ invited, onDone }: { invited: Invited; onDone: () => void }) {
  return (
    <>
      <Text size="sm" mb="md">
        {text.explain(fullName(invited.person), invited.person.email)}
      </Text>
      <TextInput aria-label={text.link} readOnly value={invited.invitation_link} onFocus={(focus) => focus.currentTarget.select()} ff="monospace" />
      <Group justify="flex-end" mt="lg">
        <CopyButton value={invited.invitation_link}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? words.copied : text.copy}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{text.done}</Button>
      </Group>
    </>
  );
}
