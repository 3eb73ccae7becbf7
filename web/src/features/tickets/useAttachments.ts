// What the browser saw, to be sent with a ticket: diagnostics and HAR files, cleaned here before anything leaves. They are
// uploaded only when the ticket is sent; what was uploaded once is not uploaded again when sending is repeated.

import { useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { newIdempotencyKey, once } from '../../api/preconditions';
import type { AttachmentKind } from '../../api/shapes';
import { diagnostics } from '../../diagnostics/recorder';
import { cleanHar, LIMIT_BYTES, RefusedHar, type Removed } from '../../har/clean';
import { ticketWords } from '../../ticket-words';

const text = ticketWords.attached;

export interface Attached {
  readonly key: string;
  readonly kind: AttachmentKind;
  readonly name: string;
  /** As it is sent. */
  readonly body: string;
  readonly calls: number;
  readonly errors: number;
  readonly removed: Removed | null;
}

/** What now would be sent of the page's own diagnostics. */
export const gather = (): Attached => {
  const gathered = diagnostics();
  return {
    key: newIdempotencyKey(),
    kind: 'diagnostics',
    name: 'diagnostics.json',
    body: JSON.stringify(gathered, null, 2),
    calls: gathered.calls.length,
    errors: gathered.errors.length,
    removed: null,
  };
};

/** Cleans a file that Chrome exported; rejects with the sentence to show. */
export const cleanFile = async (file: File): Promise<Attached> => {
  if (file.size > LIMIT_BYTES) throw new Error(text.refused.too_large);
  const exported = await file.text().catch(() => {
    throw new Error(text.unreadable);
  });
  try {
    const { kept, removed } = cleanHar(exported, location.host);
    return { key: newIdempotencyKey(), kind: 'har', name: file.name, body: JSON.stringify(kept, null, 2), calls: kept.log.entries.length, errors: 0, removed };
  } catch (thrown) {
    throw thrown instanceof RefusedHar ? new Error(text.refused[thrown.code]) : thrown;
  }
};

const upload = async ({ key, kind, name, body }: Attached): Promise<string> => {
  const kept = await answer(
    api.POST('/api/v1/ticket-attachments', {
      params: { query: { kind, name } },
      body,
      bodySerializer: (written: string) => written,
      headers: { ...once(key), 'Content-Type': 'application/json' },
    }),
  );
  return kept.id;
};

export function useAttachments(first: readonly Attached[] = []) {
  const [attached, setAttached] = useState<readonly Attached[]>(first);
  const [isReading, setReading] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const sent = useRef(new Map<string, string>());
  return {
    attached,
    isReading,
    refusal,
    add: (one: Attached) => setAttached((before) => [...before.filter(({ kind }) => kind !== one.kind || one.kind === 'har'), one]),
    remove: (key: string) => setAttached((before) => before.filter((one) => one.key !== key)),
    addFile: async (file: File) => {
      setReading(true);
      setRefusal(undefined);
      try {
        const cleaned = await cleanFile(file);
        setAttached((before) => [...before, cleaned]);
      } catch (thrown) {
        setRefusal(thrown instanceof Error ? thrown.message : String(thrown));
      } finally {
        setReading(false);
      }
    },
    /** The ids by which a ticket or a reply takes them. */
    uploadAll: async (): Promise<string[]> => {
      const ids: string[] = [];
      for (const one of attached) {
        const id = sent.current.get(one.key) ?? (await upload(one));
        sent.current.set(one.key, id);
        ids.push(id);
      }
      return ids;
    },
  };
}

export type Attachments = ReturnType<typeof useAttachments>;
