// The first page of someone who is not signed in.

import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { signedIn } from '../../api/signed-in';
import { words } from '../../words';
import { Doorway } from './Doorway';
import { sessionQuery } from './session';
import { SignInForm } from './SignInForm';

/** Only a path of this site: an address given from outside must not lead elsewhere. */
export const pathWithin = (to: string | undefined): string => (to !== undefined && /^\/(?![/\\])/.test(to) ? to : '/');

export function SignInPage() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { to } = useSearch({ from: '/sign-in' });
  return (
    <Doorway title={words.access.title} note={words.access.noAccount}>
      <SignInForm
        submitLabel={words.access.signIn}
        onSignedIn={(session) => {
          queries.clear();
          queries.setQueryData(sessionQuery.queryKey, session);
          signedIn.confirm();
          void navigate({ href: pathWithin(to), replace: true });
        }}
      />
    </Doorway>
  );
}
