// What an onboarding ticket considers for legal reasons, as bars that an administrator sets with one press each.

import { Button, Group, Stack, Text } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import type { SuggestedBar } from '../../api/shapes';
import { peopleWords } from '../../people-words';

const text = peopleWords.considerations;

const suggestedBarsQuery = (ticketId: string) =>
  queryOptions({
    queryKey: ['ticket', 'suggested-bars', ticketId],
    queryFn: () => answer(api.GET('/api/v1/tickets/{ticket_id}/suggested-bars', { params: { path: { ticket_id: ticketId } } })),
  });

export function SuggestedBars({ ticketId }: { ticketId: string }) {
  const bars = useQuery(suggestedBarsQuery(ticketId)).data ?? [];
  if (bars.length === 0) return null;
  return (
    <section aria-label={text.title}>
      <Text size="sm" fw={600}>
        {text.title}
      </Text>
      <Stack gap="xs" mt="xs">
        {bars.map((bar) => (
          <Bar key={`${bar.person.id} ${bar.show_id ?? bar.title_id ?? ''} ${bar.consideration}`} bar={bar} />
        ))}
      </Stack>
    </section>
  );
}

function Bar({ bar }: { bar: SuggestedBar }) {
  const queries = useQueryClient();
  const set = useAct({
    send: (_: void, keyOf) => {
      const body = { person_id: bar.person.id, facility_id: null, show_id: bar.show_id ?? null, title_id: bar.title_id ?? null, reason: bar.consideration };
      return answer(api.POST('/api/v1/legal-bars', { body, headers: once(keyOf(body)) }));
    },
    onSuccess: () => Promise.all(['ticket', 'facility'].map((noun) => queries.invalidateQueries({ queryKey: [noun] }))),
  });
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div>
        <Text size="sm">{text.line(bar.person.name, bar.work)}</Text>
        <Text size="sm" c="dimmed">
          “{bar.consideration}”
        </Text>
      </div>
      {bar.is_barred ? (
        <Text size="sm" c="dimmed">
          {text.isSet}
        </Text>
      ) : (
        <Button size="compact-sm" variant="default" loading={set.isPending} onClick={() => set.mutate()}>
          {text.set}
        </Button>
      )}
    </Group>
  );
}
