// Instants and lengths as people read them: in the viewer's zone, with the zone. Pure; the clock is given.

const zoneOf = (at: Date, timeZone?: string): string => {
  const parts = new Intl.DateTimeFormat('en-GB', { ...(timeZone ? { timeZone } : {}), timeZoneName: 'short' }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? 'UTC';
};

/** "Tue 24 Nov 2026, 14:05 CET" */
export const instantText = (iso: string, timeZone?: string): string => {
  const at = new Date(iso);
  const text = new Intl.DateTimeFormat('en-GB', {
    ...(timeZone ? { timeZone } : {}),
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
  return `${text.replace(/^(\w+), /, '$1 ')} ${zoneOf(at, timeZone)}`;
};

/** "24 Nov, 14:05" for dense lists; the whole instant stands in its title. */
export const shortInstantText = (iso: string, timeZone?: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    ...(timeZone ? { timeZone } : {}),
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(iso));

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** The two largest units: "1 d 4 h", "3 h 20 min", "12 min", "40 s". */
export const lengthText = (seconds: number): string => {
  const s = Math.max(0, Math.round(seconds));
  const pair = (big: number, bigUnit: string, small: number, smallUnit: string) => {
    const rest = Math.floor((s % big) / small);
    return rest === 0 ? `${Math.floor(s / big)} ${bigUnit}` : `${Math.floor(s / big)} ${bigUnit} ${rest} ${smallUnit}`;
  };
  if (s >= DAY_S) return pair(DAY_S, 'd', HOUR_S, 'h');
  if (s >= HOUR_S) return pair(HOUR_S, 'h', MINUTE_S, 'min');
  if (s >= MINUTE_S) return `${Math.floor(s / MINUTE_S)} min`;
  return `${s} s`;
};

/** The largest unit that says enough: for dense lists. */
export const roughLengthText = (seconds: number): string => {
  const s = Math.max(0, Math.round(seconds));
  if (s >= 3 * DAY_S) return `${Math.floor(s / DAY_S)} d`;
  if (s >= 3 * HOUR_S) return `${Math.floor(s / HOUR_S)} h`;
  return `${Math.floor(s / MINUTE_S)} min`;
};

/** When an instant comes, or by how much it has passed: "in 3 h", "2 h late". */
export const untilText = (iso: string, now: Date, say: (seconds: number) => string = lengthText): string => {
  const left = (new Date(iso).getTime() - now.getTime()) / 1000;
  return left >= 0 ? `in ${say(left)}` : `${say(-left)} late`;
};

export const agoText = (iso: string, now: Date): string => {
  const past = (now.getTime() - new Date(iso).getTime()) / 1000;
  return past < MINUTE_S ? 'just now' : `${lengthText(past)} ago`;
};
