// What stands in place of a page that cannot be shown: not found, not reachable, or an error of our own.

import { Button } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { asProblem } from '../../api/problem';
import { recordError } from '../../diagnostics/recorder';
import { EmptyState } from '../../ui/EmptyState';
import { words } from '../../words';

const text = words.problem;

export function NotFound() {
  return (
    <EmptyState title={text.notFound} next={text.notFoundNext}>
      <Button component={Link} to="/" variant="default">
        {text.home}
      </Button>
    </EmptyState>
  );
}

export function Trouble({ error }: { error: unknown }) {
  const router = useRouter();
  const problem = asProblem(error);
  useEffect(() => {
    if (asProblem(error) === undefined) recordError('page', error);
  }, [error]);
  if (problem?.isNotFound === true) return <NotFound />;
  return (
    <EmptyState title={problem === undefined ? text.unexpected : problem.status === 0 ? words.shell.connection.lost : text.title} next={problem?.message}>
      <Button variant="default" onClick={() => (problem === undefined ? location.reload() : void router.invalidate())}>
        {problem === undefined ? text.reload : words.retry}
      </Button>
      <Button component={Link} to="/" variant="subtle" color="gray">
        {text.home}
      </Button>
    </EmptyState>
  );
}
