// A title's page: its assets with every delivery, its requests, every issue that ever was, and all that happened.

import { Button, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { TitleView } from '../../api/shapes';
import { commentWords } from '../../comment-words';
import { historyWords } from '../../history-words';
import { HistoryList } from '../../ui/HistoryList';
import { LinkButton } from '../../ui/LinkButton';
import { PageFrame } from '../../ui/Shell';
import { shortInstantText } from '../../ui/time';
import { assignmentWords } from '../../assignment-words';
import { assetKindNames, packageKindNames, words } from '../../words';
import { useMay } from '../access/session';
import { TitleComments } from '../comments/TitleComments';
import { DeliveryStateBadge } from '../deliveries/look';
import { historyLines } from '../history/lines';
import { Trouble } from '../house/Trouble';
import { IssueTable } from '../issues/IssueTable';
import { Counts, RequestClock, RequestStateBadge, roundText, ServiceName } from '../requests/look';
import { concludedText } from '../requests/standing';
import { titleHistoryQuery, titleIssuesQuery, titleQuery } from './queries';
import classes from './TitlesPage.module.css';

const text = words.titles;

export function TitlePage() {
  const { titleId } = useParams({ from: '/house/titles/$titleId' });
  const title = useQuery(titleQuery(titleId));
  if (title.isError) return <Trouble error={title.error} />;
  if (title.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <Loaded title={title.data} />;
}

function Loaded({ title }: { title: TitleView }) {
  const may = useMay();
  const history = useInfiniteQuery(titleHistoryQuery(title.id));
  return (
    <PageFrame
      title={title.label}
      subtitle={text.subtitle(title.language, title.open_request_count, title.open_issue_count)}
      actions={
        may('create_delivery') && (
          <LinkButton to="/deliveries/new" search={{ title: title.id }}>
            {text.deliver}
          </LinkButton>
        )
      }
    >
      <div className={classes.body}>
        <div className={classes.main}>
          <section>
            <h2>{text.requests}</h2>
            <Requests title={title} />
          </section>
          <Issues titleId={title.id} />
          <section>
            <h2>{commentWords.title}</h2>
            <TitleComments titleId={title.id} />
          </section>
          <section>
            <h2>{text.assets}</h2>
            <Assets title={title} />
          </section>
        </div>
        <aside className={classes.side} tabIndex={0} aria-label={text.history}>
          <h2>{text.history}</h2>
          <Link to="/titles/$titleId/history" params={{ titleId: title.id }} search={{}} className={classes.all}>
            {historyWords.all}
          </Link>
          <HistoryList label={text.history} lines={historyLines(history.data?.pages.flatMap(({ items }) => items) ?? [])} empty={history.isPending ? words.loading : text.noHistory} />
          {history.hasNextPage && (
            <Button variant="default" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
              {text.older}
            </Button>
          )}
        </aside>
      </div>
    </PageFrame>
  );
}

function Requests({ title }: { title: TitleView }) {
  if (title.requests.length === 0) return <p className="dim">{text.noRequests}</p>;
  return (
    <table className={classes.rows}>
      <tbody>
        {title.requests.map((row) => (
          <tr key={row.id}>
            <td>
              <Link to="/requests/$requestId" params={{ requestId: row.id }}>
                {words.requests.page.number(row.number)}
              </Link>{' '}
              <span className="dim">
                {row.version_language != null && assignmentWords.versions.short(row.version_language)} {roundText(row.round)}
              </span>
            </td>
            <td>
              <ServiceName row={row} />
            </td>
            <td>{row.asset_kinds.map((kind) => assetKindNames[kind]).join(', ')}</td>
            <td>
              <RequestStateBadge row={row} />
              {row.state === 'approved' && <div className="dim">{concludedText(row)}</div>}
            </td>
            <td>
              <RequestClock row={row} />
            </td>
            <td>
              <Counts counts={row.issues} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Issues({ titleId }: { titleId: string }) {
  const navigate = useNavigate();
  const [shown, setShown] = useState<'open' | 'all'>('open');
  const lists = { open: useInfiniteQuery(titleIssuesQuery(titleId, 'open')), all: useInfiniteQuery(titleIssuesQuery(titleId, 'all')) };
  const totalOf = (list: (typeof lists)['open']) => list.data?.pages[0]?.total ?? 0;
  const list = lists[shown];
  const issues = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  return (
    <section>
      <div className={classes.sectionHead}>
        <h2>{text.issues}</h2>
        <SegmentedControl
          aria-label={text.issues}
          size="xs"
          data={[
            { value: 'open', label: text.openIssues(totalOf(lists.open)) },
            { value: 'all', label: text.allIssues(totalOf(lists.all)) },
          ]}
          value={shown}
          onChange={(value) => setShown(value as typeof shown)}
        />
      </div>
      <IssueTable
        onOpen={(issue) => void navigate({ to: '/issues/$issueId', params: { issueId: issue.id } })}
        issues={issues}
        isLoading={list.isPending}
        empty={shown === 'open' && totalOf(lists.all) > 0 ? text.noOpenIssues : text.noIssues}
        withOrigin
        onNearEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
      />
    </section>
  );
}

function Assets({ title }: { title: TitleView }) {
  const rows = title.assets.flatMap(({ deliveries }) => deliveries);
  if (rows.length === 0) return <p className="dim">{text.noAssets}</p>;
  return (
    <table className={classes.rows}>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>
              {assetKindNames[row.asset_kind]} {row.language != null && <span className="dim">{assignmentWords.versions.short(row.language)}</span>}
            </td>
            <td>
              <Link to="/deliveries/$deliveryId" params={{ deliveryId: row.id }}>
                {words.deliveries.number(row.number)}
              </Link>
            </td>
            <td>{packageKindNames[row.package_kind]}</td>
            <td>
              <DeliveryStateBadge state={row.state} />
            </td>
            <td className="dim">{shortInstantText(row.created_at)}</td>
            <td className="dim">{row.created_by.name}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
