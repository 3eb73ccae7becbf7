// The pages of a title's and of a request's history. What is looked for stands in the address, and #history-1234 leads to
// a row.

import { useQuery } from '@tanstack/react-query';
import { Navigate, useLocation, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { historyWords as text } from '../../history-words';
import { LinkButton } from '../../ui/LinkButton';
import { PageFrame } from '../../ui/Shell';
import { words } from '../../words';
import { Trouble } from '../house/Trouble';
import { requestQuery } from '../requests/queries';
import { titleQuery } from '../titles/queries';
import { rowOf } from './filter';
import { HistoryView } from './HistoryView';
import { historyChoicesQuery, historyRowQuery } from './queries';

export function TitleHistoryPage() {
  const { titleId } = useParams({ from: '/house/titles/$titleId/history' });
  const filter = useSearch({ from: '/house/titles/$titleId/history' });
  const navigate = useNavigate({ from: '/titles/$titleId/history' });
  const title = useQuery(titleQuery(titleId));
  const choices = useQuery(historyChoicesQuery({ kind: 'title', id: titleId })).data;
  const linked = rowOf(useLocation({ select: ({ hash }) => hash }));
  if (title.isError) return <Trouble error={title.error} />;
  return (
    <PageFrame
      title={title.data === undefined ? words.loading : text.ofTitle(title.data.label)}
      actions={
        <LinkButton to="/titles/$titleId" params={{ titleId }} variant="default">
          {text.toTitle}
        </LinkButton>
      }
    >
      <HistoryView
        of={{ kind: 'title', id: titleId }}
        filter={filter}
        onFilter={(search) => void navigate({ search, replace: true })}
        choices={choices}
        people={choices?.people ?? []}
        linked={linked}
        onUnlink={() => void navigate({ search: filter, hash: '' })}
        hrefOf={(row) => `/titles/${titleId}/history#history-${row.id}`}
      />
    </PageFrame>
  );
}

export function RequestHistoryPage() {
  const { requestId } = useParams({ from: '/house/requests/$requestId/history' });
  const filter = useSearch({ from: '/house/requests/$requestId/history' });
  const navigate = useNavigate({ from: '/requests/$requestId/history' });
  const request = useQuery(requestQuery(requestId));
  const choices = useQuery(historyChoicesQuery({ kind: 'request', id: requestId })).data;
  const linked = rowOf(useLocation({ select: ({ hash }) => hash }));
  if (request.isError) return <Trouble error={request.error} />;
  return (
    <PageFrame
      title={request.data === undefined ? words.loading : text.ofRequest(request.data.number, request.data.title.label)}
      actions={
        <LinkButton to="/requests/$requestId" params={{ requestId }} variant="default">
          {text.toRequest}
        </LinkButton>
      }
    >
      <HistoryView
        of={{ kind: 'request', id: requestId }}
        filter={filter}
        onFilter={(search) => void navigate({ search, replace: true })}
        choices={choices}
        people={choices?.people ?? []}
        linked={linked}
        onUnlink={() => void navigate({ search: filter, hash: '' })}
        hrefOf={(row) => `/requests/${requestId}/history#history-${row.id}`}
      />
    </PageFrame>
  );
}

/** An address that names only the row: /history/1234. */
export function HistoryRowPage() {
  const { row: id } = useParams({ from: '/house/history/$row' });
  const row = useQuery(historyRowQuery(Number(id)));
  if (row.isError) return <Trouble error={row.error} />;
  if (row.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  const hash = `history-${row.data.id}`;
  if (row.data.title_id != null) return <Navigate to="/titles/$titleId/history" params={{ titleId: row.data.title_id }} search={{}} hash={hash} replace />;
  return <Navigate to="/audit" search={{}} hash={hash} replace />;
}
