// What the verifier changed, and why: each verdict with its reason and the changed fields, and for the report's author
// the way to dispute it.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import type { RequestView, VerdictChange, VerifierChanges } from '../../api/shapes';
import { reviewWords } from '../../review-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { ReasonButton } from '../../ui/ReasonButton';
import { SeverityMark } from '../../ui/SeverityMark';
import { PageFrame } from '../../ui/Shell';
import { StateBadge, type Tone } from '../../ui/StateBadge';
import { instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { changedFieldNames, verificationWords } from '../../verification-words';
import { severityNames, verdictNames, words } from '../../words';
import { useSession } from '../access/session';
import { Trouble } from '../house/Trouble';
import { actionOf } from '../requests/acts';
import { requestQuery } from '../requests/queries';
import classes from './ChangesPage.module.css';
import { DisputeTalk } from './DisputeTalk';
import { changesQuery } from './queries';

const text = verificationWords.changes;
const TONES: Readonly<Record<VerdictChange['kind'], Tone>> = { confirmed: 'good', severity_lowered: 'quiet', replaced: 'wanted', deleted: 'bad', added: 'bad' };

export function ChangesPage() {
  const { requestId } = useParams({ from: '/house/requests/$requestId/verification' });
  const request = useQuery(requestQuery(requestId));
  const verificationId = request.data?.verification_id;
  const isOut = request.data?.verified_at != null;
  const changes = useQuery({ ...changesQuery(verificationId ?? ''), enabled: isOut && verificationId != null });
  if (request.isError) return <Trouble error={request.error} />;
  if (changes.isError) return <Trouble error={changes.error} />;
  if (request.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return (
    <PageFrame
      title={text.title}
      subtitle={<Facts request={request.data} changes={changes.data} />}
      actions={
        <LinkButton to="/requests/$requestId" params={{ requestId }} variant="default">
          {reviewWords.room.back}
        </LinkButton>
      }
    >
      <Body request={request.data} changes={changes.data} />
    </PageFrame>
  );
}

function Facts({ request, changes }: { request: RequestView; changes: VerifierChanges | undefined }) {
  return (
    <span className={classes.facts}>
      <span>{text.of(request.title.label, request.number)}</span>
      {changes?.verifier != null && <span>{text.by(changes.verifier.name, instantText(changes.submitted_at))}</span>}
      {changes !== undefined && <strong className="number">{text.counts(changes.counts)}</strong>}
      {changes !== undefined && <span className="dim">{text.disputable(instantText(changes.disputable_until))}</span>}
    </span>
  );
}

function Body({ request, changes }: { request: RequestView; changes: VerifierChanges | undefined }) {
  if (request.sampling?.is_verified === false) return <EmptyState title={text.sampledOut} next={request.sampling.label} />;
  if (request.verified_at == null) return <EmptyState title={text.notYet} />;
  if (changes === undefined) return <p className="dim">{words.loading}</p>;
  if (changes.changes.length === 0) return <EmptyState title={text.noVerdicts} />;
  return (
    <ul className={classes.list} aria-label={text.title}>
      {changes.changes.map((change) => (
        <Change key={change.issue.id} change={change} changes={changes} />
      ))}
    </ul>
  );
}

function Change({ change, changes }: { change: VerdictChange; changes: VerifierChanges }) {
  const { issue: linked } = useSearch({ from: '/house/requests/$requestId/verification' });
  const isLinked = linked === change.issue.id;
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isLinked) place.current?.scrollIntoView({ block: 'center' });
  }, [isLinked]);
  const { issue, replacement } = change;
  const look = (issueId: string, label: string) => (
    <LinkButton to="/requests/$requestId/review" params={{ requestId: changes.request_id }} search={{ issue: issueId }} variant="default" size="compact-sm">
      {label}
    </LinkButton>
  );
  return (
    <li ref={place} className={classes.change} data-linked={isLinked || undefined}>
      <div className={classes.head}>
        <StateBadge tone={TONES[change.kind]}>{verdictNames[change.kind]}</StateBadge>
        <span className="number dim">{issue.number}</span>
        <SeverityMark severity={issue.severity} size={16} />
        <strong>{issue.code_name}</strong>
        <span className="mono number">
          {issue.in_timecode} – {issue.out_timecode}
        </span>
        <span className={classes.acts}>
          {look(issue.id, text.look)}
          {replacement != null && look(replacement.id, text.lookCorrected)}
          <Dispute change={change} verificationId={changes.verification_id} />
        </span>
      </div>
      <p className={classes.description}>{issue.description}</p>
      {change.reason !== '' && (
        <p>
          <span className="dim">{text.reason}: </span>
          {change.reason}
        </p>
      )}
      {change.fields.length > 0 && <Fields change={change} />}
      {change.kind === 'severity_lowered' && <p className="dim">{text.harmless}</p>}
      {change.dispute != null && <DisputeTalk dispute={change.dispute} />}
    </li>
  );
}

function Fields({ change }: { change: VerdictChange }) {
  const isAuthor = useSession().person.id === change.issue.author.id;
  const shown = (field: string, value: string) => (field === 'severity' && value in severityNames ? severityNames[value as keyof typeof severityNames] : value);
  return (
    <table className={classes.fields}>
      <thead>
        <tr>
          <th scope="col">{text.field}</th>
          <th scope="col">{isAuthor ? text.before : text.beforeOthers}</th>
          <th scope="col">{text.after}</th>
        </tr>
      </thead>
      <tbody>
        {change.fields.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{changedFieldNames[field]}</th>
            <td>
              <del>{shown(field, before) || '–'}</del>
            </td>
            <td>
              <ins>{shown(field, after) || '–'}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Dispute({ change, verificationId }: { change: VerdictChange; verificationId: string }) {
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const action = actionOf(change.actions, 'dispute_verdict');
  if (action === undefined || change.dispute != null) return null;
  return (
    <>
      <ReasonButton size="compact-sm" whyNot={action.allowed ? null : (action.why_not ?? words.work.notNow)} onClick={() => setAsked(true)}>
        {text.dispute}
      </ReasonButton>
      <ConfirmWithReason
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text.disputeTitle(change.issue.number)}
        consequence={text.disputeConsequence}
        confirmLabel={text.dispute.replace('…', '')}
        onConfirm={async (reason, keyOf) => {
          const path = { verification_id: verificationId, issue_id: change.issue.id };
          await answer(api.POST('/api/v1/verifications/{verification_id}/verdicts/{issue_id}/dispute', { params: { path }, body: { reason }, headers: once(keyOf({ reason })) }));
          toasts.show('done', text.disputed);
          await Promise.all(['verification', 'dispute', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
        }}
      />
    </>
  );
}
