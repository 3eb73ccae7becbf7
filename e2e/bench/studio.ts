// A studio with a title at a rate, delivered and in the hands of people who review it.

import type { Admin } from '../admin.ts';
import { makeMaster, type MasterOptions } from '../masters.ts';
import { deliver } from '../pages/deliveries.ts';
import type { Person } from '../person.ts';
import type { World } from '../world.ts';

export interface Studio {
  readonly admin: Admin;
  readonly post: Person;
  readonly facilityId: string;
  readonly title: (options: MasterOptions) => Promise<string>;
}

/** `title` makes and delivers a master, and gives the id of its request. */
export async function openStudio(world: World, shows: readonly string[]): Promise<Studio> {
  const admin = await world.admin();
  const facilityId = await admin.addsFacility('Northlight');
  const added = await Promise.all(shows.map((name) => admin.addsShow(name, 'browser', ['sdr', '5.1', '2.0'])));
  const showIds = added.map(({ id }) => id);
  await admin.clears(facilityId, showIds);
  const production = await admin.welcomes({ email: 'max@production.example', firstName: 'Max', lastName: 'Faber', role: 'production', showIds });
  const post = await admin.welcomes({ email: 'pia@studio.example', firstName: 'Pia', lastName: 'Lund', role: 'post', showIds });
  const labels = new Map(shows.map((name, index) => [name, added[index]?.label ?? '']));
  const title = async (options: MasterOptions): Promise<string> => {
    const label = labels.get(options.title) ?? '';
    const { folder } = await makeMaster(world.in(options.title.replaceAll(' ', '-')), options);
    await deliver({ world, email: production.email, folder, title: label, dropFrame: options.dropFrame ?? false });
    const answer = await post.context.request.get('/api/v1/requests?view=all');
    const { items } = (await answer.json()) as { items: { id: string; title: { label: string } }[] };
    const request = items.find((each) => each.title.label === label);
    if (request === undefined) throw new Error(`no request for ${label}`);
    return request.id;
  };
  return { admin, post, facilityId, title };
}
