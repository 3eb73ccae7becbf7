// Disputes: one's own for operators and verifiers, the facility's for managers, the shows' for post, all for the studio.
// One opens beside the list; in it the keys decide.

import { Drawer, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { DisputeState, DisputeView } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { SeverityMark } from '../../ui/SeverityMark';
import { PageFrame } from '../../ui/Shell';
import { agoText, instantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { verificationWords } from '../../verification-words';
import { verdictNames, words } from '../../words';
import { useMay } from '../access/session';
import { Trouble } from '../house/Trouble';
import { showsQuery } from '../titles/queries';
import { stepsOf, type DisputeStep } from './dispute-steps';
import { DisputeBadge, DisputeSteps, DisputeTalk } from './DisputeTalk';
import { disputesQuery } from './queries';

const text = verificationWords.dispute;
const PENDING: readonly DisputeState[] = ['open', 'answered'];
const DECIDED: readonly DisputeState[] = ['upheld', 'granted', 'withdrawn'];
const CHOICES = { undecided: PENDING, decided: DECIDED, all: undefined } as const;
type Choice = keyof typeof CHOICES;

export function DisputesPage() {
  const now = useNow();
  const mayDecide = useMay()('decide_dispute');
  const [choice, setChoice] = useState<Choice>(mayDecide ? 'undecided' : 'all');
  const [showId, setShowId] = useState<string | null>(null);
  const [openedId, setOpenedId] = useState<string>();
  const states = CHOICES[choice];
  const disputes = useQuery(disputesQuery({ ...(states === undefined ? {} : { states }), showId }));
  const shows = useQuery({ ...showsQuery, enabled: mayDecide }).data ?? [];
  if (disputes.isError) return <Trouble error={disputes.error} />;
  const rows = disputes.data?.items ?? [];
  const at = rows.findIndex(({ id }) => id === openedId);
  const go = (by: number) => {
    const next = rows[at + by];
    if (next !== undefined) setOpenedId(next.id);
  };
  const columns: TableColumn<DisputeView>[] = [
    { id: 'opened', header: text.columns.opened, widthRem: 8, cell: (row) => <time dateTime={row.opened_at} title={instantText(row.opened_at)}>{agoText(row.opened_at, now)}</time> },
    { id: 'title', header: text.columns.title, widthRem: 16, grow: 2, cell: (row) => row.title.label },
    { id: 'request', header: text.columns.request, widthRem: 6, align: 'end', cell: (row) => <span className="number">{row.request_number}</span> },
    {
      id: 'issue',
      header: text.columns.issue,
      widthRem: 16,
      grow: 2,
      cell: (row) => (
        <>
          <SeverityMark severity={row.severity} size={16} /> {row.code_name}
        </>
      ),
    },
    { id: 'verdict', header: text.columns.verdict, widthRem: 9, cell: (row) => verdictNames[row.verdict] },
    { id: 'operator', header: text.columns.operator, widthRem: 10, cell: (row) => row.opened_by.name },
    { id: 'state', header: text.columns.state, widthRem: 13, cell: (row) => <DisputeBadge state={row.state} /> },
  ];
  return (
    <PageFrame
      title={text.title}
      subtitle={text.subtitle}
      actions={
        <>
          {mayDecide && shows.length > 1 && (
            <Select aria-label={words.policies.show} clearable placeholder={text.anyShow} data={shows.map(({ id, name }) => ({ value: id, label: name }))} value={showId} onChange={setShowId} />
          )}
          <SegmentedControl
            aria-label={text.filter}
            value={choice}
            onChange={(value) => setChoice(value as Choice)}
            data={[
              { value: 'undecided', label: text.undecided },
              { value: 'decided', label: text.decided },
              { value: 'all', label: text.all },
            ]}
          />
        </>
      }
    >
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rememberAs="disputes"
        isLoading={disputes.isPending}
        onOpen={(row) => setOpenedId(row.id)}
        empty={<EmptyState title={text.none} next={choice === 'undecided' ? text.noneDecide : text.noneNext} />}
      />
      <Drawer opened={at >= 0} onClose={() => setOpenedId(undefined)} title={at >= 0 && rows[at] !== undefined && text.issue(rows[at].issue_number, rows[at].code_name)} size={560}>
        {at >= 0 && rows[at] !== undefined && <Opened key={rows[at].id} dispute={rows[at]} onGo={go} />}
      </Drawer>
    </PageFrame>
  );
}

function Opened({ dispute, onGo }: { dispute: DisputeView; onGo: (by: number) => void }) {
  const [asked, setAsked] = useState<DisputeStep>();
  const steps = stepsOf(dispute);
  useEffect(() => {
    const press = (key: KeyboardEvent) => {
      const isTyping = key.target instanceof HTMLElement && key.target.closest('input, textarea, select') !== null;
      if (isTyping || key.ctrlKey || key.metaKey || key.altKey || asked !== undefined) return;
      const acts: Readonly<Record<string, () => void>> = {
        g: () => steps.includes('grant') && setAsked('grant'),
        u: () => steps.includes('uphold') && setAsked('uphold'),
        j: () => onGo(1),
        k: () => onGo(-1),
      };
      const act = acts[key.key.toLowerCase()];
      if (act === undefined) return;
      key.preventDefault();
      act();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {dispute.title.label} · <Link to="/requests/$requestId" params={{ requestId: dispute.request_id }}>{words.requests.page.number(dispute.request_number)}</Link>
      </Text>
      <p style={{ margin: 0, whiteSpace: 'pre-wrap' }}>
        <span className="mono number">
          {dispute.in_timecode} – {dispute.out_timecode}
        </span>{' '}
        {dispute.description}
      </p>
      <Text size="sm">
        <span className="dim">{text.verifierSaid}: </span>
        {verdictNames[dispute.verdict]}
        {dispute.verdict_reason !== '' && ` – ${dispute.verdict_reason}`}
      </Text>
      <DisputeTalk dispute={{ ...dispute, actions: [] }} />
      {steps.includes('grant') && dispute.answer == null && <Text size="sm" c="dimmed">{text.noAnswer}</Text>}
      <Group gap="xs">
        <DisputeSteps dispute={dispute} asked={asked} onAsk={setAsked} />
        <Link to="/requests/$requestId/review" params={{ requestId: dispute.request_id }} search={{ issue: dispute.issue_id }}>
          {verificationWords.changes.look}
        </Link>
        <Link to="/requests/$requestId/verification" params={{ requestId: dispute.request_id }} search={{ issue: dispute.issue_id }}>
          {verificationWords.changes.door}
        </Link>
      </Group>
      {steps.includes('grant') && <Text size="xs" c="dimmed">{text.keys}</Text>}
    </Stack>
  );
}
