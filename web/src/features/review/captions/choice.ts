// Which track of timed text one sees: kept in this browser by what it is, so that it is the same in the next master. Pure.

import type { CaptionTrackView } from '../../../api/shapes';

/** What was chosen last, and whether it is seen. */
export interface CaptionChoice {
  readonly isOn: boolean;
  readonly kind: string;
  readonly language: string | null;
}

export const NO_CAPTIONS: CaptionChoice = { isOn: false, kind: '', language: null };

export function readChoice(kept: unknown): CaptionChoice {
  const { isOn, kind, language } = (typeof kept === 'object' && kept !== null ? kept : {}) as Partial<Record<keyof CaptionChoice, unknown>>;
  return typeof isOn === 'boolean' && typeof kind === 'string' && (typeof language === 'string' || language === null) ? { isOn, kind, language } : NO_CAPTIONS;
}

export const choiceOf = ({ kind, language }: CaptionTrackView): CaptionChoice => ({ isOn: true, kind, language: language ?? null });

const isShowable = ({ url }: CaptionTrackView): boolean => url != null;

const matching = (tracks: readonly CaptionTrackView[], { kind, language }: CaptionChoice): CaptionTrackView | undefined =>
  tracks.find((track) => isShowable(track) && track.kind === kind && (track.language ?? null) === language);

/** The track that is seen. A master without the one that was chosen shows none: another language is another thing. */
export const chosenTrack = (tracks: readonly CaptionTrackView[], choice: CaptionChoice): CaptionTrackView | undefined => (choice.isOn ? matching(tracks, choice) : undefined);

/** By one key: off, or what was seen last, or else the first. Null where there is nothing to show. */
export function toggled(tracks: readonly CaptionTrackView[], choice: CaptionChoice): CaptionChoice | null {
  if (chosenTrack(tracks, choice) !== undefined) return { ...choice, isOn: false };
  const next = matching(tracks, choice) ?? tracks.find(isShowable);
  return next === undefined ? null : choiceOf(next);
}
