// When a session ends while someone works: a dialog over the page. The page below stays as it is, with what was
// typed; requests that were refused are sent again after signing in.

import { Button, Modal, Text } from '@mantine/core';
import type { QueryClient } from '@tanstack/react-query';
import { signedIn } from '../../api/signed-in';
import { words } from '../../words';
import { sessionQuery } from './session';
import { SignInForm } from './SignInForm';

export function SignInAgain({ opened, queries }: { opened: boolean; queries: QueryClient }) {
  const before = queries.getQueryData(sessionQuery.queryKey);

  const leave = () => {
    signedIn.leave();
    location.assign('/sign-in');
  };
  return (
    <Modal opened={opened} onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={words.access.again} zIndex={600}>
      <Text size="sm" mb="lg">
        {words.access.againWhy}
      </Text>
      <SignInForm
        {...(before === undefined ? {} : { email: before.person.email })}
        submitLabel={words.access.again}
        onSignedIn={(session) => {
          if (before !== undefined && before.person.id !== session.person.id) {
            location.assign('/');
            return;
          }
          queries.setQueryData(sessionQuery.queryKey, session);
          signedIn.confirm();
        }}
      />
      <Button variant="subtle" color="gray" size="compact-xs" mt="md" onClick={leave}>
        {words.access.leave}
      </Button>
    </Modal>
  );
}
