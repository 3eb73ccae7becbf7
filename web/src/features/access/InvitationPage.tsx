// Accepting an invitation: the secret stands in the link's fragment, which no server and no log sees.

import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem, fieldErrors } from '../../api/problem';
import { signedIn } from '../../api/signed-in';
import { LinkButton } from '../../ui/LinkButton';
import { instantText } from '../../ui/time';
import { words } from '../../words';
import { Doorway } from './Doorway';
import { sessionQuery } from './session';

const PASSWORD_CHARACTERS = 12;
const text = words.access.invitation;

/** `#token=…` or the token alone. */
export const tokenOf = (fragment: string): string => {
  const bare = fragment.replace(/^#/, '');
  return new URLSearchParams(bare).get('token') ?? bare;
};

export function InvitationPage() {
  const [token] = useState(() => tokenOf(location.hash));
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => answer(api.POST('/api/v1/invitations/look-up', { body: { token } })),
    enabled: token !== '',
    retry: false,
  });
  if (token === '') return <NotValid>{text.missing}</NotValid>;
  if (invitation.isError) {
    const problem = asProblem(invitation.error);
    return <NotValid>{problem?.isPassing === true ? problem.message : text.invalid}</NotValid>;
  }
  if (invitation.data === undefined) return <Doorway title={text.heading}>{words.loading}</Doorway>;
  const { email, first_name: firstName, expires_at: until } = invitation.data;
  return (
    <Doorway title={text.title(firstName)} note={text.validUntil(instantText(until))}>
      <Text size="sm" mb="md">
        {text.explain(email)}
      </Text>
      <PasswordForm token={token} email={email} />
    </Doorway>
  );
}

const NotValid = ({ children }: { children: string }) => (
  <Doorway title={text.heading}>
    <Stack gap="md">
      <Text size="sm">{children}</Text>
      <LinkButton to="/sign-in" variant="default" size="sm">
        {text.toSignIn}
      </LinkButton>
    </Stack>
  </Doorway>
);

function PasswordForm({ token, email }: { token: string; email: string }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const accept = useAct({
    send: () => answer(api.POST('/api/v1/invitations/accept', { body: { token, password } })),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, session);
      signedIn.confirm();
      void navigate({ to: '/', replace: true });
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(accept.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, ['password']);
  const missing = PASSWORD_CHARACTERS - [...password].length;
  const tooShort = password !== '' && missing > 0 ? text.short(missing) : undefined;
  const differs = repeated !== '' && repeated !== password ? text.differs : undefined;

  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        if (missing <= 0 && password === repeated) accept.mutate();
      }}
    >
      <Stack gap="md">
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <PasswordInput
          label={text.password}
          description={text.rule}
          autoComplete="new-password"
          required
          withAsterisk={false}
          autoFocus
          size="sm"
          value={password}
          error={tooShort ?? refusal?.errors.password}
          onChange={(change) => setPassword(change.currentTarget.value)}
        />
        <PasswordInput label={text.repeat} autoComplete="new-password" required withAsterisk={false} size="sm" value={repeated} error={differs} onChange={(change) => setRepeated(change.currentTarget.value)} />
        {refusal?.rest.map((line) => (
          <Text key={line} size="sm" c="var(--blocker-text)" role="alert">
            {line}
          </Text>
        ))}
        <Button type="submit" size="sm" loading={accept.isPending}>
          {text.accept}
        </Button>
      </Stack>
    </form>
  );
}
