// The studio admin at work: facilities, shows, titles, policies, people. `story.spec.ts` does each of these once through
// the pages; everything else that a file of tests needs is set up here through the same API that the pages use.

import { randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import type { Person } from './person.ts';
import type { World } from './world.ts';

export type Service = 'browser' | 'cast' | 'download';
export type Role = 'operator' | 'verifier' | 'vendor_manager' | 'download_manager' | 'post' | 'production' | 'studio_admin';

export interface Newcomer {
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
  facilityId?: string;
  showIds?: string[];
}

export interface Show {
  readonly id: string;
  readonly titleId: string;
  /** The title as it is called beside things. */
  readonly label: string;
}

export class Admin {
  constructor(
    private readonly world: World,
    readonly person: Person,
  ) {}

  async addsFacility(name: string): Promise<string> {
    return (await this.posts<{ id: string }>('facilities', { name })).id;
  }

  async clears(facilityId: string, showIds: string[]): Promise<void> {
    const answer = await this.person.context.request.put(`/api/v1/facilities/${facilityId}/clearances`, { data: { show_ids: showIds } });
    expect(answer.ok(), await answer.text()).toBe(true);
  }

  /** A show whose deliveries are reviewed by one service, and its first episode. */
  async addsShow(name: string, service: Service, tasks: readonly string[] = ['sdr', '2.0']): Promise<Show> {
    const { id } = await this.posts<{ id: string }>('shows', { name });
    const title = await this.addsEpisode(id, 1, 'Pilot');
    for (const phase of ['first', 'redelivery'] as const) {
      await this.saves('policies/requests', {
        show_id: id,
        asset_kind: 'primary_av',
        delivery_phase: phase,
        service,
        tasks: tasks.map((kind) => ({ kind, depth: phase === 'first' ? 'full' : 'fix_check' })),
        priority: 'standard',
      });
    }
    return { id, titleId: title.id, label: title.label };
  }

  /** What was made through the pages has an id as well. */
  async idOf(noun: 'shows' | 'facilities', name: string): Promise<string> {
    const answer = await this.person.context.request.get(`/api/v1/${noun}`);
    const found = ((await answer.json()) as { id: string; name: string }[]).find((each) => each.name === name);
    expect(found, `${name} among the ${noun}`).toBeDefined();
    return found?.id ?? '';
  }

  addsEpisode(showId: string, episode: number, name: string): Promise<{ id: string; label: string }> {
    return this.posts('titles', { show_id: showId, kind: 'episode', name, season: 1, episode, language: 'en' });
  }

  /** Nobody is served: work is taken from the pool. */
  async letsPeopleTake(service: Service, phase: 'qc' | 'verification'): Promise<void> {
    await this.saves('policies/assignment', { show_id: null, service, phase, model: 'pull', lease_s: 4 * 3600, confirmed: true });
  }

  async invites({ email, firstName, lastName, role, facilityId, showIds }: Newcomer): Promise<string> {
    const isReviewer = role === 'operator' || role === 'verifier';
    const invited = await this.posts<{ invitation_link: string }>('people', {
      email,
      first_name: firstName,
      last_name: lastName,
      role,
      facility_id: facilityId ?? null,
      skills: isReviewer ? ['hdr', 'atmos'] : [],
      languages: isReviewer ? ['en'] : [],
      show_ids: showIds ?? [],
    });
    return invited.invitation_link;
  }

  /** Invites somebody, who is there at once in a browser of their own. */
  async welcomes(newcomer: Newcomer): Promise<Person> {
    const link = await this.invites(newcomer);
    const person = await this.world.stranger();
    await person.comesIn(newcomer.email, link);
    return person;
  }

  private async posts<Answer>(path: string, data: unknown): Promise<Answer> {
    const answer = await this.person.context.request.post(`/api/v1/${path}`, { data, headers: { 'Idempotency-Key': randomUUID() } });
    expect(answer.ok(), `POST ${path}: ${await answer.text()}`).toBe(true);
    return (await answer.json()) as Answer;
  }

  private async saves(path: string, data: unknown): Promise<void> {
    const answer = await this.person.context.request.put(`/api/v1/${path}`, { data });
    expect(answer.ok(), `PUT ${path}: ${await answer.text()}`).toBe(true);
  }
}
