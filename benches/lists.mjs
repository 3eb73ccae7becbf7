// The client of benches/lists: creates issues and reads pages, one after the other, and measures.

import { readFileSync } from 'node:fs';

const { URL: url, SERVER: server } = process.env;
const REQUEST = '00000000-0000-7000-8000-000000000008';
const TITLE = '00000000-0000-7000-8000-000000000005';
const CREATED = 500;
const CPU_LIMIT_MS = 5;
const PAGE_LIMIT_MS = 50;
/** Of /proc/PID/stat. */
const TICK_MS = 10;

const call = async (who, method, path, body) => {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: { Authorization: `Bearer bench ${who}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};

/** User and system time of the server's process so far. */
const cpuMs = () => {
  const fields = readFileSync(`/proc/${server}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
};

const figure = (name, value, limit, note = '') => {
  console.log(`${name.padEnd(52)} ${value.toFixed(2).padStart(7)} ms   ${(value / limit).toFixed(2)} of ${limit} ms${note}`);
  if (value > limit) process.exitCode = 1;
};

const create = async () => {
  const flag = (at) => ({
    code: 'video-hit', severity: 'issue', tasks: ['sdr'], first_frame: at * 17, last_frame: at * 17 + 12,
    description: `Blocks of wrong picture data, upper left, number ${at}`,
  });
  const before = cpuMs();
  for (let at = 1; at <= CREATED; at += 1) await call('operator', 'POST', `requests/${REQUEST}/issues`, flag(at));
  figure('server CPU for one issue created', (cpuMs() - before) / CREATED, CPU_LIMIT_MS, ` (mean of ${CREATED})`);
};

const pages = async (name, who, path) => {
  const took = [];
  let rows = 0;
  let cursor = '';
  do {
    const began = performance.now();
    const page = await call(who, 'GET', `${path}?limit=200${cursor}`);
    took.push(performance.now() - began);
    rows += page.items.length;
    cursor = page.next === undefined ? undefined : `&cursor=${page.next}`;
  } while (cursor !== undefined);
  if (rows !== 10_000) throw new Error(`${path} has ${rows} rows`);
  took.sort((a, b) => a - b);
  const median = took[Math.floor(took.length / 2)];
  figure(name, took.at(-1), PAGE_LIMIT_MS, ` (the slowest of ${took.length}; median ${median.toFixed(2)} ms)`);
};

if (process.argv[2] === 'create') {
  await create();
} else {
  // The first reading fills the caches of the database: it is read once before.
  await call('operator', 'GET', `requests/${REQUEST}/issues?limit=200`);
  await pages('a page of 200 of the 10,000 issues of a report', 'operator', `requests/${REQUEST}/issues`);
  await pages('a page of 200 of the 10,000 issues of a title', 'studio_admin', `titles/${TITLE}/issues`);
}
