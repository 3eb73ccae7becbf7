// Uploads that run while one goes on working: resumable (tus), two files at a time, kept outside of any page. A file
// is known by the server's id of it; what has arrived is asked from the server, never assumed.

import { DetailedError, Upload } from 'tus-js-client';
import type { DeliveryFileView } from '../../api/shapes';
import { signedIn } from '../../api/signed-in';
import type { ChosenFile } from './chosen-files';

export interface UploadProgress {
  readonly deliveryId: string;
  readonly path: string;
  readonly sentBytes: number;
  readonly totalBytes: number;
  readonly state: 'waiting' | 'running' | 'paused' | 'done' | 'failed';
  readonly error?: string;
}

const AT_ONCE = 2;
/** One request carries at most so much: proxies and session clocks see progress. */
const CHUNK_BYTES = 64 * 1024 * 1024;
const RETRY_DELAYS_MS = [0, 1_000, 3_000, 10_000, 30_000, 60_000];

interface Running {
  readonly upload: Upload;
  progress: UploadProgress;
}

const running = new Map<string, Running>();
let snapshot: ReadonlyMap<string, UploadProgress> = new Map();
const listeners = new Set<() => void>();

const publish = () => {
  snapshot = new Map([...running].map(([id, { progress }]) => [id, progress]));
  for (const listener of listeners) listener();
};

const set = (id: string, change: Partial<UploadProgress>) => {
  const one = running.get(id);
  if (one === undefined) return;
  one.progress = { ...one.progress, ...change };
  publish();
};

const startWaiting = () => {
  let free = AT_ONCE - [...running.values()].filter(({ progress }) => progress.state === 'running').length;
  for (const [id, { upload, progress }] of running) {
    if (free <= 0) return;
    if (progress.state !== 'waiting') continue;
    free -= 1;
    set(id, { state: 'running' });
    upload.start();
  }
};

const statusOf = (error: Error | DetailedError): number =>
  error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;

const failed = async (id: string, error: Error | DetailedError) => {
  if (statusOf(error) === 401) {
    set(id, { state: 'waiting' });
    if (await signedIn.again()) startWaiting();
    return;
  }
  const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
  set(id, { state: 'failed', error: detailOf(body) ?? error.message });
  startWaiting();
};

/** The server's own sentence, when it gave one. */
const detailOf = (body: string | undefined): string | undefined => {
  try {
    const problem: unknown = JSON.parse(body ?? '');
    const detail = (problem as { detail?: unknown } | null)?.detail;
    return typeof detail === 'string' ? detail : undefined;
  } catch {
    return undefined;
  }
};

export interface Matched {
  readonly file: DeliveryFileView;
  readonly chosen: ChosenFile;
}

/** Which of the announced files are among the chosen ones; a file of another size is another file. */
export const match = (announced: readonly DeliveryFileView[], chosen: readonly ChosenFile[]): { matched: Matched[]; missing: DeliveryFileView[] } => {
  const byPath = new Map(chosen.map((each) => [each.path, each]));
  const matched: Matched[] = [];
  const missing: DeliveryFileView[] = [];
  for (const file of announced) {
    if (file.upload_url == null) continue;
    const found = byPath.get(file.path);
    if (found === undefined || found.file.size !== file.size_bytes) missing.push(file);
    else matched.push({ file, chosen: found });
  }
  return { matched, missing };
};

export const uploads = {
  get: (): ReadonlyMap<string, UploadProgress> => snapshot,
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  /** Begins, or goes on where the server says that it stopped. `onArrived` is called after each whole file. */
  begin: (deliveryId: string, files: readonly Matched[], onArrived: () => void) => {
    for (const { file, chosen } of files) {
      const before = running.get(file.id)?.progress.state;
      if (file.upload_url == null || before === 'running' || before === 'waiting') continue;
      const upload = new Upload(chosen.file, {
        uploadUrl: file.upload_url,
        chunkSize: CHUNK_BYTES,
        retryDelays: RETRY_DELAYS_MS,
        storeFingerprintForResuming: false,
        onShouldRetry: (error) => {
          const status = statusOf(error);
          return status === 0 || status === 409 || status === 423 || status >= 500;
        },
        onProgress: (sentBytes) => set(file.id, { sentBytes }),
        onSuccess: () => {
          set(file.id, { state: 'done', sentBytes: file.size_bytes });
          startWaiting();
          onArrived();
        },
        onError: (error) => void failed(file.id, error),
      });
      running.set(file.id, {
        upload,
        progress: { deliveryId, path: file.path, sentBytes: file.received_bytes, totalBytes: file.size_bytes, state: 'waiting' },
      });
    }
    publish();
    startWaiting();
  },
  pause: async (deliveryId: string) => {
    for (const [id, { upload, progress }] of running) {
      if (progress.deliveryId !== deliveryId || (progress.state !== 'running' && progress.state !== 'waiting')) continue;
      await upload.abort();
      set(id, { state: 'paused' });
    }
  },
  resume: (deliveryId: string) => {
    for (const [id, { progress }] of running) {
      if (progress.deliveryId === deliveryId && (progress.state === 'paused' || progress.state === 'failed')) set(id, { state: 'waiting' });
    }
    startWaiting();
  },
};

export const isUploading = (): boolean => [...running.values()].some(({ progress }) => progress.state === 'running' || progress.state === 'waiting');

// Leaving the page would cut what runs: the browser asks first. What has arrived stays on the server.
if (typeof window !== 'undefined') {
  window.addEventListener('beforeunload', (leave) => {
    if (isUploading()) leave.preventDefault();
  });
}
