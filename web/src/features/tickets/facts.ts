// The facts that go with a ticket: where one was and with what. Each can be taken away before it is sent.

import { appVersion } from '../../diagnostics/recorder';
import { ticketContext } from './context';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

interface UserAgentData {
  readonly getHighEntropyValues?: (hints: readonly string[]) => Promise<{ fullVersionList?: readonly { brand: string; version: string }[] }>;
}

/** "Chrome 131.0.6778.86": the user agent's own text leaves out all but the first number. */
export const browserName = async (agent: Pick<Navigator, 'userAgent'> & { userAgentData?: UserAgentData }): Promise<string> => {
  const told = await agent.userAgentData?.getHighEntropyValues?.(['fullVersionList']).catch(() => undefined);
  const brand = told?.fullVersionList?.find(({ brand: name }) => /chrome|chromium|edge/i.test(name));
  if (brand !== undefined) return `${brand.brand} ${brand.version}`;
  const [, name, version] = /(Edg|Chrome|Chromium|Firefox|Version)\/([0-9.]+)/.exec(agent.userAgent) ?? [];
  return name === undefined || version === undefined ? agent.userAgent : `${name === 'Version' ? 'Safari' : name} ${version}`;
};

export const factsOf = (browser: string, account: string): readonly Fact[] => [
  { name: 'account', value: account },
  { name: 'browser', value: browser },
  { name: 'app', value: appVersion },
  ...Object.entries(ticketContext())
    .filter(([name]) => name !== 'browser')
    .map(([name, value]) => ({ name, value })),
];

export const asContext = (facts: readonly Fact[]): Record<string, string> => Object.fromEntries(facts.map(({ name, value }) => [name, value]));
