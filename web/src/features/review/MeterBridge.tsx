// Levels of every channel in file order, with solo and mute. Grey: no colour near the picture. Drawn on a canvas, 25
// times a second.

import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { ChannelLevel, Meters } from '../../player/meters';
import type { Action } from '../../player/shortcuts';
import { reviewWords } from '../../review-words';
import { useNamed } from './keys';
import classes from './MeterBridge.module.css';

const text = reviewWords.player;
const FLOOR_DB = -60;
/** As low as levels go. */
const LOWEST_DB = -90;

export function MeterBridge({ meters }: { meters: Meters }) {
  const { status, channels, mixClips } = useSyncExternalStore(meters.subscribe, meters.snapshot);
  if (channels.length === 0) return <div className={`${classes.bridge} dim`}>{status === 'unavailable' ? text.metersUnavailable : text.metersOff}</div>;
  const isChanged = channels.some(({ isSolo, isMuted }) => isSolo || isMuted);
  return (
    <div className={classes.bridge} role="group" aria-label={text.meters}>
      {channels.map((channel, index) => (
        <Channel key={index} channel={channel} index={index} meters={meters} />
      ))}
      {isChanged && (
        <button type="button" className={classes.all} onClick={() => meters.allChannels()}>
          {text.allChannels}
        </button>
      )}
      {mixClips && (
        <button type="button" className={classes.all} title={text.mixClips} onClick={() => meters.resetClips()}>
          ▲ mix
        </button>
      )}
    </div>
  );
}

function Channel({ channel, index, meters }: { channel: ChannelLevel; index: number; meters: Meters }) {
  const { name, db, heldDb, rmsDb, truePeakDb, hasClipped, isSolo, isMuted } = channel;
  const named = useNamed();
  return (
    <div className={classes.channel} data-muted={isMuted}>
      <span className={classes.level}>
        <Bar db={db} heldDb={heldDb} rmsDb={rmsDb} />
        <button type="button" className={classes.truePeak} title={text.truePeak(name)} aria-label={`${text.truePeak(name)}: ${dbText(truePeakDb)}`} onClick={() => meters.resetClips()}>
          {dbText(truePeakDb)}
        </button>
      </span>
      <span className={classes.switches}>
        <span className={classes.name}>{name}</span>
        <button type="button" aria-pressed={isSolo} aria-label={text.solo(name)} title={index < 6 ? named(text.solo(name), `solo_${index + 1}` as Action) : text.solo(name)} onClick={() => meters.toggleSolo(index)}>
          S
        </button>
        <button type="button" aria-pressed={isMuted} aria-label={text.muteChannel(name)} title={index < 6 ? named(text.muteChannel(name), `mute_${index + 1}` as Action) : text.muteChannel(name)} onClick={() => meters.toggleMute(index)}>
          M
        </button>
        {hasClipped && (
          <button type="button" aria-label={text.clipped(name)} title={text.clipped(name)} onClick={() => meters.resetClips()}>
            ▲
          </button>
        )}
      </span>
    </div>
  );
}

const dbText = (db: number): string => (db <= LOWEST_DB ? '–' : db.toFixed(1).replace('-', '−'));

const share = (db: number) => Math.min(Math.max((db - FLOOR_DB) / -FLOOR_DB, 0), 1);

function Bar({ db, heldDb, rmsDb }: { db: number; heldDb: number; rmsDb: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null) return;
    const { width, height } = context.canvas;
    context.clearRect(0, 0, width, height);
    context.fillStyle = '#7d7d7d';
    context.fillRect(0, 0, share(db) * width, height);
    context.fillStyle = '#d5d5d5';
    context.fillRect(0, 2, share(rmsDb) * width, height - 4);
    if (heldDb > FLOOR_DB) context.fillRect(Math.max(share(heldDb) * width - 2, 0), 0, 2, height);
  }, [db, heldDb, rmsDb]);
  return <canvas ref={canvas} className={classes.bar} width={120} height={8} aria-hidden title={`${heldDb.toFixed(1)} dBFS`} />;
}
