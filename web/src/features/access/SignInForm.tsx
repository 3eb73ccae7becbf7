// E-mail and password. Used by the sign-in page and by the dialog that appears when a session has ended.

import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { SessionView } from '../../api/shapes';
import { words } from '../../words';

export interface SignInFormProps {
  email?: string;
  submitLabel: string;
  onSignedIn: (session: SessionView) => void;
}

export function SignInForm({ email: known, submitLabel, onSignedIn }: SignInFormProps) {
  const [email, setEmail] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const signIn = useAct({
    send: () => answer(api.POST('/api/v1/sessions', { body: { email: email.trim(), password, client: 'browser' } })),
    onSuccess: onSignedIn,
    onError: () => setPassword(''),
    meta: { showsOwnErrors: true },
  });

  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        signIn.mutate();
      }}
    >
      <Stack gap="md">
        <TextInput
          label={words.access.email}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          size="sm"
          value={email}
          readOnly={known !== undefined}
          {...(known === undefined ? { 'data-autofocus': true, autoFocus: true } : {})}
          onChange={(change) => setEmail(change.currentTarget.value)}
        />
        <PasswordInput
          label={words.access.password}
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="sm"
          value={password}
          {...(known === undefined ? {} : { 'data-autofocus': true })}
          onChange={(change) => setPassword(change.currentTarget.value)}
        />
        {signIn.isError && (
          <Text size="sm" c="var(--blocker-text)" role="alert">
            {asProblem(signIn.error)?.message ?? String(signIn.error)}
          </Text>
        )}
        <Button type="submit" size="sm" loading={signIn.isPending}>
          {submitLabel}
        </Button>
      </Stack>
    </form>
  );
}
