// What became of the issues of each error code. For those who see no verdicts: how severe what stands is.

import { UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { CodeMetrics, Severity, VerdictKind } from '../../api/shapes';
import { metricsWords } from '../../metrics-words';
import { PartsChart, type Part, type PartMark, type PartsRow } from '../../ui/charts/PartsChart';
import { severityNames, verdictNames } from '../../words';
import type { MetricSearch } from './filter';
import classes from './metrics.module.css';

const text = metricsWords.codes;
const FIRST_CODES = 12;

const VERDICTS: readonly (readonly [VerdictKind, PartMark])[] = [
  ['confirmed', 'calm'],
  ['severity_lowered', 'light'],
  ['replaced', 'amber'],
  ['deleted', 'hatched'],
  ['added', 'hollow'],
];
const SEVERITIES: readonly (readonly [Severity, PartMark])[] = [
  ['blocker', 'hatched'],
  ['issue', 'amber'],
  ['fyi', 'light'],
];

const verdictParts: Part[] = VERDICTS.map(([key, mark]) => ({ key, mark, label: verdictNames[key] }));
const severityParts: Part[] = SEVERITIES.map(([key, mark]) => ({ key, mark, label: severityNames[key] }));

const rowOf = ({ code, code_name: label, verdicts, severities, replaced_by: replacedBy }: CodeMetrics): PartsRow => {
  const most = replacedBy[0];
  return {
    key: code,
    label,
    counts: verdicts == null ? { ...severities } : { ...verdicts },
    ...(most === undefined ? {} : { note: text.replacedBy(most.code_name, most.count) }),
  };
};

export function Codes({ codes, search }: { codes: readonly CodeMetrics[]; search: MetricSearch }) {
  const [showsAll, setShowsAll] = useState(false);
  if (codes.length === 0) return <p className="dim">{text.none}</p>;
  const hasVerdicts = codes.some(({ verdicts }) => verdicts != null);
  const shown = showsAll ? codes : codes.slice(0, FIRST_CODES);
  return (
    <section>
      <PartsChart
        title={hasVerdicts ? text.title : text.mixTitle}
        unit={text.unit}
        rowName={text.code}
        {...(hasVerdicts ? { noteName: text.note } : {})}
        parts={hasVerdicts ? verdictParts : severityParts}
        rows={shown.map(rowOf)}
        link={(row, part, label, children) => (
          <Link
            to="/metrics/issues"
            search={{ ...search, code: row.key, ...(hasVerdicts ? { kind: part.key as VerdictKind } : { severity: part.key as Severity }) }}
            aria-label={label}
            title={label}
          >
            {children}
          </Link>
        )}
      />
      {codes.length > FIRST_CODES && (
        <UnstyledButton className={classes.more} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? text.fewer : text.more(codes.length)}
        </UnstyledButton>
      )}
    </section>
  );
}
