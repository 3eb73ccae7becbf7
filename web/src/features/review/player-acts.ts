// What the keys do with the player.

import { nextZoom } from '../../player/zoom';
import type { Meters } from '../../player/meters';
import type { Player } from '../../player/player';
import type { Look } from './Screen';
import type { Acts } from './useRoomKeys';

export interface Moved {
  readonly player: Player;
  /** Of what plays on the page; the room of a TV has its own loudspeakers. */
  readonly meters: Meters | null;
}

export interface Surroundings {
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  readonly onTyping: () => void;
  readonly onFullScreen: () => void;
  readonly onSecondScreen: () => void;
  readonly onCaptions: () => void;
  readonly onNextStream: () => void;
  readonly onNextCount: () => void;
  readonly onPan: (x: number, y: number) => void;
  /** Sets In or Out, also in an open form. */
  readonly onMark: (which: 'in' | 'out') => void;
}

/** Of what can be seen, per key press. */
const PAN_SHARE = 0.1;
const CHANNELS = [1, 2, 3, 4, 5, 6] as const;

export function playerActs({ player, meters }: Moved, { look, onLook, onTyping, onFullScreen, onSecondScreen, onCaptions, onNextStream, onNextCount, onPan, onMark }: Surroundings): Acts {
  /** Browsers want a gesture before sound: the first key that plays is one. */
  const heard = (act: () => void) => () => {
    void meters?.start();
    act();
  };
  const flip = (part: 'safeAreas' | 'burnIn' | 'scopes') => () => onLook({ ...look, [part]: !look[part] });
  return {
    toggle_play: heard(() => player.togglePlay()),
    stop: heard(() => player.togglePlay()),
    forward: heard(() => player.shuttle(1)),
    forward_slow: heard(() => player.shuttle(1, true)),
    reverse: () => player.shuttle(-1),
    reverse_slow: () => player.shuttle(-1, true),
    step_back: () => player.step(-1),
    step_forward: () => player.step(1),
    second_back: () => player.stepSeconds(-1),
    second_forward: () => player.stepSeconds(1),
    first_frame: () => player.toFirst(),
    last_frame: () => player.toLast(),
    set_in: () => onMark('in'),
    set_out: () => onMark('out'),
    go_to_in: () => player.goToIn(),
    go_to_out: () => player.goToOut(),
    clear_marks: () => player.clearMarks(),
    loop: () => player.toggleLoop(),
    play_around: heard(() => player.playAround()),
    go_to_timecode: onTyping,
    full_screen: onFullScreen,
    second_screen: onSecondScreen,
    next_stream: onNextStream,
    next_count: onNextCount,
    zoom: () => onLook({ ...look, zoom: nextZoom(look.zoom) }),
    zoom_fit: () => onLook({ ...look, zoom: 'fit' }),
    pan_left: () => onPan(-PAN_SHARE, 0),
    pan_right: () => onPan(PAN_SHARE, 0),
    pan_up: () => onPan(0, -PAN_SHARE),
    pan_down: () => onPan(0, PAN_SHARE),
    scopes: flip('scopes'),
    safe_areas: flip('safeAreas'),
    captions: onCaptions,
    burn_in: flip('burnIn'),
    next_audio: () => player.nextAudio(),
    ...(meters === null ? {} : soundActs(meters)),
  };
}

function soundActs(meters: Meters): Acts {
  return {
    all_channels: () => meters.allChannels(),
    next_mix: () => meters.nextMix(),
    ...Object.fromEntries(
      CHANNELS.flatMap((channel) => [
        [`solo_${channel}`, () => meters.toggleSolo(channel - 1)],
        [`mute_${channel}`, () => meters.toggleMute(channel - 1)],
      ]),
    ),
  };
}
