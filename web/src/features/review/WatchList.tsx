// The watch list of a fix check: each item takes the player to its range, and is decided. What the item is decides
// which verdicts there are.

import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { IssueView, WatchItemView, WatchVerdict } from '../../api/shapes';
import { placeText } from '../../fix-note-words';
import { labelIn, asFrame, type Programme } from '../../player/timecode';
import { reviewWords, watchKindNames, watchVerdictNames } from '../../review-words';
import { SeverityMark } from '../../ui/SeverityMark';
import { answerNames } from '../../words';
import type { Comparing } from './compare/comparing';
import { GoThroughButton } from './GoThroughButton';
import { KeyCap } from './KeyCap';
import { Missing } from './Missing';
import type { GoingThrough } from './useGoThrough';
import type { Watch } from './useWatch';
import classes from './WatchList.module.css';

const text = reviewWords.watch;

interface WatchListProps {
  watch: Watch;
  programme: Programme;
  mayDecide: boolean;
  /** Absent where there is no player. */
  onGoTo: ((item: WatchItemView) => void) | null;
  going: GoingThrough;
  comparing: Comparing | null;
}

export function WatchList({ watch, programme, mayDecide, onGoTo, going, comparing }: WatchListProps) {
  const { items } = watch;
  const decided = items.filter(({ verdict }) => verdict != null).length;
  return (
    <div className={classes.pane}>
      <div className={classes.top}>
        <span className="dim" role="status">
          {items.length === 0 ? text.none : text.decided(decided, items.length)}
        </span>
        {onGoTo !== null && mayDecide && items.length > 0 && <GoThroughButton going={going} />}
      </div>
      <ol className={classes.list} aria-label={reviewWords.room.watchList}>
        {items.map((item) => (
          <Item key={item.id} item={item} watch={watch} programme={programme} mayDecide={mayDecide} onGoTo={onGoTo === null ? null : () => onGoTo(item)} comparing={comparing} />
        ))}
      </ol>
    </div>
  );
}

/** Where its frames lie in the delivery that is watched, and what became of them there. */
const placeNow = ({ places }: IssueView): string => {
  const last = places.at(-1);
  return last === undefined ? '' : `; ${placeText(last)}`;
};

function Item({ item, watch, programme, mayDecide, onGoTo, comparing }: { item: WatchItemView; watch: Watch; programme: Programme; mayDecide: boolean; onGoTo: (() => void) | null; comparing: Comparing | null }) {
  const [note, setNote] = useState(item.note);
  const { decide } = watch;
  const { issue } = item;
  const isChosen = watch.chosen?.id === item.id;
  const shown = decide.isPending && decide.variables.item === item.id ? decide.variables.verdict : (item.verdict ?? null);
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) line.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  return (
    <li ref={line} className={classes.item} data-decided={item.verdict != null} aria-current={isChosen}>
      <div className={classes.head}>
        <strong>{watchKindNames[item.kind]}</strong>
        <span className="mono">
          {labelIn(programme, asFrame(item.first_frame))} – {labelIn(programme, asFrame(item.last_frame))}
        </span>
      </div>
      {issue != null && (
        <div className={classes.issue}>
          <SeverityMark severity={issue.severity} size={16} />
          <span>
            <strong>{issue.code_name}</strong> {issue.description}
            {issue.places.length > 0 && <span className="dim"> · {text.was(issue.delivery_number, issue.in_timecode, issue.out_timecode)}{placeNow(issue)}</span>}
            {issue.fix_note != null && <span className="dim"> · {answerNames[issue.fix_note.answer]}{issue.fix_note.reason === '' ? '' : `: “${issue.fix_note.reason}”`}</span>}
          </span>
        </div>
      )}
      {item.missing_files.length > 0 && <Missing item={item} mayFlag={mayDecide} />}
      <div className={classes.steps}>
        {onGoTo !== null && (
          <Button size="compact-sm" variant="default" onMouseDown={(press) => press.preventDefault()} onClick={onGoTo}>
            {text.goTo}
          </Button>
        )}
        {onGoTo !== null && isChosen && comparing !== null && (
          <Button size="compact-sm" variant={comparing.isOn ? 'filled' : 'default'} aria-pressed={comparing.isOn} title={reviewWords.wipe.name} onMouseDown={(press) => press.preventDefault()} onClick={comparing.toggle} rightSection={<KeyCap of="wipe" />}>
            {reviewWords.wipe.open}
          </Button>
        )}
        {mayDecide ? (
          <SegmentedControl
            aria-label={text.decide}
            value={shown ?? ''}
            data={item.may.map((verdict) => ({ value: verdict, label: watchVerdictNames[verdict] }))}
            onChange={(verdict) => decide.mutate({ item: item.id, verdict: verdict as WatchVerdict, note: note.trim() })}
          />
        ) : (
          shown !== null && <span>{watchVerdictNames[shown]}</span>
        )}
        {mayDecide && (
          <TextInput
            className={classes.note}
            aria-label={text.note}
            placeholder={text.note}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            onBlur={() => {
              if (item.verdict != null && note.trim() !== item.note) decide.mutate({ item: item.id, verdict: item.verdict, note: note.trim() });
            }}
          />
        )}
      </div>
    </li>
  );
}
