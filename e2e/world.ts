// A studio of its own for every file of tests: the real program on an empty folder and a free port, its first admin
// invited through the link that it prints, and everyone else in a browser of their own. It ends with the tests.

import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from '@playwright/test';
import { Admin } from './admin.ts';
import { Person } from './person.ts';
import { cleanEnvironment, PROGRAM } from './program.ts';

export const ADMIN_EMAIL = 'ada@studio.example';

export class World {
  private readonly people: Person[] = [];

  private constructor(
    readonly url: string,
    /** Masters are made here, downloads land here. */
    readonly folder: string,
    readonly firstLink: string,
    private readonly browser: Browser,
    private readonly server: ChildProcess,
  ) {}

  /** `name` tells the server's log apart from those of other files; settings are given as the environment gives them. */
  static async begin(browser: Browser, name: string, settings: Readonly<Record<string, string>> = {}): Promise<World> {
    const folder = await mkdtemp(path.join(tmpdir(), `assetqc-e2e-${name}-`));
    // As root, the private database runs as another user, who has to pass through.
    await chmod(folder, 0o711);
    const server = spawn(PROGRAM, ['serve', '--listen', '127.0.0.1:0', '--data-dir', path.join(folder, 'data'), '--first-admin', ADMIN_EMAIL, '--workers', '2'], {
      env: cleanEnvironment(settings),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // A runner that is cut down leaves no server behind.
    process.once('exit', () => server.kill('SIGKILL'));
    mkdirSync('results', { recursive: true });
    server.stderr.pipe(createWriteStream(`results/server-${name}.log`));
    const { url, link } = await greeting(server);
    return new World(url, folder, link, browser, server);
  }

  async end(): Promise<void> {
    await Promise.all(this.people.map((person) => person.leave()));
    const gone = new Promise((resolve) => this.server.once('exit', resolve));
    if (this.server.exitCode === null) {
      this.server.kill('SIGINT');
      await gone;
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Somebody at a browser who is not signed in. */
  async stranger(): Promise<Person> {
    const context = await this.browser.newContext({ baseURL: this.url });
    const person = new Person(context, await context.newPage());
    this.people.push(person);
    return person;
  }

  /** The first admin, by the printed link, through the page. */
  async admin(): Promise<Admin> {
    const person = await this.stranger();
    await person.acceptsInvitation(this.firstLink);
    return new Admin(this, person);
  }

  in(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }
}

/** The two lines for whoever started the program. */
function greeting(server: ChildProcess): Promise<{ url: string; link: string }> {
  return new Promise((resolve, reject) => {
    let link: string | undefined;
    let url: string | undefined;
    server.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)));
    server.once('error', reject);
    createInterface({ input: server.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      link ??= /https?:\S+\/invitation\S*/.exec(line)?.[0];
      url ??= /listens on (\S+)/.exec(line)?.[1];
      if (link !== undefined && url !== undefined) resolve({ url, link });
    });
  });
}
