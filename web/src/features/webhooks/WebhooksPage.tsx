// Webhooks: the studio's, or those of one's own facility. One opens beside the list.

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { WebhookView } from '../../api/shapes';
import { noticeWords, webhookEventNames } from '../../notice-words';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { StateBadge } from '../../ui/StateBadge';
import { agoText, instantText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { Trouble } from '../house/Trouble';
import { webhooksQuery } from './queries';
import { WebhookDialog } from './WebhookDialog';
import { WebhookDrawer } from './WebhookDrawer';

const text = noticeWords.webhooks;

export function WebhookState({ webhook }: { webhook: WebhookView }) {
  if (!webhook.is_enabled) return <StateBadge tone={webhook.disabled_reason === '' ? 'quiet' : 'bad'}>{text.off}</StateBadge>;
  return webhook.failing_since == null ? <StateBadge tone="good">{text.on}</StateBadge> : <StateBadge tone="wanted">{text.failing}</StateBadge>;
}

export function WebhooksPage() {
  const now = useNow();
  const { webhook: openedId } = useSearch({ from: '/house/webhooks' });
  const navigate = useNavigate({ from: '/webhooks' });
  const webhooks = useQuery(webhooksQuery);
  const [isAdding, setAdding] = useState(false);
  if (webhooks.isError) return <Trouble error={webhooks.error} />;
  const rows = webhooks.data ?? [];
  const columns: TableColumn<WebhookView>[] = [
    { id: 'state', header: text.columns.state, widthRem: 7, cell: (row) => <WebhookState webhook={row} /> },
    { id: 'url', header: text.columns.url, widthRem: 16, grow: 3, cell: (row) => <span title={row.url}>{row.description === '' ? row.url : `${row.description} · ${row.url}`}</span> },
    { id: 'owner', header: text.columns.owner, widthRem: 10, cell: (row) => row.facility ?? text.studio },
    { id: 'events', header: text.columns.events, widthRem: 8, cell: (row) => <span title={row.events.map((event) => webhookEventNames[event]).join(', ')}>{text.eventsOf(row.events.length)}</span> },
    { id: 'last', header: text.columns.last, widthRem: 9, cell: (row) => (row.last_sent_at == null ? '' : <time dateTime={row.last_sent_at} title={instantText(row.last_sent_at)}>{agoText(row.last_sent_at, now)}</time>) },
    { id: 'waiting', header: text.columns.waiting, widthRem: 5.5, align: 'end', cell: (row) => <span className="number">{row.waiting}</span> },
    { id: 'failed', header: text.columns.failed, widthRem: 5, align: 'end', cell: (row) => <span className="number">{row.failed}</span> },
  ];
  return (
    <PageFrame title={text.title} subtitle={text.subtitle} actions={<Button onClick={() => setAdding(true)}>{text.add}</Button>}>
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rememberAs="webhooks"
        isLoading={webhooks.isPending}
        onOpen={(row) => void navigate({ search: { webhook: row.id }, replace: true })}
        empty={<EmptyState title={text.empty} next={text.emptyNext} />}
      />
      {isAdding && <WebhookDialog onClose={() => setAdding(false)} />}
      <WebhookDrawer webhook={rows.find(({ id }) => id === openedId)} onClose={() => void navigate({ search: {}, replace: true })} />
    </PageFrame>
  );
}
