// What a redelivery did to the faults that the machine found in the delivery before. Shown where there is something to say.

import { useQuery } from '@tanstack/react-query';
import type { ComparedDelivery, MachineOutcome } from '../../api/shapes';
import { placeFateNames } from '../../fix-note-words';
import { findingKindName, machineWords, outcomeNames } from '../../machine-words';
import classes from './Comparison.module.css';
import { comparisonQuery } from './queries';

const text = machineWords.comparison;

/** Faults by what became of them. */
export const countOf = ({ faults }: ComparedDelivery, outcome: MachineOutcome): number => faults.filter((fault) => fault.outcome === outcome).length;

interface ComparisonProps {
  requestId: string;
  /** Takes the player there; absent where there is none. */
  onGoTo?: (frame: number) => void;
}

export function Comparison({ requestId, onGoTo }: ComparisonProps) {
  const comparison = useQuery({ ...comparisonQuery(requestId), retry: false }).data;
  if (comparison === undefined || comparison.deliveries.length === 0) return null;
  return (
    <section className={classes.comparison}>
      <h2>{text.title}</h2>
      {comparison.deliveries.map((compared) => (
        <Compared key={compared.delivery_id} compared={compared} {...(onGoTo === undefined ? {} : { onGoTo })} />
      ))}
    </section>
  );
}

function Compared({ compared, onGoTo }: { compared: ComparedDelivery; onGoTo?: (frame: number) => void }) {
  if (!compared.is_complete) return <p className="dim">{text.waiting}</p>;
  return (
    <>
      <p className="dim">{text.explain(compared.earlier_delivery_number, compared.delivery_number)}</p>
      <p role="status">{compared.faults.length === 0 ? text.none : text.counts(countOf(compared, 'gone'), countOf(compared, 'still_there'), countOf(compared, 'new'))}</p>
      <ul className={classes.faults} aria-label={text.title}>
        {compared.faults.map((fault, index) => (
          <li key={index} data-outcome={fault.outcome}>
            <span className={classes.outcome}>{outcomeNames[fault.outcome]}</span>
            <span>
              <strong>
                {findingKindName(fault.kind)} {fault.channels.join(' ')}
              </strong>{' '}
              {onGoTo === undefined ? (
                <span className="mono">
                  {fault.in_timecode} – {fault.out_timecode}
                </span>
              ) : (
                <button type="button" className={`${classes.place} mono`} onClick={() => onGoTo(fault.first_frame)}>
                  {fault.in_timecode} – {fault.out_timecode}
                </button>
              )}
              <span className="dim">
                {fault.fate != null && ` · ${placeFateNames[fault.fate]}`}
                {fault.issue != null && ` · ${machineWords.pane.issue(fault.issue.number)}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
