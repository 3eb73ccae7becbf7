// The whole app: theme, queries, routes, and what lies over every page (notes, signing in again).

import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRouter, RouterProvider } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { asProblem } from './api/problem';
import { signedIn } from './api/signed-in';
import { Trouble } from './features/house/Trouble';
import { routeTree } from './routes';
import { theme } from './theme';
import { later } from './ui/later';
import { toasts } from './ui/toast-list';
import { Toasts } from './ui/Toasts';
import { useWhenQuiet } from './ui/useWhenQuiet';
import { words } from './words';

/** What went wrong with a step that has no place of its own to say so. */
const tell = (thrown: unknown) => {
  const problem = asProblem(thrown);
  if (problem === undefined) throw thrown;
  toasts.show('refused', problem.isStale ? `${problem.message} ${words.stale}` : problem.message);
};

export const queries = new QueryClient({
  queryCache: new QueryCache(),
  mutationCache: new MutationCache({
    onError: (thrown, _variables, _context, mutation) => {
      if (mutation.meta?.showsOwnErrors !== true) tell(thrown);
      // A lost race: what is on the page is old.
      if (asProblem(thrown)?.isStale === true) void queries.invalidateQueries();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Only what may pass by itself is tried again; a refusal stays a refusal.
      retry: (attempts, thrown) => attempts < 2 && asProblem(thrown)?.isPassing === true,
    },
    mutations: { retry: false },
  },
});

const SignInAgain = later(() => import('./features/access/SignInAgain'), 'SignInAgain');

const router = createRouter({
  routeTree,
  context: { queries },
  // Within the house: what cannot be shown takes no more than the page's own place.
  defaultErrorComponent: Trouble,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

export function App() {
  return (
    // Variables and classes stand in static style sheets: the policy allows no style element.
    <MantineProvider theme={theme} forceColorScheme="dark" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <SessionEnd />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function SessionEnd() {
  const state = useSyncExternalStore(signedIn.subscribe, signedIn.get);
  // It would take the keys of who is typing.
  const isTime = useWhenQuiet(state === 'ended');
  return <SignInAgain opened={isTime} queries={queries} />;
}
