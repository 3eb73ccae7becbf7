// Where one stands: big timecode, frame, whether it is proven; speed; the range. Typing a place replaces the timecode.

import { useEffect, useRef, useState } from 'react';
import type { Player } from '../../player/player';
import { type Count, type Counted, type CountKind, COUNTS, labelBy, readBy } from '../../player/count';
import { asFrame, parse, separated } from '../../player/timecode';
import { reviewWords } from '../../review-words';
import { refusalText } from './form';
import { useNamed } from './keys';
import { usePart } from './room';
import classes from './Readout.module.css';

const text = reviewWords.player;

interface ReadoutProps {
  player: Player;
  programme: Counted;
  count: Count;
  onCount: (count: Count) => void;
  isTyping: boolean;
  onTyping: (isTyping: boolean) => void;
}

export function Readout({ player, programme, count, onCount, isTyping, onTyping }: ReadoutProps) {
  const frame = usePart(player, (snapshot) => snapshot.frame);
  const speed = usePart(player, (snapshot) => snapshot.speed);
  const proof = usePart(player, (snapshot) => snapshot.proof.kind);
  const label = labelBy(programme, count, frame ?? asFrame(0));
  const named = useNamed();
  return (
    <div className={classes.readout}>
      {isTyping ? (
        <GoTo player={player} programme={programme} count={count} onDone={() => onTyping(false)} />
      ) : (
        <button type="button" className={classes.timecode} title={named(text.goTo, 'go_to_timecode')} onClick={() => onTyping(true)}>
          <span className="only-for-readers">{text.timecode}</span>
          <span data-testid="timecode">{label}</span>
        </button>
      )}
      <div className={classes.facts}>
        <span>
          <span className="dim">{text.frame}</span>{' '}
          <span data-testid="frame" data-proof={proof} className="number">
            {frame ?? '–'}
          </span>
        </span>
        <span className={classes.proof} data-proof={proof} title={proof === 'not_verified' ? text.notVerified : undefined}>
          {text.proof[proof]}
        </span>
        <span className="number">{text.speed(speed)}</span>
        <Skipped player={player} />
        <CountChoice programme={programme} count={count} onCount={onCount} />
      </div>
      <RangeFacts player={player} programme={programme} count={count} />
    </div>
  );
}

/** The source's timecode is the one of the issues; the others are for who works beside other papers. */
function CountChoice({ programme, count, onCount }: Pick<ReadoutProps, 'programme' | 'count' | 'onCount'>) {
  const named = useNamed();
  const [typed, setTyped] = useState(count.otherStart);
  const settle = () => {
    const reading = parse(programme.counting, typed);
    if (reading.ok) onCount({ ...count, otherStart: reading.label });
    setTyped(reading.ok ? reading.label : count.otherStart);
  };
  return (
    <div className={classes.count}>
      <select aria-label={text.count} title={named(text.count, 'next_count')} value={count.kind} onChange={(event) => onCount({ ...count, kind: event.currentTarget.value as CountKind })}>
        {COUNTS.map((kind) => (
          <option key={kind} value={kind}>
            {text.counts[kind]}
          </option>
        ))}
      </select>
      {count.kind === 'other' && (
        <input
          className="mono"
          aria-label={text.otherStart}
          title={text.otherStart}
          inputMode="numeric"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={settle}
          onKeyDown={(press) => {
            if (press.key === 'Enter') press.currentTarget.blur();
          }}
        />
      )}
    </div>
  );
}

function RangeFacts({ player, programme, count }: Pick<ReadoutProps, 'player' | 'programme' | 'count'>) {
  const markIn = usePart(player, (snapshot) => snapshot.markIn);
  const markOut = usePart(player, (snapshot) => snapshot.markOut);
  const written = (frame: typeof markIn) => (frame === null ? '––' : labelBy(programme, count, frame));
  return (
    <div className={classes.range} aria-label={text.range}>
      <span className="dim">{text.range}</span>
      <span className="mono" data-testid="range">
        {markIn === null && markOut === null ? text.noRange : `${written(markIn)} – ${written(markOut)}`}
      </span>
      {markIn !== null && markOut !== null && <span className="dim">{text.length(markOut - markIn + 1)}</span>}
    </div>
  );
}

/** Separators are put in as digits are typed, until one is typed by hand. */
const marksIn = (typed: string) => typed.replaceAll(/[^:;.,+\u2212-]/g, '').length;

function GoTo({ player, programme, count, onDone }: Pick<ReadoutProps, 'player' | 'programme' | 'count'> & { onDone: () => void }) {
  const [typed, setTyped] = useState('');
  const [isOwnMarks, setOwnMarks] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  const change = (value: string) => {
    setRefusal(null);
    if (count.kind === 'frames') return setTyped(value);
    const own = isOwnMarks ? value !== '' : marksIn(value) > marksIn(typed);
    setOwnMarks(own);
    setTyped(own ? value : separated(programme.counting, value.replaceAll(/[:;]/g, '')));
  };
  const go = () => {
    const { target, frame } = player.snapshot();
    const reading = readBy(programme, count, target ?? frame ?? asFrame(0), typed);
    if (!reading.ok) return setRefusal(refusalText(reading.refusal));
    player.seek(reading.frame);
    onDone();
  };
  return (
    <div className={classes.goTo}>
      <input
        ref={input}
        className={classes.timecode}
        aria-label={text.goTo}
        aria-invalid={refusal !== null}
        placeholder={labelBy(programme, count, asFrame(0))}
        title={text.goToHow}
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => change(event.currentTarget.value)}
        // Also told when another window comes to the front: then it is still the one to type into.
        onBlur={() => document.activeElement !== input.current && onDone()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go();
          else if (event.key === 'Escape') onDone();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {refusal !== null && (
        <div role="alert" className={classes.refusal}>
          {refusal}
        </div>
      )}
    </div>
  );
}

function Skipped({ player }: { player: Player }) {
  const count = usePart(player, (snapshot) => snapshot.skippedFrames);
  return count === 0 ? null : (
    <span className="dim" title={text.skippedHow}>
      {text.skipped(count)}
    </span>
  );
}
