// Who is signed in, and what this account may do.

import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Permission, SessionView } from '../../api/shapes';
import { signedIn } from '../../api/signed-in';

export const sessionQuery = queryOptions({
  queryKey: ['session', 'current'],
  queryFn: async (): Promise<SessionView> => {
    const session = await answer(api.GET('/api/v1/session'));
    signedIn.confirm();
    return session;
  },
  staleTime: 60_000,
});

export const useSession = (): SessionView => useSuspenseQuery(sessionQuery).data;

export const useMay = (): ((permission: Permission) => boolean) => {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
};

export const fullName = ({ first_name, last_name }: { first_name: string; last_name: string }) => `${first_name} ${last_name}`;
