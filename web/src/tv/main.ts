// The page of a TV. It waits with a code until an operator has it, then shows what the laptop asks for, and nothing over the
// picture but the watermark. Opened by a Cast device it is given a token in place of the code.

import { StreamPort } from '../player/stream-port';
import { capabilitiesOf } from './capabilities';
import { openedByCast } from './cast-receiver';
import { Link } from './link';
import type { FromDesk, FromServer, FromTv, Numbered } from './messages';
import { Receiver } from './receiver';
import { TestCard } from './test-card';
import { measureThroughput } from './throughput';
import { tvWords as text } from './tv-words';

type Said = FromTv | { readonly type: 'HELLO'; readonly secret: string | null; readonly device: string } | { readonly type: 'PAIR'; readonly token: string };

const SECRET = 'tv.secret';
const MOVE_EVERY_MS = 15_000;

const part = (name: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-part="${name}"]`);
  if (found === null) throw new Error(`the page has no ${name}`);
  return found;
};

const waiting = part('waiting');
const code = part('code');
const line = part('line');
const title = part('title');
const watermark = part('watermark');
const picture = part('picture');
const gesture = part('gesture');
const card = new TestCard(part('card'));

// Without the framework there is still the code.
const cast = await openedByCast((given) => pair(given)).catch(() => null);
let secret = sessionStorage.getItem(SECRET);
let token: string | null = null;
let receiver: Receiver | null = null;
let throughput: number | null = null;

const link = new Link<Said, FromDesk | FromServer>('/api/v1/tv/screen', {
  opened() {
    link.say({ type: 'HELLO', secret, device: cast?.device ?? deviceName() });
  },
  heard,
  cut() {
    // What plays goes on; who waits says why there is no code.
    if (receiver === null) show({ code: null, line: text.noServer });
  },
});

function pair(given: string): void {
  token = given;
  if (link.isOpen && receiver === null) usePairing();
}

function usePairing(): void {
  if (token === null) return;
  link.say({ type: 'PAIR', token });
  token = null;
}

function heard(message: Numbered<FromDesk | FromServer>): void {
  switch (message.type) {
    case 'SCREEN':
      secret = message.secret;
      sessionStorage.setItem(SECRET, secret);
      leave();
      show({ code: message.code, line: cast === null ? text.typeCode : text.casting });
      return usePairing();
    case 'PAIRED':
      return void paired(message);
    case 'ENDED':
      leave();
      return show({ code: null, line: text.ended[message.reason] });
    case 'REFUSED':
      return show({ code: code.textContent, line: message.detail });
    case 'TAKEN':
    case 'HERE':
      return undefined;
    default:
      return receiver?.hear(message);
  }
}

const authorization = () => `Tv ${secret ?? ''}`;

async function paired(programme: Extract<FromServer, { type: 'PAIRED' }>): Promise<void> {
  const isNew = receiver?.programme.session_id !== programme.session_id;
  if (isNew) {
    leave();
    receiver = new Receiver(programme, {
      say: (message) => link.say(message),
      stream() {
        const video = document.createElement('video');
        picture.replaceChildren(video);
        return new StreamPort(video, { authorization: authorization() });
      },
      blank: () => picture.replaceChildren(),
      card,
      playing: (isPlaying) => document.body.toggleAttribute('data-playing', isPlaying),
      gestureNeeded: (isNeeded) => {
        gesture.hidden = !isNeeded;
      },
    });
    watermark.textContent = programme.watermark;
    show({ code: null, line: text.ready, title: programme.title });
  }
  const capabilities = await capabilitiesOf(programme.codecs, cast?.display ?? null);
  // What plays already is not made to share its way.
  if (isNew && programme.probe_url !== null) throughput = await measureThroughput(programme.probe_url, authorization());
  link.say({ type: 'CAPS', capabilities: { ...capabilities, throughput_kbps: throughput }, task_id: receiver?.taskId ?? null });
  receiver?.cameBack();
}

function leave(): void {
  receiver?.close();
  receiver = null;
  watermark.textContent = '';
}

function show(what: { code: string | null; line: string; title?: string }): void {
  code.textContent = what.code ?? '';
  line.textContent = what.line;
  title.textContent = what.title ?? '';
  waiting.hidden = false;
}

/** Over the subject as well as beside it. */
const PLACES = [
  [6, 8],
  [58, 22],
  [30, 44],
  [64, 70],
  [8, 84],
  [40, 12],
] as const;

let place = 0;
setInterval(() => {
  place = (place + 1) % PLACES.length;
  const [left, top] = PLACES[place] ?? PLACES[0];
  Object.assign(watermark.style, { left: `${left}%`, top: `${top}%` });
}, MOVE_EVERY_MS);

function deviceName(): string {
  const agent = navigator.userAgent;
  const known = [
    [/CrKey/, 'Chromecast'],
    [/Web0S|WebOS/, 'LG TV'],
    [/Tizen/, 'Samsung TV'],
    [/Android/, 'Android TV'],
  ] as const;
  return known.find(([pattern]) => pattern.test(agent))?.[1] ?? text.browser;
}

document.title = text.name;
gesture.textContent = text.gesture;
show({ code: null, line: text.noServer });
link.open();
