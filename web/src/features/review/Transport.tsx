// What moves the picture and chooses the sound, under the picture. Buttons take no focus from a click: the keys stay
// the room's.

import { ActionIcon, Menu, Slider, Tooltip } from '@mantine/core';
import { type MouseEvent, type ReactNode, useSyncExternalStore } from 'react';
import { MIXES } from '../../player/channels';
import type { Count, Counted } from '../../player/count';
import type { Meters } from '../../player/meters';
import type { Action } from '../../player/shortcuts';
import { nextZoom } from '../../player/zoom';
import { reviewWords } from '../../review-words';
import type { Comparing } from './compare/comparing';
import { useNamed } from './keys';
import { MeterBridge } from './MeterBridge';
import { Readout } from './Readout';
import type { Room } from './room';
import { usePart } from './room';
import type { Look } from './Screen';
import classes from './Transport.module.css';

const text = reviewWords.player;

interface TransportProps {
  room: Room;
  programme: Counted;
  count: Count;
  onCount: (count: Count) => void;
  look: Look;
  onLook: (look: Look) => void;
  comparing: Comparing | null;
  onFullScreen: () => void;
  onSecondScreen: () => void;
  isOnSecondScreen: boolean;
  isTyping: boolean;
  onTyping: (isTyping: boolean) => void;
}

const keepFocus = (event: MouseEvent) => {
  if (!(event.target instanceof HTMLInputElement) && !(event.target instanceof HTMLSelectElement)) event.preventDefault();
};

export function Transport({ room, programme, count, onCount, look, onLook, comparing, onFullScreen, onSecondScreen, isOnSecondScreen, isTyping, onTyping }: TransportProps) {
  const { player, meters } = room;
  const isMoving = usePart(player, (snapshot) => snapshot.speed !== 0);
  const isLooping = usePart(player, (snapshot) => snapshot.isLooping);
  const play = () => {
    void meters.start();
    player.togglePlay();
  };
  const flip = (part: 'safeAreas' | 'burnIn' | 'scopes') => onLook({ ...look, [part]: !look[part] });
  return (
    <div className={classes.transport} data-part="transport" onMouseDown={keepFocus}>
      <div className={classes.row}>
        <Readout player={player} programme={programme} count={count} onCount={onCount} isTyping={isTyping} onTyping={onTyping} />
      </div>
      <div className={classes.row}>
        <div className={classes.buttons}>
          <Tool name={text.back} of="step_back" onClick={() => player.step(-1)}>
            ◂|
          </Tool>
          <Tool name={isMoving ? text.pause : text.play} of="toggle_play" onClick={play} isWide>
            {isMoving ? '❚❚' : '▶'}
          </Tool>
          <Tool name={text.on} of="step_forward" onClick={() => player.step(1)}>
            |▸
          </Tool>
          <Tool name={text.around} of="play_around" onClick={() => player.playAround()}>
            ◂▸
          </Tool>
          <Tool name={text.loop} of="loop" isOn={isLooping} onClick={() => player.toggleLoop()}>
            ⟲
          </Tool>
          <span className={classes.gap} />
          <Tool name={text.in} of="set_in" onClick={() => player.setIn()}>
            I
          </Tool>
          <Tool name={text.out} of="set_out" onClick={() => player.setOut()}>
            O
          </Tool>
          <Tool name={text.clear} of="clear_marks" onClick={() => player.clearMarks()}>
            ✕
          </Tool>
          <span className={classes.gap} />
          <Tool name={text.safe} of="safe_areas" isOn={look.safeAreas} onClick={() => flip('safeAreas')}>
            ▢
          </Tool>
          <Tool name={text.burnIn} of="burn_in" isOn={look.burnIn} onClick={() => flip('burnIn')}>
            TC
          </Tool>
          <Tool name={text.scopes} of="scopes" isOn={look.scopes} onClick={() => flip('scopes')}>
            <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden>
              <path d="M1 13h12M1 10l3-5 3 3 3-6 3 4" />
            </svg>
          </Tool>
          {comparing !== null && (
            <Tool name={reviewWords.wipe.name} of="wipe" isOn={comparing.isOn} onClick={comparing.toggle}>
              A|B
            </Tool>
          )}
          <Tool name={text.zoom[look.zoom]} of="zoom" onClick={() => onLook({ ...look, zoom: nextZoom(look.zoom) })}>
            {text.zoomShort[look.zoom]}
          </Tool>
          <Tool name={text.secondScreen} of="second_screen" isOn={isOnSecondScreen} onClick={onSecondScreen}>
            <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden>
              <path d="M5 9H1V1h9v3M5 6h8v7H5z" />
            </svg>
          </Tool>
          <Tool name={text.fullScreen} of="full_screen" onClick={onFullScreen}>
            <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden>
              <path d="M1 4.5V1h3.5M9.5 1H13v3.5M13 9.5V13H9.5M4.5 13H1V9.5" />
            </svg>
          </Tool>
        </div>
        <Sound room={room} />
      </div>
      <MeterBridge meters={meters} />
    </div>
  );
}

interface ToolProps {
  name: string;
  of?: Action;
  onClick: () => void;
  isOn?: boolean;
  isWide?: boolean;
  children: ReactNode;
}

function Tool({ name, of, onClick, isOn, isWide = false, children }: ToolProps) {
  const named = useNamed();
  return (
    <Tooltip label={of === undefined ? name : named(name, of)}>
      <ActionIcon size="lg" w={isWide ? 40 : 28} aria-label={name} {...(isOn === undefined ? {} : { 'aria-pressed': isOn })} className={classes.tool} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function Sound({ room: { player, meters } }: { room: Room }) {
  const tracks = usePart(player, (snapshot) => snapshot.audioTracks);
  const chosen = usePart(player, (snapshot) => snapshot.audioTrack);
  const volume = usePart(player, (snapshot) => snapshot.volume);
  const isMuted = usePart(player, (snapshot) => snapshot.isMuted);
  const { channels, mix } = useSyncExternalStore(meters.subscribe, meters.snapshot);
  const named = useNamed();
  const track = tracks.find(({ id }) => id === chosen);
  const isMixed = channels.length > 1;
  const name = `${track?.name ?? text.noSound}${isMixed && mix !== 'stereo' ? ` · ${text.mixes[mix]}` : ''}`;
  return (
    <div className={classes.sound}>
      <Menu position="top-start">
        <Menu.Target>
          <button type="button" className={classes.track} aria-label={`${text.track}: ${name}`} disabled={tracks.length < 2 && !isMixed}>
            {name} {(tracks.length > 1 || isMixed) && '▾'}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {tracks.map(({ id, name, language }) => (
            <Menu.Item key={id} role="menuitemradio" aria-checked={id === chosen} onClick={() => player.chooseAudio(id)}>
              {id === chosen ? '✓ ' : ''}
              {language === null ? name : `${name} (${language})`}
            </Menu.Item>
          ))}
          {isMixed && <Menu.Label>{named(text.mix, 'next_mix')}</Menu.Label>}
          {isMixed &&
            MIXES.map((each) => (
              <Menu.Item key={each} role="menuitemradio" aria-checked={each === mix} onClick={() => meters.setMix(each)}>
                {each === mix ? '✓ ' : ''}
                {text.mixes[each]}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <Tool name={isMuted ? text.unmute : text.mute} isOn={isMuted} onClick={() => player.setVolume(volume, !isMuted)}>
        <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden>
          <path d="M2 6h2.5L8 3v10L4.5 10H2z" fill="currentColor" />
          {isMuted ? <path d="m10.5 6 4 4m0-4-4 4" /> : <path d="M10.5 5.5a3.5 3.5 0 0 1 0 5M12.5 3.5a6.4 6.4 0 0 1 0 9" />}
        </svg>
      </Tool>
      <Slider
        w={64}
        size="xs"
        color="gray.5"
        label={null}
        thumbLabel={text.volume}
        min={0}
        max={1}
        step={0.05}
        value={volume}
        onChange={(value) => {
          void startIfHeard(meters, value);
          player.setVolume(value, false);
        }}
      />
    </div>
  );
}

/** The first gesture may be the slider's. */
const startIfHeard = (meters: Meters, volume: number) => (volume > 0 ? meters.start() : Promise.resolve());
