// Addresses. Of the product's own the words of its interface stay, everything that names a thing is a mark: ids, tokens,
// file names, queries and fragments go. Of other hosts only the scheme stays.

/** The words of the product's own addresses. */
const WORDS: ReadonlySet<string> = new Set([
  'api', 'v1', 'assets', 'invitation', 'sign-in', 'work', 'requests', 'review', 'fix-notes', 'report', 'titles',
  'deliveries', 'new', 'downloads', 'people', 'facilities', 'shows', 'policies', 'tickets', 'metrics', 'health', 'notices',
  'sessions', 'session', 'help', 'invitations', 'issues', 'check', 'draft', 'comments', 'history', 'tasks', 'coverage',
  'watch-items', 'verifications', 'verdicts', 'submit', 'take', 'begin', 'hand-back', 'reassign', 'hold', 'release',
  'cancel', 'priority', 'extensions', 'renditions', 'files', 'stills', 'playback', 'uploads', 'events', 'error-codes',
  'ticket-kinds', 'ticket-attachments', 'replies', 'state', 'assign', 'read', 'read-all', 'manifest', 'serve-next',
]);
const EXTENSIONS: ReadonlySet<string> = new Set(['js', 'css', 'html', 'svg', 'png', 'jpg', 'webp', 'woff2', 'm3u8', 'm4s', 'mp4', 'mpd', 'ts', 'json', 'csv', 'bin']);
const SCHEMES: ReadonlySet<string> = new Set(['http', 'https', 'ws', 'wss']);
const OPAQUE: ReadonlySet<string> = new Set(['data', 'blob', 'about', 'chrome-extension']);

const OWN = '{app}';
const OTHER = '{other}';
const THING = '{…}';
const LIMIT_PARTS = 16;

/** What becomes of an address; null where there was none. */
export const address = (of: unknown, ownHost: string): string | null => (typeof of === 'string' && of !== '' ? clean(of, ownHost) : null);

const clean = (text: string, ownHost: string): string => {
  const colon = text.indexOf(':');
  if (colon < 0) return path(text);
  const scheme = text.slice(0, colon);
  if (OPAQUE.has(scheme)) return `${scheme}:${THING}`;
  if (!SCHEMES.has(scheme)) return THING;
  const rest = text.slice(colon + 1).replace(/^\/\//, '');
  const end = /[/?#]/.exec(rest)?.index ?? rest.length;
  const host = rest.slice(0, end);
  return host === ownHost || host === OWN ? `${scheme}://${OWN}${path(rest.slice(end))}` : `${scheme}://${OTHER}`;
};

/** `/api/v1/requests/{…}/issues?…` */
const path = (text: string): string => {
  const [beforeFragment = ''] = text.split('#');
  const [before = '', query] = beforeFragment.split('?');
  const parts = before.split('/').slice(0, LIMIT_PARTS).map(part);
  return `${parts.join('/')}${query === undefined ? '' : '?…'}`;
};

const part = (text: string): string => {
  if (text === '' || WORDS.has(text)) return text;
  const dot = text.lastIndexOf('.');
  const extension = text.slice(dot + 1);
  return dot >= 0 && EXTENSIONS.has(extension) ? `${THING}.${extension}` : THING;
};
