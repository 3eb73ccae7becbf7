// What inspection found: the place, the standard, and what to do about it; what rejects comes first.

import type { FindingSeverity, FindingView } from '../../api/shapes';
import { StateBadge, type Tone } from '../../ui/StateBadge';
import { findingSeverityNames, words } from '../../words';
import classes from './DeliveryPage.module.css';

const text = words.deliveries.findings;
const ORDER: readonly FindingSeverity[] = ['reject', 'warn', 'note'];
const TONES: Readonly<Record<FindingSeverity, Tone>> = { reject: 'bad', warn: 'wanted', note: 'quiet' };

export function Findings({ findings, isRejected }: { findings: readonly FindingView[]; isRejected: boolean }) {
  if (findings.length === 0) return <p className="dim">{text.none}</p>;
  const sorted = [...findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return (
    <>
      {isRejected && <p>{text.rejected}</p>}
      <ul className={classes.findings}>
        {sorted.map((finding, index) => (
          <li key={`${finding.rule} ${index}`} className={classes.finding} data-severity={finding.severity}>
            <StateBadge tone={TONES[finding.severity]}>{findingSeverityNames[finding.severity]}</StateBadge>
            <div>
              <p>{finding.message}</p>
              <p className={classes.remedy}>{finding.remedy}</p>
              <p className="dim mono">{[finding.file, finding.place, finding.standard, finding.rule].filter((part) => part != null && part !== '').join(' · ')}</p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
