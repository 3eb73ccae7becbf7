// The part that is there only when a Cast device opened the page: Cast's receiver framework is loaded, keeps the device from
// falling asleep, and hands over the token that the sender brings. What is played is ours: its players are left out.

const FRAMEWORK = 'https://www.gstatic.com/cast/sdk/libs/caf_receiver/v3/cast_receiver_framework.js';
export const NAMESPACE = 'urn:x-cast:assetqc.tv';
const CAST_PATH = '/tv/cast';

interface ReceiverContext {
  addCustomMessageListener(namespace: string, listener: (event: { data: unknown }) => void): void;
  canDisplayType(mimeType: string, codecs?: string, width?: number, height?: number, framerate?: number): boolean;
  getDeviceCapabilities(): Record<string, unknown> | null;
  start(options: Record<string, unknown>): void;
}

interface Framework {
  readonly framework: { readonly CastReceiverContext: { getInstance(): ReceiverContext } };
}

export interface CastDevice {
  readonly device: string;
  readonly display: Pick<ReceiverContext, 'canDisplayType'>;
}

export async function openedByCast(onToken: (token: string) => void): Promise<CastDevice | null> {
  if (location.pathname !== CAST_PATH) return null;
  await loadScript(FRAMEWORK);
  const { cast } = globalThis as unknown as { cast: Framework };
  const context = cast.framework.CastReceiverContext.getInstance();
  context.addCustomMessageListener(NAMESPACE, ({ data }) => {
    const said = typeof data === 'string' ? (JSON.parse(data) as unknown) : data;
    if (typeof said === 'object' && said !== null && 'token' in said && typeof said.token === 'string') onToken(said.token);
  });
  context.start({ disableIdleTimeout: true, skipPlayersLoad: true, skipMplLoad: true, skipShakaLoad: true, customNamespaces: { [NAMESPACE]: 'JSON' } });
  return { device: 'Chromecast', display: context };
}

const loadScript = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error('the Cast framework could not be loaded'));
    document.head.append(script);
  });
