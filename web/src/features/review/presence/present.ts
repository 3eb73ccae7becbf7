// Who else is in the room, as it is shown: initials, and what somebody is changing. Pure.

import type { IssueView, PresentPerson } from '../../../api/shapes';

/** "Olga Berg" is OB; "Ada" is A. */
export const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/).filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => Array.from(word ?? '')[0]?.toLocaleUpperCase() ?? '').join('');
};

/** The number of the issue that somebody is changing, as far as it is one of these. */
export const editedBy = ({ editing_issue_id: id }: PresentPerson, issues: readonly IssueView[]): number | null => (id == null ? null : (issues.find((issue) => issue.id === id)?.number ?? null));

/** The others who have the form of the same issue open. */
export const atTheSame = (others: readonly PresentPerson[], editing: string | null): readonly PresentPerson[] => (editing === null ? [] : others.filter(({ editing_issue_id: id }) => id === editing));

/** A page whose person has done nothing for so long does not say that they are there: nor does it keep their session. */
const AWAY_AFTER_MS = 5 * 60_000;

export const isAway = (lastInputAt: number, now: number, isPlaying: boolean): boolean => !isPlaying && now - lastInputAt > AWAY_AFTER_MS;
