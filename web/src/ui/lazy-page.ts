// A page whose code is fetched when somebody goes there. When it cannot be fetched because the server is out of reach, the
// page says so and can be tried again; when the server is there and the code is gone, the product was updated, and the page is
// loaded anew once.

import { createElement, use, type ComponentType, type FunctionComponent } from 'react';

export interface PageGround {
  /** Resolves when the server answers; rejects with what to say when it is out of reach. */
  readonly reach: () => Promise<void>;
  readonly reload: () => void;
  /** For which pages the product was loaded anew already: once is enough. */
  readonly reloads: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

export type PropsOf<Component> = Component extends ComponentType<infer Props> ? (unknown extends Props ? object : Props & object) : never;
type Page<Props> = FunctionComponent<Props> & { readonly preload: () => Promise<void> };

/** What is waited for while the product is loaded anew. */
const never = new Promise<never>(() => undefined);

export const lazyPages =
  (ground: PageGround) =>
  <Name extends string, Code extends Record<Name, ComponentType<never>>>(fetchCode: () => Promise<Code>, name: Name): Page<PropsOf<Code[Name]>> => {
    const loadedAnew = `assetqc.loaded-anew.${name}`;
    let page: Code[Name] | undefined;
    let failure: { readonly why: unknown; readonly isGone: boolean } | undefined;
    let underWay: Promise<void> | undefined;
    let isLeaving = false;

    const fetchAgain = async (): Promise<Code | undefined> => {
      try {
        await ground.reach();
      } catch (why) {
        failure = { why, isGone: false };
        return undefined;
      }
      return fetchCode().catch((why: unknown) => {
        failure = { why, isGone: true };
        return undefined;
      });
    };
    const load = async () => {
      const code = await fetchCode().catch(fetchAgain);
      if (code === undefined) return;
      page = code[name];
      failure = undefined;
      ground.reloads.removeItem(loadedAnew);
    };
    // Also begun by a pointer over a link: what comes of a failure is decided only where the page is shown.
    const preload = (): Promise<void> => {
      if (page !== undefined) return Promise.resolve();
      underWay ??= load().finally(() => {
        underWay = undefined;
      });
      return underWay;
    };
    const Lazy = (props: PropsOf<Code[Name]>) => {
      if (page !== undefined) return createElement(page as ComponentType<object>, props);
      if (failure === undefined) return use(preload()) ?? null;
      if (!isLeaving) {
        if (!failure.isGone || ground.reloads.getItem(loadedAnew) !== null) throw failure.why;
        isLeaving = true;
        ground.reloads.setItem(loadedAnew, '1');
        ground.reload();
      }
      throw never;
    };
    return Object.assign(Lazy, { preload });
  };
