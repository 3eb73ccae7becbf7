// The streams made from a delivery: how far each is, how fast, what is left. What failed says why and is tried again, what is not
// kept any more is made again, what is under way can be called off.

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { EditRate, RenditionKind, RenditionView } from '../../api/shapes';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { FailureText } from '../../ui/FailureText';
import { ProgressLine } from '../../ui/ProgressLine';
import { ReasonButton } from '../../ui/ReasonButton';
import { lengthText } from '../../ui/time';
import { renditionKindNames, renditionStateNames, words } from '../../words';
import { useMay } from '../access/session';
import { EarlyStream } from './EarlyStream';
import classes from './RenditionProgress.module.css';

const text = words.deliveries.renditions;

/** What people wait for comes first. */
const ORDER: readonly RenditionKind[] = ['browser', 'browser_hdr', 'cast_hdr', 'cast_sdr', 'audio', 'captions', 'thumbnails', 'peaks'];

const rangeOf = ({ kind, is_hdr: isHdr, tone_mapped: toneMapped }: RenditionView): string | null => {
  if (kind === 'audio' || kind === 'captions' || kind === 'thumbnails' || kind === 'peaks') return null;
  return isHdr ? text.hdr : toneMapped ? text.toneMapped : text.sdr;
};

const detail = ({ state, frames_done: done, frames_total: total, fps, remaining_s: remaining, error }: RenditionView): string => {
  if (state === 'not_possible' && error != null) return text.notPossible(error);
  if (state !== 'running') return renditionStateNames[state];
  if (total > 0 && done >= total) return text.assembling;
  const parts = [total > 0 ? text.frames(done, total) : text.begun];
  if (fps != null && fps > 0) parts.push(text.fps(fps));
  if (remaining != null) parts.push(text.left(lengthText(remaining)));
  return parts.join(' · ');
};

const percentOf = ({ state, frames_done: done, frames_total: total }: RenditionView): number =>
  state === 'ready' ? 100 : total > 0 ? Math.floor((done / total) * 100) : 0;

interface RenditionProgressProps {
  renditions: readonly RenditionView[];
  /** Given where one may watch what is there of a stream that is still being made. */
  rate?: EditRate | null;
}

export function RenditionProgress({ renditions, rate = null }: RenditionProgressProps) {
  const queries = useQueryClient();
  const may = useMay();
  const [isCalledOff, setCalledOff] = useState(false);
  const refresh = () => Promise.all(['delivery', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  const retry = useAct({
    send: (id: string) => answer(api.POST('/api/v1/renditions/{rendition_id}/retry', { params: { path: { rendition_id: id } } })),
    onSuccess: refresh,
  });
  if (renditions.length === 0) return <p className="dim">{text.none}</p>;
  // They are made together, and called off together.
  const underWay = renditions.find(({ state }) => state === 'queued' || state === 'running');
  return (
    <>
      <ul className={classes.list}>
        {[...renditions].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)).map((rendition) => (
          <li key={rendition.id} className={classes.line}>
            <span>
              {renditionKindNames[rendition.kind]}
              {rangeOf(rendition) !== null && <span className={classes.range}>{rangeOf(rendition)}</span>}
            </span>
            <ProgressLine
              label={renditionKindNames[rendition.kind]}
              percent={percentOf(rendition)}
              text={`${percentOf(rendition)} %`}
              state={rendition.state === 'ready' ? 'done' : rendition.state === 'failed' ? 'failed' : 'running'}
            />
            {rendition.state === 'failed' && rendition.error != null ? (
              <FailureText text={rendition.error} label={text.details} />
            ) : (
              <span className="dim">{detail(rendition)}</span>
            )}
            {(rendition.state === 'failed' || rendition.state === 'expired' || rendition.state === 'not_possible') && (
              <ReasonButton size="compact-xs" variant="default" whyNot={may('retry_rendition') ? null : text.mayNotRetry} loading={retry.isPending} onClick={() => retry.mutate(rendition.id)}>
                {rendition.state === 'expired' ? text.makeAgain : words.retry}
              </ReasonButton>
            )}
            {rate !== null && rendition.kind === 'browser' && <EarlyStream rendition={rendition} rate={rate} />}
          </li>
        ))}
      </ul>
      {underWay !== undefined && (
        <div className={classes.acts}>
          <ReasonButton size="compact-sm" variant="default" whyNot={may('retry_rendition') ? null : text.mayNotCancel} onClick={() => setCalledOff(true)}>
            {text.cancel}
          </ReasonButton>
          <ConfirmWithReason
            opened={isCalledOff}
            onClose={() => setCalledOff(false)}
            title={text.cancel}
            consequence={text.cancelHow}
            confirmLabel={text.cancel}
            isSerious
            needsReason={false}
            onConfirm={async () => {
              await answer(api.POST('/api/v1/renditions/{rendition_id}/cancel', { params: { path: { rendition_id: underWay.id } } }));
              await refresh();
            }}
          />
        </div>
      )}
    </>
  );
}
