// The issues of the report, in the order of the programme: only the rows in view are drawn. The chosen one is the
// room's; arrows move it from anywhere in the room.

import { UnstyledButton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { IssueView, Severity } from '../../api/shapes';
import { reviewWords } from '../../review-words';
import { SeverityMark } from '../../ui/SeverityMark';
import { issueStateNames, taskKindNames, verdictNames, words } from '../../words';
import { isGone, type IssueFilter, NO_FILTER, type Standing } from './issue-filter';
import classes from './IssueList.module.css';

const text = reviewWords.list;
const SEVERITIES: readonly Severity[] = ['blocker', 'issue', 'fyi'];
const STANDINGS: readonly Standing[] = ['all', 'standing', 'gone'];
const ROW_PX = 48;

interface IssueListProps {
  issues: readonly IssueView[];
  all: readonly IssueView[];
  filter: IssueFilter;
  onFilter: (filter: IssueFilter) => void;
  chosen: string | null;
  onChoose: (issue: IssueView) => void;
  /** Verifier: which still need a verdict. */
  undecided?: ReadonlySet<string>;
  isLoading: boolean;
  next: string;
  actions: ReactNode;
}

export function IssueList({ issues, all, filter, onFilter, chosen, onChoose, undecided, isLoading, next, actions }: IssueListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const baseId = useId();
  const virtual = useVirtualizer({
    count: issues.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    getItemKey: (index) => issues[index]?.id ?? index,
  });
  const at = issues.findIndex(({ id }) => id === chosen);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [at, virtual]);

  return (
    <>
      <div className={classes.bar}>
        <FilterBar all={all} filter={filter} onFilter={onFilter} />
        <span className={classes.actions}>{actions}</span>
      </div>
      {/* Beside the list, not in it: a listbox holds options and nothing else. */}
      {issues.length === 0 && (
        <div className={classes.empty}>
          <div>{isLoading ? words.loading : all.length > 0 ? text.noneFound : text.none}</div>
          {!isLoading && all.length === 0 && <div className="dim">{next}</div>}
        </div>
      )}
      <div
        ref={scroller}
        className={classes.scroller}
        role="listbox"
        aria-label={words.issues.title}
        tabIndex={0}
        aria-busy={isLoading}
        {...(at >= 0 ? { 'aria-activedescendant': `${baseId}-${at}` } : {})}
      >
        {issues.length > 0 && (
          <div className={classes.body} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const issue = issues[item.index];
              if (issue === undefined) return null;
              return (
                <div
                  key={item.key}
                  id={`${baseId}-${item.index}`}
                  role="option"
                  aria-selected={issue.id === chosen}
                  className={classes.row}
                  data-gone={isGone(issue)}
                  style={{ height: item.size, transform: `translateY(${item.start}px)` }}
                  // The keys stay the room's.
                  onMouseDown={(press) => press.preventDefault()}
                  onClick={() => onChoose(issue)}
                >
                  <Row issue={issue} isUndecided={undecided?.has(issue.id) === true} />
                </div>
              );
            })}
          </div>
        )}
      </div>
    </>
  );
}

function Row({ issue, isUndecided }: { issue: IssueView; isUndecided: boolean }) {
  const said = issue.verdict == null ? (issue.state === 'open' ? '' : issueStateNames[issue.state]) : verdictNames[issue.verdict.kind];
  return (
    <>
      <SeverityMark severity={issue.severity} />
      <span className={`${classes.times} mono`}>
        {issue.in_timecode}
        <br />
        {issue.out_timecode}
      </span>
      <span className={classes.what}>
        <span className={classes.code}>{issue.code_name}</span>
        <span className={classes.note}>{issue.description}</span>
      </span>
      <span className={classes.who}>
        <span>{issue.tasks.map((kind) => taskKindNames[kind]).join(' ')}</span>
        <span className={classes.said} data-undecided={isUndecided}>
          {isUndecided ? text.undecided : said}
        </span>
      </span>
    </>
  );
}

function FilterBar({ all, filter, onFilter }: Pick<IssueListProps, 'all' | 'filter' | 'onFilter'>) {
  const flip = (severity: Severity) => {
    const severities = new Set(filter.severities);
    if (!severities.delete(severity)) severities.add(severity);
    onFilter({ ...filter, severities });
  };
  const next = STANDINGS[(STANDINGS.indexOf(filter.standing) + 1) % STANDINGS.length] ?? NO_FILTER.standing;
  return (
    <div className={classes.filter} role="group" aria-label={text.filter}>
      {SEVERITIES.map((severity) => (
        <UnstyledButton key={severity} className={classes.chip} aria-pressed={filter.severities.has(severity)} onClick={() => flip(severity)}>
          <SeverityMark severity={severity} count={all.filter((issue) => issue.severity === severity && !isGone(issue)).length} size={16} />
        </UnstyledButton>
      ))}
      {all.some(isGone) && (
        <UnstyledButton className={classes.chip} onClick={() => onFilter({ ...filter, standing: next })}>
          {text[filter.standing]}
        </UnstyledButton>
      )}
      <input className={classes.words} aria-label={text.code} placeholder={text.code} value={filter.words} onChange={(event) => onFilter({ ...filter, words: event.currentTarget.value })} />
    </div>
  );
}
