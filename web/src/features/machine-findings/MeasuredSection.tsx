// What was measured of a delivery: how far it is, figures of the whole, and how many findings of each kind there are.

import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { MeasurementView, SoundSummary } from '../../api/shapes';
import { findingKindName, machineFindingStateNames, machineWords, measurementStateNames, mixName } from '../../machine-words';
import { ProgressLine } from '../../ui/ProgressLine';
import { ReasonButton } from '../../ui/ReasonButton';
import { toasts } from '../../ui/toast-list';
import { useMay } from '../access/session';
import classes from './MeasuredSection.module.css';
import { valueText } from './order';

const text = machineWords.delivery;

const figure = (value: number | null | undefined): string => (value == null ? '–' : valueText(Math.round(value * 10) / 10, ''));

export function MeasuredSection({ measurement }: { measurement: MeasurementView }) {
  const { state, frames_done: done, frames_total: total, fps, summary, thresholds_version: version, counts } = measurement;
  const percent = state === 'ready' ? 100 : total > 0 ? Math.floor((done / total) * 100) : 0;
  return (
    <section>
      <h2>{text.title}</h2>
      {state !== 'ready' && (
        <>
          <ProgressLine label={measurementStateNames[state]} percent={percent} text={`${percent} %`} state={state === 'failed' ? 'failed' : 'running'} />
          <p className={state === 'failed' ? classes.failed : 'dim'}>
            {measurementStateNames[state]}
            {state === 'failed' && `: ${measurement.error ?? ''}`}
            {state === 'running' && ` · ${text.progress(done, total, fps)}`}
          </p>
        </>
      )}
      {summary != null && (
        <>
          {summary.sound.length > 0 && <SoundTable sound={summary.sound} />}
          <p>
            {[
              summary.max_cll_nits == null ? null : text.maxCll(summary.max_cll_nits),
              summary.max_fall_nits == null ? null : text.maxFall(summary.max_fall_nits),
              text.cuts(summary.cut_count),
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </p>
        </>
      )}
      {state === 'ready' && counts != null && <Counts counts={counts} />}
      {version != null && <p className="dim">{text.version(version)}</p>}
      <Steps measurement={measurement} />
    </section>
  );
}

function SoundTable({ sound }: { sound: readonly SoundSummary[] }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {[text.track, text.integrated, text.peak, text.range, text.speech].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sound.map((track) => (
          <tr key={track.track}>
            <td>
              {track.channels.join(' ')} <span className="dim">{mixName(track.mix)}</span>
            </td>
            <td className="number">{figure(track.integrated_lkfs)}</td>
            <td className="number">{figure(track.true_peak_dbtp)}</td>
            <td className="number">{figure(track.range_lu)}</td>
            <td className="number">{figure(track.speech_lkfs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Counts({ counts }: { counts: NonNullable<MeasurementView['counts']> }) {
  if (counts.length === 0) return <p className="dim">{text.none}</p>;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {[text.kind, machineFindingStateNames.open, machineFindingStateNames.accepted, machineFindingStateNames.dismissed].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {counts.map(({ kind, open, accepted, dismissed }) => (
          <tr key={kind}>
            <td>{findingKindName(kind)}</td>
            <td className="number">{open}</td>
            <td className="number">{accepted}</td>
            <td className="number">{dismissed}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Steps({ measurement: { delivery_id: delivery, state } }: { measurement: MeasurementView }) {
  const queries = useQueryClient();
  const may = useMay();
  const params = { params: { path: { delivery_id: delivery } } };
  const again = () => queries.invalidateQueries({ queryKey: ['delivery'] });
  const retry = useAct({ send: () => answer(api.POST('/api/v1/deliveries/{delivery_id}/measurement/retry', params)), onSuccess: again });
  const judge = useAct({
    send: () => answer(api.POST('/api/v1/deliveries/{delivery_id}/measurement/judge', params)),
    onSuccess: async () => {
      toasts.show('done', text.judged);
      await again();
    },
  });
  const whyNot = may('measure_delivery') ? null : text.mayNot;
  if (state === 'failed') {
    return (
      <ReasonButton size="compact-sm" variant="default" whyNot={whyNot} loading={retry.isPending} onClick={() => retry.mutate()}>
        {text.retry}
      </ReasonButton>
    );
  }
  if (state !== 'ready' || whyNot !== null) return null;
  return (
    <ReasonButton size="compact-sm" variant="default" whyNot={null} loading={judge.isPending} onClick={() => judge.mutate()}>
      {text.judge}
    </ReasonButton>
  );
}
