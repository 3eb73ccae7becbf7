// Headers that make a write safe to send: which revision it was decided on, and a key under which it happens once.

/** The write is refused (412) when the object is no longer at this revision. */
export const ifMatch = (revision: number): { 'If-Match': string } => ({ 'If-Match': `"${revision}"` });

/** One key per intention, not per attempt: keep it as long as the same form is being sent. */
export const newIdempotencyKey = (): string => crypto.randomUUID();

export const once = (key: string): { 'Idempotency-Key': string } => ({ 'Idempotency-Key': key });
