// The forms that single values must have to stay: numbers, instants, versions, words of a list. Anything else is null.
// The server cleans by the same rules (`crates/server/src/tickets/har`); `fixtures/har.json` holds the two equal.

/** Larger than every size and duration that a browser measures. */
const LIMIT_NUMBER = 1e12;

/** A whole number: fractions of a millisecond say nothing. */
export const number = (of: unknown): number | null => (typeof of === 'number' && Math.abs(of) <= LIMIT_NUMBER ? Math.floor(of + 0.5) : null);

export const boolean = (of: unknown): boolean | null => (typeof of === 'boolean' ? of : null);

export const ofList = (of: unknown, list: readonly string[]): string | null => (typeof of === 'string' && list.includes(of) ? of : null);

const matching = (form: RegExp) => (of: unknown): string | null => (typeof of === 'string' && form.test(of) ? of : null);

/** `131.0.6778.86`: one to four groups of up to six digits. */
export const version = matching(/^[0-9]{1,6}(\.[0-9]{1,6}){0,3}$/);

/** `2026-11-26T22:16:00.123Z`, or with an offset. */
export const instant = matching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$/);

/** The number of a call, by which the server's log is searched. */
export const uuid = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/** `page_12`, as browsers number them. */
export const pageId = matching(/^page_[0-9]{1,6}$/);

/** A field of whatever stands there; nothing is taken from a prototype. */
export const field = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null && !Array.isArray(of) && Object.hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;

export const list = (of: unknown): readonly unknown[] => (Array.isArray(of) ? of : []);
