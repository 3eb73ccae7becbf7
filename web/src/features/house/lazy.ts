// Pages whose code is fetched when somebody goes there, with this server and this tab beneath.

import { fetchOrProblem } from '../../api/client';
import { asProblem } from '../../api/problem';
import { lazyPages } from '../../ui/lazy-page';

export const lazyPage = lazyPages({
  reach: async () => {
    try {
      await fetchOrProblem(new Request(location.origin, { method: 'HEAD', cache: 'no-store' }));
    } catch (thrown) {
      // A refusal is an answer.
      if (asProblem(thrown)?.isPassing !== false) throw thrown;
    }
  },
  reload: () => location.reload(),
  reloads: sessionStorage,
});
