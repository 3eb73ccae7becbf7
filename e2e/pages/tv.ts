// A TV with the receiver page open, and the laptop beside it.

import { expect, type Browser, type BrowserContext, type Locator, type Page, type WebSocketRoute } from '@playwright/test';
import type { Person } from '../person.ts';
import { frameOnScreen } from '../screen.ts';

/** A screen across the room; its network can be cut and slowed. */
export class Tv {
  #routes = new Set<WebSocketRoute>();
  #isCut = false;
  delayMs = 0;

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async on(browser: Browser, url: string): Promise<Tv> {
    const tv = await Tv.off(browser, url);
    await tv.page.goto('/tv');
    return tv;
  }

  /** The browser of a TV that shows nothing yet. */
  static async off(browser: Browser, url: string): Promise<Tv> {
    const context = await browser.newContext({ baseURL: url, viewport: { width: 960, height: 540 } });
    const tv = new Tv(context, await context.newPage());
    await tv.page.routeWebSocket(/\/api\/v1\/tv\/screen$/, (route) => tv.#connect(route));
    return tv;
  }

  #connect(route: WebSocketRoute): void {
    if (this.#isCut) {
      void route.close();
      return;
    }
    const server = route.connectToServer();
    this.#routes.add(route);
    // In order, whatever the delay is by then.
    const inOrder = (send: (message: string | Buffer) => void) => {
      let before = Promise.resolve();
      return (message: string | Buffer) => {
        const late = new Promise((resolve) => setTimeout(resolve, this.delayMs));
        before = Promise.all([before, late]).then(() => {
          if (this.#routes.has(route)) send(message);
        });
      };
    };
    route.onMessage(inOrder((message) => server.send(message)));
    server.onMessage(inOrder((message) => route.send(message)));
    const over = () => this.#routes.delete(route);
    route.onClose(() => {
      over();
      void server.close();
    });
    server.onClose(() => {
      over();
      void route.close();
    });
  }

  async cut(): Promise<void> {
    this.#isCut = true;
    const routes = [...this.#routes];
    this.#routes.clear();
    await Promise.all(routes.map((route) => route.close()));
  }

  restore(): void {
    this.#isCut = false;
  }

  get code(): Locator {
    return this.page.locator('[data-part="code"]');
  }

  get line(): Locator {
    return this.page.locator('[data-part="line"]');
  }

  get video(): Locator {
    return this.page.locator('video');
  }

  async shownCode(): Promise<string> {
    await expect(this.code).toHaveText(/^[A-Z2-9]{6}$/);
    return this.code.innerText();
  }

  /** Read from the pixels. */
  async frame(): Promise<number | undefined> {
    return (await frameOnScreen(this.video))?.frame;
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}

/** What an operator does at the laptop. */
export class TvDesk {
  constructor(readonly person: Person) {}

  private get page() {
    return this.person.page;
  }

  get dialog(): Locator {
    return this.person.dialog('Review on the TV');
  }

  get card(): Locator {
    return this.page.getByTestId('on-tv');
  }

  get timecode(): Locator {
    return this.page.getByTestId('tv-timecode');
  }

  async opens(): Promise<void> {
    await this.page.getByRole('button', { name: 'TV', exact: true }).click();
    await expect(this.dialog).toBeVisible();
  }

  async types(code: string): Promise<void> {
    await this.dialog.getByLabel('Code on the TV').fill(code);
    await this.dialog.getByRole('button', { name: 'Connect' }).click();
  }

  async begins(task: string): Promise<void> {
    await this.dialog.getByRole('button', { name: `Begin ${task} on the TV` }).click();
    await expect(this.dialog).toBeHidden();
    await expect(this.timecode).toHaveAttribute('data-proof', 'proven');
  }

  async frame(): Promise<number> {
    return Number(await this.timecode.getAttribute('data-frame'));
  }

  async goesTo(timecode: string, frame: number): Promise<void> {
    await this.page.keyboard.press('=');
    await expect(this.page.getByRole('textbox', { name: 'Go to timecode' })).toBeFocused();
    await this.page.keyboard.type(timecode);
    await this.page.keyboard.press('Enter');
    await this.standsOn(frame);
  }

  async standsOn(frame: number): Promise<void> {
    await expect(this.timecode).toHaveAttribute('data-frame', String(frame));
    await expect(this.timecode).toHaveAttribute('data-proof', 'proven');
  }
}
