// Which captions are seen: the master's tracks of timed text, or none.

import { Menu, Tooltip } from '@mantine/core';
import { reviewWords } from '../../../review-words';
import { useNamed } from '../keys';
import classes from '../Transport.module.css';
import { trackName } from './names';
import type { Captions } from './useCaptions';

const text = reviewWords.captions;

export function CaptionMenu({ captions: { tracks, chosen, isFailed, choose } }: { captions: Captions }) {
  const named = useNamed();
  if (tracks.length === 0) return null;
  const name = chosen === undefined ? text.off : isFailed ? text.failed : trackName(chosen);
  return (
    <Menu position="top-start">
      <Tooltip label={named(text.name, 'captions')}>
        <Menu.Target>
          <button type="button" className={classes.track} data-on={chosen !== undefined} aria-label={`${text.name}: ${name}`}>
            CC ▾
          </button>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        <Menu.Label>{named(text.name, 'captions')}</Menu.Label>
        <Menu.Item role="menuitemradio" aria-checked={chosen === undefined} onClick={() => choose(null)}>
          {chosen === undefined ? '✓ ' : ''}
          {text.off}
        </Menu.Item>
        {tracks.map((track) => (
          <Menu.Item key={track.id} role="menuitemradio" aria-checked={track.id === chosen?.id} disabled={track.url == null} onClick={() => choose(track)}>
            {track.id === chosen?.id ? '✓ ' : ''}
            {trackName(track)}
            {track.problem != null && <div className="dim">{text.problem(track.problem)}</div>}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
