// Which captions are seen: the master's tracks of timed text, or none.

import { Menu, Tooltip } from '@mantine/core';
import { reviewWords } from '../../../review-words';
import { useNamed } from '../keys';
import classes from '../Transport.module.css';
import { trackName } from './names';
import type { Captions } from './useCaptions';

const text = reviewWords.captions;
/** No track has this id. */
const OFF = 'off';

export function CaptionMenu({ captions: { tracks, chosen, isFailed, choose } }: { captions: Captions }) {
  const named = useNamed();
  if (tracks.length === 0) return null;
  const name = chosen === undefined ? text.off : isFailed ? text.failed : trackName(chosen);
  return (
    <Menu position="top-start">
      <Tooltip label={named(text.name, 'captions')}>
        <Menu.Target>
          <button type="button" className={classes.captions} data-on={chosen !== undefined} aria-label={`${text.name}: ${name}`}>
            CC
          </button>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        <Menu.Label>{named(text.name, 'captions')}</Menu.Label>
        <Menu.RadioGroup value={chosen?.id ?? OFF} onChange={(id) => choose(tracks.find((track) => track.id === id) ?? null)}>
          <Menu.RadioItem value={OFF} closeMenuOnClick>
            {text.off}
          </Menu.RadioItem>
          {tracks.map((track) => (
            <Menu.RadioItem key={track.id} value={track.id} disabled={track.url == null} closeMenuOnClick>
              {trackName(track)}
              {track.problem != null && <div className="dim">{text.problem(track.problem)}</div>}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
