// What is shown goes to the server while it plays, for the tasks that it counts for.

import { useEffect, useState, useSyncExternalStore } from 'react';
import { answer, api } from '../../api/client';
import type { Player } from '../../player/player';
import { type CoverageSnapshot, CoveragePost } from './coverage-post';

const POST_EVERY_MS = 2_000;

const send = (task: string, ranges: readonly (readonly [number, number])[]) =>
  answer(
    api.PUT('/api/v1/tasks/{task_id}/coverage', {
      params: { path: { task_id: task } },
      body: { ranges: ranges.map(([first, last]) => [first, last]) },
      // Also while the page is being left.
      keepalive: true,
    }),
  );

export function useCoverage(player: Player | null, taskIds: readonly string[], isRecorded: boolean): CoverageSnapshot {
  const [post] = useState(() => new CoveragePost(send));
  const key = taskIds.join(' ');

  useEffect(() => {
    if (player === null || !isRecorded) return undefined;
    const tasks = key === '' ? [] : key.split(' ');
    const gather = () => {
      const spans = player.takeCoverage();
      if (spans.length === 0) return;
      post.add(tasks, spans);
      void post.flush();
    };
    const timer = setInterval(gather, POST_EVERY_MS);
    // What comes back from the network, or leaves the page, does not wait.
    const now = () => {
      gather();
      void post.flush();
    };
    addEventListener('online', now);
    addEventListener('pagehide', now);
    document.addEventListener('visibilitychange', now);
    return () => {
      clearInterval(timer);
      removeEventListener('online', now);
      removeEventListener('pagehide', now);
      document.removeEventListener('visibilitychange', now);
      // Seen for the tasks of this moment, whatever counts next.
      gather();
    };
  }, [player, key, isRecorded, post]);

  return useSyncExternalStore(post.subscribe, post.snapshot);
}
