// A secret, shown once.

import { Button, CopyButton, Group, Text, TextInput } from '@mantine/core';
import { noticeWords } from '../../notice-words';
import { words } from '../../words';

const text = noticeWords.webhooks;

export function SecretShown({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <>
      <Text size="sm" mb="md">
        {text.secretOnce}
      </Text>
      <TextInput aria-label={text.secret} readOnly value={secret} onFocus={(focus) => focus.currentTarget.select()} ff="monospace" />
      <Group justify="flex-end" mt="lg">
        <CopyButton value={secret}>
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
