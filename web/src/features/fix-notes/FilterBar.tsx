// Which issues of the fix notes are shown, and the keys that work on them.

import { SegmentedControl, Select } from '@mantine/core';
import type { IssueView, Severity } from '../../api/shapes';
import { fixNoteWords } from '../../fix-note-words';
import { severityNames } from '../../words';
import { codesOf, type NoteFilter } from './filter';
import classes from './FixNotesPage.module.css';

const text = fixNoteWords.filter;

interface FilterBarProps {
  issues: readonly IssueView[];
  unanswered: number;
  filter: NoteFilter;
  onFilter: (filter: NoteFilter) => void;
  withKeys: boolean;
}

export function FilterBar({ issues, unanswered, filter, onFilter, withKeys }: FilterBarProps) {
  return (
    <div className={classes.filter}>
      <SegmentedControl
        aria-label={text.name}
        size="xs"
        value={filter.answered}
        data={[
          { value: 'all', label: text.all(issues.length) },
          { value: 'unanswered', label: text.unanswered(unanswered) },
          { value: 'answered', label: text.answered(issues.length - unanswered) },
        ]}
        onChange={(answered) => onFilter({ ...filter, answered: answered as NoteFilter['answered'] })}
      />
      <Select
        aria-label={text.severity}
        placeholder={text.anySeverity}
        size="xs"
        clearable
        data={(['blocker', 'issue'] as const).map((value) => ({ value, label: severityNames[value] }))}
        value={filter.severity}
        onChange={(severity) => onFilter({ ...filter, severity: severity as Severity | null })}
      />
      <Select aria-label={text.code} placeholder={text.anyCode} size="xs" clearable searchable w={280} data={codesOf(issues)} value={filter.code} onChange={(code) => onFilter({ ...filter, code })} />
      {withKeys && <span className="dim">{fixNoteWords.keys}</span>}
    </div>
  );
}
