// A stream that is still being made, watched as far as it is there. The playlist grows; the player asks for it again by itself.

import { Badge, Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { EditRate, RenditionView } from '../../api/shapes';
import { StreamPort } from '../../player/stream-port';
import { lengthText } from '../../ui/time';
import { words } from '../../words';
import classes from './EarlyStream.module.css';

const text = words.deliveries.renditions;

const lengthOf = (frames: number, { num, den }: EditRate): string => lengthText(Math.round((frames * den) / num));

export function EarlyStream({ rendition, rate }: { rendition: RenditionView; rate: EditRate }) {
  const [isOpen, setOpen] = useState(false);
  const { state, playable_frames: playable, frames_total: total, hls_url: url } = rendition;
  const isGrowing = state === 'running' && playable > 0;
  // One who watches goes on when the last chunk is there.
  if (url == null || (!isGrowing && !isOpen)) return null;
  return (
    <div className={classes.early}>
      {isGrowing && (
        <Badge variant="light" tt="none">
          {text.growing(lengthOf(playable, rate), lengthOf(total, rate))}
        </Badge>
      )}
      <Button size="compact-xs" variant="default" onClick={() => setOpen(!isOpen)}>
        {isOpen ? text.stopWatching : text.watch}
      </Button>
      {isOpen && <Picture url={url} />}
    </div>
  );
}

function Picture({ url }: { url: string }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current === null) return undefined;
    const port = new StreamPort(video.current);
    port.load({ playlistUrl: url, progressiveUrl: null });
    return () => port.close();
  }, [url]);
  return <video ref={video} controls aria-label={text.early} className={classes.picture} />;
}
