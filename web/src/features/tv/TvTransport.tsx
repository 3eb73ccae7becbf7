// What moves the picture on the TV, under the big timecode. The keys are the room's.

import { Button, Select } from '@mantine/core';
import type { MouseEvent } from 'react';
import type { Count, Counted } from '../../player/count';
import type { Player } from '../../player/player';
import { reviewWords } from '../../review-words';
import { Readout } from '../review/Readout';
import { usePart } from '../review/room';
import classes from './Tv.module.css';

const text = reviewWords.player;

interface TvTransportProps {
  player: Player;
  programme: Counted;
  count: Count;
  onCount: (count: Count) => void;
  isTyping: boolean;
  onTyping: (isTyping: boolean) => void;
}

const keepFocus = (event: MouseEvent) => {
  if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
};

export function TvTransport({ player, programme, count, onCount, isTyping, onTyping }: TvTransportProps) {
  const isMoving = usePart(player, (snapshot) => snapshot.speed !== 0);
  const tracks = usePart(player, (snapshot) => snapshot.audioTracks);
  const track = usePart(player, (snapshot) => snapshot.audioTrack);
  const buttons: readonly (readonly [string, () => void])[] = [
    [text.back, () => player.step(-1)],
    [isMoving ? text.pause : text.play, () => player.togglePlay()],
    [text.on, () => player.step(1)],
    [text.around, () => player.playAround()],
    [text.in, () => player.setIn()],
    [text.out, () => player.setOut()],
    [text.clear, () => player.clearMarks()],
  ];
  return (
    <div className={classes.transport} data-part="transport" onMouseDown={keepFocus}>
      <Readout player={player} programme={programme} count={count} onCount={onCount} isTyping={isTyping} onTyping={onTyping} />
      <div className={classes.buttons}>
        {buttons.map(([name, act]) => (
          <Button key={name} size="compact-sm" variant="default" onClick={act}>
            {name}
          </Button>
        ))}
        {tracks.length > 1 && (
          <Select
            aria-label={text.track}
            size="xs"
            w={150}
            allowDeselect={false}
            data={tracks.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={track === null ? null : String(track)}
            onChange={(id) => id !== null && player.chooseAudio(Number(id))}
          />
        )}
      </div>
    </div>
  );
}
