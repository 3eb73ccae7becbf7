// The streams made from a delivery: how far each is, how fast, what is left; a failed one can be tried again.

import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { RenditionKind, RenditionView } from '../../api/shapes';
import { ProgressLine } from '../../ui/ProgressLine';
import { ReasonButton } from '../../ui/ReasonButton';
import { lengthText } from '../../ui/time';
import { renditionKindNames, renditionStateNames, words } from '../../words';
import { useMay } from '../access/session';
import classes from './RenditionProgress.module.css';

const text = words.deliveries.renditions;

/** What people wait for comes first. */
const ORDER: readonly RenditionKind[] = ['sdr', 'audio', 'thumbnails', 'peaks'];

const detail = ({ state, frames_done: done, frames_total: total, fps, remaining_s: remaining, error }: RenditionView): string => {
  if (state === 'failed') return error ?? renditionStateNames.failed;
  if (state !== 'running') return renditionStateNames[state];
  const parts = [total > 0 ? text.frames(done, total) : text.begun];
  if (fps != null && fps > 0) parts.push(text.fps(fps));
  if (remaining != null) parts.push(text.left(lengthText(remaining)));
  return parts.join(' · ');
};

const percentOf = ({ state, frames_done: done, frames_total: total }: RenditionView): number =>
  state === 'ready' ? 100 : total > 0 ? Math.floor((done / total) * 100) : 0;

export function RenditionProgress({ renditions }: { renditions: readonly RenditionView[] }) {
  const queries = useQueryClient();
  const may = useMay();
  const retry = useAct({
    send: (id: string) => answer(api.POST('/api/v1/renditions/{rendition_id}/retry', { params: { path: { rendition_id: id } } })),
    onSuccess: () => Promise.all(['delivery', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] }))),
  });
  if (renditions.length === 0) return <p className="dim">{text.none}</p>;
  return (
    <ul className={classes.list}>
      {[...renditions].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)).map((rendition) => (
        <li key={rendition.id} className={classes.line}>
          <span>{renditionKindNames[rendition.kind]}</span>
          <ProgressLine
            label={renditionKindNames[rendition.kind]}
            percent={percentOf(rendition)}
            text={`${percentOf(rendition)} %`}
            state={rendition.state === 'ready' ? 'done' : rendition.state === 'failed' ? 'failed' : 'running'}
          />
          <span className={rendition.state === 'failed' ? classes.failed : 'dim'}>{detail(rendition)}</span>
          {rendition.state === 'failed' && (
            <ReasonButton size="compact-xs" variant="default" whyNot={may('retry_rendition') ? null : text.mayNotRetry} loading={retry.isPending} onClick={() => retry.mutate(rendition.id)}>
              {words.retry}
            </ReasonButton>
          )}
        </li>
      ))}
    </ul>
  );
}
