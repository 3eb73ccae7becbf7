// Casting from Chrome itself: Google's sender library is loaded when an operator asks for it, and only where a receiver is
// registered. It finds the device and hands it the token; all that follows goes over our own sockets.

const LIBRARY = 'https://www.gstatic.com/cv/js/sender/v1/cast_sender.js?loadCastFramework=1';
const NAMESPACE = 'urn:x-cast:assetqc.tv';
const AVAILABLE_WITHIN_MS = 8_000;

interface CastSession {
  sendMessage(namespace: string, message: unknown): Promise<unknown>;
}

interface CastContext {
  setOptions(options: Record<string, unknown>): void;
  requestSession(): Promise<unknown>;
  getCurrentSession(): CastSession | null;
}

interface Sender {
  cast?: { framework?: { CastContext: { getInstance(): CastContext } } };
  chrome?: { cast?: { AutoJoinPolicy: { ORIGIN_SCOPED: string } } };
  __onGCastApiAvailable?: (isAvailable: boolean) => void;
}

const page = globalThis as unknown as Sender;
let loading: Promise<void> | null = null;

/** Asks for a device, opens the receiver on it, and hands it a token that was made for it. */
export async function startSender(applicationId: string, token: () => Promise<string>): Promise<void> {
  loading ??= load().catch((thrown: unknown) => {
    loading = null;
    throw thrown;
  });
  await loading;
  const context = page.cast?.framework?.CastContext.getInstance();
  if (context === undefined) throw new Error(UNAVAILABLE);
  context.setOptions({ receiverApplicationId: applicationId, autoJoinPolicy: page.chrome?.cast?.AutoJoinPolicy.ORIGIN_SCOPED });
  const refused = await context.requestSession();
  // "No error" is an empty answer.
  if (refused !== undefined && refused !== null && refused !== '') throw new Error(String(refused));
  await context.getCurrentSession()?.sendMessage(NAMESPACE, { token: await token() });
}

const UNAVAILABLE = 'This browser cannot cast. Use the code, or assetqc cast-agent.';

function load(): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(UNAVAILABLE)), AVAILABLE_WITHIN_MS);
    page.__onGCastApiAvailable = (isAvailable) => {
      clearTimeout(timer);
      if (isAvailable) resolve();
      else reject(new Error(UNAVAILABLE));
    };
    const script = document.createElement('script');
    script.src = LIBRARY;
    script.onerror = () => reject(new Error(UNAVAILABLE));
    document.head.append(script);
  });
}
