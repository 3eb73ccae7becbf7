// One request: where it is, until when, its tasks, what was delivered and prepared, its issues, its history.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { RequestView } from '../../api/shapes';
import { assignmentWords, languageText } from '../../assignment-words';
import { clockWords } from '../../clock-words';
import { commentWords } from '../../comment-words';
import { historyWords } from '../../history-words';
import { estimateReasonNames, fixNoteWords } from '../../fix-note-words';
import { HistoryList } from '../../ui/HistoryList';
import { PageFrame } from '../../ui/Shell';
import { instantText, untilText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import { verificationWords } from '../../verification-words';
import { requestStateNames, words } from '../../words';
import { useMay } from '../access/session';
import { Talk } from '../comments/Talk';
import { historyLines } from '../history/lines';
import { Trouble } from '../house/Trouble';
import { IssueTable } from '../issues/IssueTable';
import { RequestTickets } from '../tickets/RequestTickets';
import { disputesQuery } from '../verification/queries';
import { actionOf } from './acts';
import { AskFullQc } from './AskFullQc';
import { Doors } from './Doors';
import { RequestDeliveries } from './RequestDeliveries';
import { concludedText, holdText, stopLines } from './standing';
import { RequestClock, RequestStateBadge, roundText, ServiceName } from './look';
import { ManageMenu } from './ManageMenu';
import { NextStep } from './NextStep';
import { requestHistoryQuery, requestIssuePagesQuery, requestQuery } from './queries';
import classes from './RequestPage.module.css';
import { TaskList } from './TaskList';

const text = words.requests.page;

export function RequestPage() {
  const { requestId } = useParams({ from: '/house/requests/$requestId' });
  const { comment } = useSearch({ from: '/house/requests/$requestId' });
  const request = useQuery(requestQuery(requestId));
  if (request.isError) return <Trouble error={request.error} />;
  if (request.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <Loaded request={request.data} comment={comment} />;
}

function Loaded({ request, comment }: { request: RequestView; comment: string | undefined }) {
  const issues = useInfiniteQuery(requestIssuePagesQuery(request.id));
  const navigate = useNavigate();
  // A download manager sees the request, but not its history.
  const maySeeHistory = useMay()('see_history');
  const history = useQuery({ ...requestHistoryQuery(request.id), enabled: maySeeHistory });
  const acts = history.data?.items;
  return (
    <PageFrame
      title={
        <Link to="/titles/$titleId" params={{ titleId: request.title.id }} className={classes.title}>
          {request.title.label}
        </Link>
      }
      subtitle={
        <span className={classes.line}>
          <span className="number">{text.number(request.number)}</span>
          <ServiceName row={request} />
          <RequestStateBadge row={request} />
          <RequestClock row={request} wide />
          {request.version_language != null && <span>{assignmentWords.versions.label(languageText(request.version_language))}</span>}
          {roundText(request.round) !== '' && <span>{roundText(request.round)}</span>}
        </span>
      }
      actions={
        <>
          <NextStep row={request} />
          <Doors row={request} />
          <AskFullQc request={request} />
          <ManageMenu request={request} />
        </>
      }
    >
      <div className={classes.body}>
        <div className={classes.main}>
          <Notes request={request} />
          <OpenDisputes request={request} />
          <section>
            <h2>{text.issues}</h2>
            <IssueTable
              onOpen={(issue) => void navigate({ to: '/issues/$issueId', params: { issueId: issue.id } })}
              issues={issues.data?.pages.flatMap(({ items }) => items) ?? []}
              isLoading={issues.isPending}
              empty={text.noIssues[request.begun_at == null ? 'before' : 'after']}
              onNearEnd={() => {
                if (issues.hasNextPage && !issues.isFetchingNextPage) void issues.fetchNextPage();
              }}
            />
          </section>
          <section>
            <h2>{commentWords.title}</h2>
            <Talk about={request.id} highlight={comment} withIssues />
          </section>
          <section>
            <h2>{text.delivered}</h2>
            <RequestDeliveries request={request} />
          </section>
        </div>
        <aside className={classes.side} tabIndex={0} aria-label={text.side}>
          <section>
            <h2>{text.tasks}</h2>
            <TaskList tasks={request.tasks} />
          </section>
          <RequestTickets requestId={request.id} />
          <People request={request} />
          {/* Every request has a history: when none is given, it is not shown to whoever only could take the task. */}
          {maySeeHistory && acts?.length !== 0 && (
            <section>
              <h2>{text.history}</h2>
              <Link to="/requests/$requestId/history" params={{ requestId: request.id }} search={{}} className={classes.all}>
                {historyWords.all}
              </Link>
              <HistoryList label={text.history} lines={historyLines(acts ?? [])} empty={history.isPending ? words.loading : words.titles.noHistory} />
            </section>
          )}
        </aside>
      </div>
    </PageFrame>
  );
}

/** Verdicts on this report that are disputed and not decided yet. */
function OpenDisputes({ request }: { request: RequestView }) {
  const may = useMay()('see_verdicts') && request.verified_at != null;
  const disputes = useQuery({ ...disputesQuery({ states: ['open', 'answered'], requestId: request.id }), enabled: may });
  const count = disputes.data?.items.length ?? 0;
  if (count === 0) return null;
  return (
    <ul className={classes.notes}>
      <li>
        <Link to="/requests/$requestId/verification" params={{ requestId: request.id }}>
          {verificationWords.dispute.open(count)}
        </Link>
      </li>
    </ul>
  );
}

const mayAskFullQc = (request: RequestView) => actionOf(request.actions, 'ask_full_qc')?.allowed === true;

/** What somebody has to know before going on. */
function Notes({ request }: { request: RequestView }) {
  const now = useNow();
  const lines = [
    concludedText(request),
    request.state === 'on_hold' && request.held_from != null ? text.heldFrom(requestStateNames[request.held_from]) : undefined,
    request.hold == null ? undefined : holdText(request.hold),
    ...(request.stop == null ? [request.stopped_note != null ? text.stopped(request.stopped_note) : undefined] : stopLines(request.stop)),
    request.gap_reason != null ? text.gaps(request.gap_reason) : undefined,
    // Once it is verified, how its lot fell is of no interest any more.
    request.sampling != null && (!request.sampling.is_verified || request.verified_at == null) ? request.sampling.label : undefined,
    request.answers_due_at != null ? fixNoteWords.deadline.due(instantText(request.answers_due_at), untilText(request.answers_due_at, now)) : undefined,
    request.redelivery_due_at != null ? `${text.redeliveryDue(instantText(request.redelivery_due_at))}${request.redelivery_is_overdue ? ` ${fixNoteWords.redelivery.overdue}.` : ''}` : undefined,
    request.redelivery_estimate != null ? fixNoteWords.redelivery.expected(instantText(request.redelivery_estimate.estimated_at), estimateReasonNames[request.redelivery_estimate.reason]) : undefined,
    request.redelivery_note != null && request.redelivery_note !== '' ? request.redelivery_note : undefined,
    request.reserved_for != null && request.reserved_until != null ? text.reserved(request.reserved_for.name, instantText(request.reserved_until)) : undefined,
    mayAskFullQc(request) ? assignmentWords.fullQc.note(Math.floor((request.longest_new_clip_s ?? 0) / 60)) : undefined,
    request.lease_until != null && request.begun_at == null ? text.lease(instantText(request.lease_until)) : undefined,
  ].filter((line) => line !== undefined);
  if (lines.length === 0) return null;
  return (
    <ul className={classes.notes}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** A due time, and what it was before the extensions. */
const dueText = (at: string | null | undefined, original: string | null | undefined): string | null => {
  if (at == null) return null;
  return original == null || original === at ? instantText(at) : `${instantText(at)} (${clockWords.dueOriginally(instantText(original))})`;
};

function People({ request }: { request: RequestView }) {
  const facts: [string, string | null | undefined][] = [
    [words.requests.columns.operator, request.operator?.name],
    [words.requests.columns.facility, request.operator?.facility],
    [words.requests.columns.verifier, request.verifier?.name],
    [text.facts.delivered, instantText(request.delivered_at)],
    [text.facts.assigned, request.assigned_at == null ? null : instantText(request.assigned_at)],
    [text.facts.downloaded, request.downloaded_at == null ? null : instantText(request.downloaded_at)],
    [text.facts.begun, request.begun_at == null ? null : instantText(request.begun_at)],
    [text.facts.submitted, request.submitted_at == null ? null : instantText(request.submitted_at)],
    [text.facts.verified, request.verified_at == null || request.sampling?.is_verified === false ? null : instantText(request.verified_at)],
    [text.facts.concluded, request.concluded_at == null ? null : instantText(request.concluded_at)],
    [text.facts.reportDue, dueText(request.clock.report_due_at, request.clock.original_due_at)],
    [text.facts.wholeDue, dueText(request.clock.whole_due_at, request.clock.original_whole_due_at)],
  ];
  return (
    <section>
      <h2>{text.people}</h2>
      <dl className={classes.facts}>
        {facts.map(([name, value]) =>
          value == null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
        {request.extensions.map((extension) => (
          <div key={extension.id}>
            <dt>{text.facts.extension}</dt>
            <dd>{text.extension(extension.extra_s / 3600, extension.ground, extension.granted_by.name)}</dd>
          </div>
        ))}
        {request.predecessor_id != null && (
          <div>
            <dt>{text.facts.before}</dt>
            <dd>
              <Link to="/requests/$requestId" params={{ requestId: request.predecessor_id }}>
                {text.predecessor}
              </Link>
            </dd>
          </div>
        )}
        {request.successor_id != null && (
          <div>
            <dt>{text.facts.after}</dt>
            <dd>
              <Link to="/requests/$requestId" params={{ requestId: request.successor_id }}>
                {text.successor}
              </Link>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
