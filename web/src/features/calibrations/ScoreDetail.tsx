// One operator's score, defect by defect: what was planted, what was flagged for it, and what is wrong with the flag.

import { Title } from '@mantine/core';
import type { CalibrationFault, ScoredIssue, ScoreView } from '../../api/shapes';
import { SeverityMark } from '../../ui/SeverityMark';
import { StateBadge } from '../../ui/StateBadge';
import { verificationWords } from '../../verification-words';
import classes from '../deliveries/DeliveryPage.module.css';

const text = verificationWords.calibration;

const faultText = (fault: CalibrationFault): string => (fault.kind === 'timecode_off' ? text.fault.timecode_off(fault.frames) : text.fault[fault.kind]());

export function ScoreDetail({ score }: { score: ScoreView }) {
  if (score.matches.length === 0) return <p className="dim">{text.keyHidden}</p>;
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{text.planted}</th>
            <th scope="col">{text.outcome}</th>
            <th scope="col">{text.flagged}</th>
          </tr>
        </thead>
        <tbody>
          {score.matches.map((match) => (
            <tr key={`${match.name} ${match.in_timecode}`}>
              <td>
                {match.name} <span className="mono number dim">{match.whole_programme ? text.whole : `${match.in_timecode} – ${match.out_timecode}`}</span>
              </td>
              <td>
                {match.issue == null ? (
                  <StateBadge tone="bad">{text.missed}</StateBadge>
                ) : (
                  <StateBadge tone={match.faults.length === 0 ? 'good' : 'wanted'}>{match.faults.length === 0 ? text.found : match.faults.map(faultText).join(', ')}</StateBadge>
                )}
              </td>
              <td>{match.issue != null && <Flagged issue={match.issue} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {score.flagged_in_vain.length > 0 && (
        <>
          <Title order={3} size="sm" mt="md">
            {text.inVain}
          </Title>
          <ul>
            {score.flagged_in_vain.map((issue) => (
              <li key={issue.issue_id}>
                <Flagged issue={issue} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Flagged({ issue }: { issue: ScoredIssue }) {
  return (
    <>
      <SeverityMark severity={issue.severity} size={16} /> {issue.code_name}{' '}
      <span className="mono number">
        {issue.in_timecode} – {issue.out_timecode}
      </span>{' '}
      <span className="dim">{issue.description}</span>
    </>
  );
}
