// The report of a request as it stands after verification: to read, to print, to export.

import { Button } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { answer, api } from '../../api/client';
import type { IssueView, ReportView } from '../../api/shapes';
import { commentWords } from '../../comment-words';
import { placeText } from '../../fix-note-words';
import { reviewWords } from '../../review-words';
import { tvDeskWords } from '../../tv-desk-words';
import { LinkButton } from '../../ui/LinkButton';
import { SeverityMark } from '../../ui/SeverityMark';
import { PageFrame } from '../../ui/Shell';
import { instantText } from '../../ui/time';
import { answerNames, assetKindNames, issueStateNames, packageKindNames, requestStateNames, serviceNames, severityNames, taskKindNames, verdictNames, words } from '../../words';
import { Talk } from '../comments/Talk';
import { Trouble } from '../house/Trouble';
import { Comparison } from '../machine-findings/Comparison';
import { MarkerMenu } from '../markers/MarkerMenu';
import { tasksText } from '../requests/look';
import { concludedText, stopLines } from '../requests/standing';
import { isGone } from '../review/issue-filter';
import { passText } from '../tv/pass-text';
import { durationText, programmeOf, rateText } from '../review/room';
import classes from './ReportPage.module.css';

const text = reviewWords.report;

const reportQuery = (id: string) =>
  queryOptions({ queryKey: ['request', 'report', id], queryFn: () => answer(api.GET('/api/v1/requests/{request_id}/report', { params: { path: { request_id: id } } })) });

export function ReportPage() {
  const { requestId } = useParams({ from: '/house/requests/$requestId/report' });
  const report = useQuery(reportQuery(requestId));
  if (report.isError) return <Trouble error={report.error} />;
  if (report.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  const { request, issues } = report.data;
  const standing = issues.filter((issue) => !isGone(issue));
  const takenOut = issues.filter(isGone);
  return (
    <div className={classes.page}>
      <PageFrame
        title={text.title}
        subtitle={`${request.title.label} · ${text.of(request.number, request.round)}`}
        actions={
          <span className={classes.actions}>
            <LinkButton to="/requests/$requestId" params={{ requestId }} variant="default">
              {reviewWords.room.back}
            </LinkButton>
            <Button component="a" href={`/api/v1/requests/${requestId}/report.csv`} download variant="default">
              {text.csv}
            </Button>
            <MarkerMenu requestId={requestId} />
            <Button onClick={() => print()}>{text.print}</Button>
          </span>
        }
      >
        <div className={classes.body}>
          <Facts report={report.data} />
          <Issues issues={standing} label={words.issues.title} />
          {standing.length === 0 && <p className="dim">{text.none}</p>}
          {takenOut.length > 0 && (
            <>
              <h2>{text.takenOut}</h2>
              <Issues issues={takenOut} label={text.takenOut} />
            </>
          )}
          {request.predecessor_id != null && <Comparison requestId={requestId} />}
          <section className={classes.talk}>
            <h2>{commentWords.title}</h2>
            <Talk about={requestId} withIssues />
          </section>
        </div>
      </PageFrame>
    </div>
  );
}

/** When it was verified; a report that sampling spared is out and was not. */
const verifiedText = ({ sampling, verified_at: verifiedAt }: ReportView['request'], hasVerification: boolean): string | null => {
  if (sampling?.is_verified === false) return sampling.label;
  if (verifiedAt != null) return instantText(verifiedAt);
  return hasVerification ? text.notYet : null;
};

const percent = (share: number) => (share * 100).toFixed(1);

/** "HDR: HDR10 · 5.1 on Chromecast; Dolby Vision is shown as HDR10" */
const passLine = ({ task_kind: kind, device, downgrade_texts: lost, ...pass }: ReportView['tv_passes'][number]): string =>
  [`${taskKindNames[kind]}: ${passText(pass)} · ${device}`, ...lost].join(', ');

function Facts({ report: { request, verification, coverage_text: coverage, accuracy, tv_passes: tvPasses } }: { report: ReportView }) {
  const names = text.facts;
  const facts: [string, string | null | undefined][] = [
    [names.service, serviceNames[request.service]],
    [names.state, requestStateNames[request.state]],
    [names.deliveries, request.deliveries.map((delivery) => `${assetKindNames[delivery.asset_kind]} ${delivery.number} (${packageKindNames[delivery.package_kind]})`).join(', ')],
    [names.tasks, tasksText(request.tasks)],
    [names.rate, rateText(request.edit_rate, request.drop_frame)],
    [names.duration, durationText(programmeOf(request))],
    [names.operator, request.operator == null ? null : [request.operator.name, request.operator.facility].filter((part) => part != null).join(', ')],
    [names.verifier, request.verifier == null ? null : [request.verifier.name, request.verifier.facility].filter((part) => part != null).join(', ')],
    [names.submitted, request.submitted_at == null ? null : instantText(request.submitted_at)],
    [names.verified, verifiedText(request, verification != null)],
    [text.coverage, coverage],
    [tvDeskWords.passes, tvPasses.map(passLine).join('; ')],
    [names.gaps, request.gap_reason],
    [names.stopped, request.stop == null ? request.stopped_note : stopLines(request.stop).join(' · ')],
    [names.ended, concludedText(request)],
    [
      text.accuracy,
      accuracy == null
        ? null
        : `${text.accuracyText(percent(accuracy.accuracy), percent(accuracy.accuracy_low), percent(accuracy.accuracy_high))}: ${text.accuracyCounts(accuracy.confirmed, accuracy.replaced, accuracy.deleted, accuracy.added)}`,
    ],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) =>
        value == null || value === '' ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Issues({ issues, label }: { issues: readonly IssueView[]; label: string }) {
  if (issues.length === 0) return null;
  const columns = text.columns;
  const inOrder = [...issues].sort((a, b) => a.first_frame - b.first_frame || a.number - b.number);
  return (
    <table className={classes.issues} aria-label={label}>
      <thead>
        <tr>
          {[columns.number, columns.severity, columns.in, columns.out, columns.what, columns.tasks, columns.state, columns.verdict].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {inOrder.map((issue) => (
          <tr key={issue.id}>
            <td className="number">{issue.number}</td>
            <td>
              <SeverityMark severity={issue.severity} withName />
            </td>
            <td className="mono">{issue.in_timecode}</td>
            <td className="mono">{issue.out_timecode}</td>
            <td className={classes.what}>
              <strong>{issue.code_name}</strong>
              <div>{issue.description}</div>
              {issue.places.map((place) => (
                <div key={place.delivery_id} className="dim">
                  {placeText(place)}
                </div>
              ))}
              {issue.loudness != null && <div>{reviewWords.issue.loudness(issue.loudness.dialogue_lkfs, issue.loudness.programme_lkfs)}</div>}
              {issue.files.length > 0 && <div className="mono">{issue.files.join(', ')}</div>}
            </td>
            <td>{issue.tasks.map((kind) => taskKindNames[kind]).join(', ')}</td>
            <td>
              {issueStateNames[issue.state]}
              {issue.fix_note != null && (
                <div className="dim">
                  {answerNames[issue.fix_note.answer]}
                  {issue.fix_note.reason !== '' && `: “${issue.fix_note.reason}”`}
                </div>
              )}
            </td>
            <td>
              {issue.verdict == null ? (issue.origin === 'verifier' ? (issue.supersedes_id == null ? verdictNames.added : text.correction) : '–') : verdictNames[issue.verdict.kind]}
              {issue.verdict?.severity_before != null && issue.verdict.severity_after != null && (
                <div className="dim">{reviewWords.issue.severityFromTo(severityNames[issue.verdict.severity_before], severityNames[issue.verdict.severity_after])}</div>
              )}
              {issue.verdict != null && issue.verdict.reason !== '' && <div className="dim">“{issue.verdict.reason}”</div>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
