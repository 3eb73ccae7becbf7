// The captions on the picture, at the frame that is on the screen. Fetched when somebody wants to see them.

import { useLayoutEffect, useRef, useState } from 'react';
import type { CaptionTrackView } from '../../../api/shapes';
import { CaptionDrawing } from '../../../player/captions/drawing';
import type { CaptionTrack } from '../../../player/captions/track';
import type { Player } from '../../../player/player';
import type { EditRate } from '../../../player/timecode';
import { reviewWords } from '../../../review-words';
import { usePart } from '../room';
import classes from './CaptionOverlay.module.css';
import { spokenLanguage, trackName } from './names';

interface CaptionOverlayProps {
  player: Player | null;
  rate: EditRate;
  chosen: CaptionTrackView;
  track: CaptionTrack;
}

export default function CaptionOverlay({ player, rate: { num, den }, chosen, track }: CaptionOverlayProps) {
  const frame = usePart(player, (snapshot) => snapshot.frame);
  const host = useRef<HTMLDivElement>(null);
  const drawing = useRef<CaptionDrawing | null>(null);
  const shown = useRef(frame);
  const [isDrawn, setDrawn] = useState(true);
  const url = chosen.url ?? '';

  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const made = new CaptionDrawing(element, track, { num, den }, (file) => new URL(file, new URL(url, location.origin)).href);
    const draw = () => setDrawn(shown.current === null || made.show(shown.current));
    drawing.current = made;
    // Zoomed, in full screen or on the second screen it is drawn for that size.
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    draw();
    return () => {
      observer.disconnect();
      made.clear();
      drawing.current = null;
    };
  }, [track, url, num, den]);

  useLayoutEffect(() => {
    shown.current = frame;
    if (frame === null) drawing.current?.clear();
    else setDrawn(drawing.current?.show(frame) ?? true);
  }, [frame]);

  return (
    <>
      <div ref={host} className={classes.captions} role="group" aria-label={trackName(chosen)} lang={spokenLanguage(chosen)} data-testid="captions" data-frame={frame ?? undefined} />
      {!isDrawn && (
        <div className={classes.trouble} role="status">
          {reviewWords.captions.notDrawn}
        </div>
      )}
    </>
  );
}
