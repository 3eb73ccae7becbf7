// One job: where it stands, why it failed, and what can be done with it.

import { Drawer, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { JobRow, Urgency } from '../../api/shapes';
import { jobKindName, jobStateNames, jobWords, urgencyNames } from '../../job-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { FailureText } from '../../ui/FailureText';
import { LinkButton } from '../../ui/LinkButton';
import { ProgressLine } from '../../ui/ProgressLine';
import { ReasonButton } from '../../ui/ReasonButton';
import { StateBadge } from '../../ui/StateBadge';
import { toasts } from '../../ui/toast-list';
import { actionOf } from '../requests/acts';
import { TONES } from './look';
import { percentOf, progressText, standingText } from './say';

const text = jobWords;

export function JobDrawer({ id, job, now, onClose }: { id: string | undefined; job: JobRow | undefined; now: Date; onClose: () => void }) {
  return (
    <Drawer opened={id !== undefined} onClose={onClose} title={job === undefined ? text.gone : jobKindName(job.kind)} size={560}>
      {job !== undefined && <Job job={job} now={now} onGone={onClose} />}
    </Drawer>
  );
}

function Job({ job, now, onGone }: { job: JobRow; now: Date; onGone: () => void }) {
  const queries = useQueryClient();
  const [isCanceling, setCanceling] = useState(false);
  const path = { params: { path: { job_id: job.id } } };
  const refresh = () => Promise.all(['job', 'delivery', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  const retry = useAct({
    send: () => answer(api.POST('/api/v1/jobs/{job_id}/retry', path)),
    onSuccess: () => {
      toasts.show('done', text.retried);
      return refresh();
    },
  });
  const prioritise = useAct({
    send: (urgency: Urgency) => answer(api.POST('/api/v1/jobs/{job_id}/priority', { ...path, body: { urgency } })),
    onSuccess: refresh,
  });
  const percent = percentOf(job);
  const whyNot = (act: string) => actionOf(job.actions, act)?.why_not ?? null;
  return (
    <Stack gap="md">
      <div>
        <StateBadge tone={TONES[job.state]}>{jobStateNames[job.state]}</StateBadge>{' '}
        <Text component="span" size="sm" c="dimmed">
          {[standingText(job, now), `${text.columns.attempts}: ${text.attempts(job.attempts, job.max_attempts)}`].join(' · ')}
        </Text>
      </div>
      {job.delivery != null && (
        <div>
          <Text size="sm" mb="xs">
            {text.deliveryName(job.delivery.title.label, job.delivery.number)}
          </Text>
          <LinkButton to="/deliveries/$deliveryId" params={{ deliveryId: job.delivery.id }} variant="default">
            {text.toDelivery}
          </LinkButton>
        </div>
      )}
      {percent !== undefined && <ProgressLine label={jobKindName(job.kind)} percent={percent} text={progressText(job)} />}
      {job.error != null && job.error !== '' && (
        <section>
          <Text size="sm" fw={600} mb="xs">
            {text.failure}
          </Text>
          <FailureText text={job.error} label={text.wholeFailure} />
        </section>
      )}
      <NativeSelect
        label={text.urgency}
        description={whyNot('prioritise_job') ?? text.urgencyHow}
        data={Object.entries(urgencyNames).map(([value, label]) => ({ value, label }))}
        value={job.urgency}
        disabled={whyNot('prioritise_job') !== null || prioritise.isPending}
        onChange={(choice) => prioritise.mutate(choice.currentTarget.value as Urgency)}
      />
      <Group gap="sm">
        <ReasonButton variant="default" loading={retry.isPending} whyNot={whyNot('retry_job')} onClick={() => retry.mutate()}>
          {text.retry}
        </ReasonButton>
        <ReasonButton variant="default" whyNot={whyNot('cancel_job')} onClick={() => setCanceling(true)}>
          {text.cancel}
        </ReasonButton>
      </Group>
      <ConfirmWithReason
        opened={isCanceling}
        onClose={() => setCanceling(false)}
        title={text.cancel}
        consequence={text.cancelHow}
        confirmLabel={text.cancel}
        isSerious
        needsReason={false}
        onConfirm={async () => {
          await answer(api.POST('/api/v1/jobs/{job_id}/cancel', path));
          toasts.show('done', text.canceled);
          onGone();
          await refresh();
        }}
      />
    </Stack>
  );
}
