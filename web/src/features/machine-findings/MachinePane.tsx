// What the machine offers, in the order of the programme: go there, accept (the issue form opens, filled in), dismiss with
// a reason, or leave. Nothing waits for an answer.

import { Button, Checkbox } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef } from 'react';
import type { MachineFindingView } from '../../api/shapes';
import { confidenceName, findingKindName, machineFindingStateNames, machineWords, quantityName } from '../../machine-words';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { ReasonButton } from '../../ui/ReasonButton';
import { words } from '../../words';
import { actionOf } from '../requests/acts';
import classes from './MachinePane.module.css';
import { valueText } from './order';
import { isAdded, type Machine } from './useMachine';

const text = machineWords.pane;
const ROW_PX = 44;

interface MachinePaneProps {
  machine: Machine;
  /** Absent where there is no player. */
  onPlay: ((finding: MachineFindingView) => void) | null;
  onIssue: (id: string) => void;
}

export function MachinePane({ machine, onPlay, onIssue }: MachinePaneProps) {
  const { shown, findings, left, chosen, dismissing } = machine;
  return (
    <div className={classes.pane}>
      <div className={classes.bar}>
        <span role="status">{findings.length === 0 ? '' : text.left(left)}</span>
        <Checkbox size="xs" label={text.onlyOpen} checked={machine.onlyLeft} onChange={(event) => machine.setOnlyLeft(event.currentTarget.checked)} />
      </div>
      <Progress machine={machine} />
      <List machine={machine} shown={shown} chosen={chosen?.id ?? null} />
      {chosen !== undefined && <Chosen finding={chosen} machine={machine} onPlay={onPlay} onIssue={onIssue} />}
      <p className={`${classes.hint} dim`}>
        {findings.some(isAdded) ? text.addHow : `${text.acceptHow} ${text.nothingBlocks}`}
      </p>
      <ConfirmWithReason
        opened={dismissing !== null}
        onClose={machine.stopAsking}
        title={text.dismissTitle(dismissing === null ? '' : findingKindName(dismissing.kind))}
        consequence={text.dismissConsequence}
        confirmLabel={text.dismiss}
        onConfirm={async (reason) => {
          if (dismissing !== null) await machine.dismiss(dismissing, reason);
        }}
      />
    </div>
  );
}

function Progress({ machine: { measurements, findings, isLoading } }: { machine: Machine }) {
  const lines = measurements.flatMap((measurement) => {
    if (measurement.state === 'failed') return [text.failed(measurement.error ?? '')];
    if (measurement.state === 'ready') return [];
    const { frames_done: done, frames_total: total } = measurement;
    return [text.measuring(total > 0 ? Math.floor((done / total) * 100) : 0)];
  });
  if (lines.length === 0 && findings.length === 0 && !isLoading) lines.push(measurements.length === 0 ? text.notMeasured : text.none);
  return lines.map((line) => (
    <p key={line} className={`${classes.hint} dim`} role="status">
      {line}
    </p>
  ));
}

function List({ machine, shown, chosen }: { machine: Machine; shown: readonly MachineFindingView[]; chosen: string | null }) {
  const scroller = useRef<HTMLDivElement>(null);
  const baseId = useId();
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    getItemKey: (index) => shown[index]?.id ?? index,
  });
  const at = shown.findIndex(({ id }) => id === chosen);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [at, virtual]);
  return (
    <div ref={scroller} className={classes.scroller} role="listbox" aria-label={text.list} tabIndex={0} aria-busy={machine.isLoading} {...(at >= 0 ? { 'aria-activedescendant': `${baseId}-${at}` } : {})}>
      <div className={classes.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const finding = shown[item.index];
          if (finding === undefined) return null;
          return (
            <div
              key={item.key}
              id={`${baseId}-${item.index}`}
              role="option"
              aria-selected={finding.id === chosen}
              className={classes.row}
              data-state={finding.state}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              // The keys stay the room's.
              onMouseDown={(press) => press.preventDefault()}
              onClick={() => machine.choose(finding)}
            >
              <span className="mono">
                {finding.in_timecode} – {finding.out_timecode}
              </span>
              <span className={classes.confidence} data-confidence={finding.confidence} title={text.confidence(confidenceName(finding.confidence))}>
                {confidenceName(finding.confidence)}
              </span>
              <strong>
                {findingKindName(finding.kind)} {finding.channels.join(' ')}
              </strong>
              <span className="dim">{finding.state === 'open' ? '' : machineFindingStateNames[finding.state]}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Chosen({ finding, machine, onPlay, onIssue }: { finding: MachineFindingView; machine: Machine; onPlay: MachinePaneProps['onPlay']; onIssue: (id: string) => void }) {
  const whyNot = (act: string): string | null => {
    const action = actionOf(finding.actions, act);
    return action?.allowed === true ? null : (action?.why_not ?? words.work.notNow);
  };
  const { issue } = finding;
  const adds = isAdded(finding);
  const decides = finding.actions.length > 0 && !adds;
  return (
    <section className={classes.chosen} aria-label={findingKindName(finding.kind)}>
      <strong>{finding.code_name}</strong>
      <p>{finding.proposal.description}</p>
      <p className="dim">
        {finding.track != null && `${text.track(finding.track)}. `}
        {text.confidence(confidenceName(finding.confidence))}
        {finding.measured.map(({ quantity, value, unit }) => (
          <span key={quantity}>
            {' · '}
            {quantityName(quantity)} {valueText(value, unit)}
          </span>
        ))}
      </p>
      {finding.decided_by != null && (
        <p className="dim">
          {machineFindingStateNames[finding.state]} {text.by(finding.decided_by.name)}
          {finding.reason === '' ? '' : `: “${finding.reason}”`}
        </p>
      )}
      <div className={classes.steps} onMouseDown={(press) => press.preventDefault()}>
        {onPlay !== null && (
          <Button size="compact-sm" variant="default" onClick={() => onPlay(finding)}>
            {text.goTo}
          </Button>
        )}
        {adds && finding.state !== 'accepted' && (
          <ReasonButton size="compact-sm" whyNot={whyNot('give_verdict')} onClick={() => machine.accept(finding)}>
            {text.add} (A)
          </ReasonButton>
        )}
        {decides && finding.state === 'open' && (
          <>
            <ReasonButton size="compact-sm" whyNot={whyNot('accept_machine_finding')} onClick={() => machine.accept(finding)}>
              {text.accept} (A)
            </ReasonButton>
            <ReasonButton size="compact-sm" variant="default" whyNot={whyNot('dismiss_machine_finding')} onClick={() => machine.askDismiss(finding)}>
              {text.dismiss} (R)
            </ReasonButton>
          </>
        )}
        {decides && finding.state === 'dismissed' && (
          <ReasonButton size="compact-sm" variant="default" whyNot={whyNot('reopen_machine_finding')} onClick={() => machine.reopen(finding)}>
            {text.reopen}
          </ReasonButton>
        )}
        {issue != null && (
          <Button size="compact-sm" variant="default" onClick={() => onIssue(issue.id)}>
            {text.issue(issue.number)}
          </Button>
        )}
      </div>
    </section>
  );
}
