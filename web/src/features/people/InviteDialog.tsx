// Onboarding a person: who, in which role, for which facility or shows; then the link, shown once.

import { Button, Group, Modal, MultiSelect, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem, fieldErrors } from '../../api/problem';
import { once } from '../../api/preconditions';
import type { Invited, Role } from '../../api/shapes';
import { Explained } from '../../help/Help';
import { notLoaded } from '../../ui/NotLoaded';
import { roleNames, skillNames, words } from '../../words';
import { fullName } from '../access/session';
import { facilitiesQuery } from '../facilities/queries';
import { showsQuery } from '../titles/queries';
import { InvitationLink } from './InvitationLink';
import { peopleQuery } from './queries';

const text = words.people;
const FIELDS = ['email', 'first_name', 'last_name', 'role', 'facility_id', 'skills', 'languages', 'same_human_as', 'show_ids'] as const;

export const isOfAVendor = (role: Role) => role === 'operator' || role === 'verifier' || role === 'vendor_manager' || role === 'download_manager';
export const isOfShows = (role: Role) => role === 'post' || role === 'production';
export const isReviewer = (role: Role) => role === 'operator' || role === 'verifier';

export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [invited, setInvited] = useState<Invited>();
  const close = () => {
    setInvited(undefined);
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={text.invite} size="lg">
      {invited === undefined ? <Form onInvited={setInvited} onCancel={close} /> : <InvitationLink invited={invited} onDone={close} />}
    </Modal>
  );
}

function Form({ onInvited, onCancel }: { onInvited: (invited: Invited) => void; onCancel: () => void }) {
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [firstName, setFirstName] = useState('');
  const [lastName, setLastName] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [facility, setFacility] = useState<string | null>(null);
  const [skills, setSkills] = useState<string[]>([]);
  const [languages, setLanguages] = useState<string[]>(['en']);
  const [sameHuman, setSameHuman] = useState<string | null>(null);
  const [shows, setShows] = useState<string[]>([]);
  const facilities = useQuery(facilitiesQuery);
  const allShows = useQuery(showsQuery);
  const people = useQuery({ ...peopleQuery({}), enabled: isReviewer(role) });
  const invite = useAct({
    send: (_: void, keyOf) => {
      const body = {
        email: email.trim(),
        first_name: firstName.trim(),
        last_name: lastName.trim(),
        role,
        facility_id: isOfAVendor(role) ? facility : null,
        skills: isReviewer(role) ? skills : [],
        languages: isReviewer(role) ? languages : [],
        same_human_as: isReviewer(role) ? sameHuman : null,
        show_ids: isOfShows(role) ? shows : [],
      };
      return answer(api.POST('/api/v1/people', { body, headers: once(keyOf(body)) }));
    },
    onSuccess: (invited) => {
      void queries.invalidateQueries({ queryKey: ['person'] });
      onInvited(invited);
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(invite.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, FIELDS);

  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        invite.mutate();
      }}
    >
      <Stack gap="md">
        <Group grow align="flex-start">
          <TextInput data-autofocus required label={text.form.firstName} value={firstName} onChange={(change) => setFirstName(change.currentTarget.value)} error={refusal?.errors.first_name} />
          <TextInput required label={text.form.lastName} value={lastName} onChange={(change) => setLastName(change.currentTarget.value)} error={refusal?.errors.last_name} />
        </Group>
        <TextInput required type="email" label={text.form.email} description={text.form.emailHow} value={email} onChange={(change) => setEmail(change.currentTarget.value)} error={refusal?.errors.email} />
        <Group grow align="flex-start">
          <Explained of="role">
            <Select required allowDeselect={false} label={text.columns.role} data={Object.entries(roleNames).map(([value, label]) => ({ value, label }))} value={role} onChange={(value) => value !== null && setRole(value as Role)} error={refusal?.errors.role} />
          </Explained>
          {isOfAVendor(role) && (
            <Select required searchable label={text.columns.facility} data={(facilities.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={facility} onChange={setFacility} error={refusal?.errors.facility_id ?? notLoaded(facilities)} />
          )}
        </Group>
        {isReviewer(role) && (
          <>
            <Group grow align="flex-start">
              <Explained of="skill">
                <MultiSelect label={text.columns.skills} data={Object.entries(skillNames).map(([value, label]) => ({ value, label }))} value={skills} onChange={setSkills} error={refusal?.errors.skills} />
              </Explained>
              <TagsInput label={text.columns.languages} description={text.form.languagesHow} value={languages} onChange={setLanguages} error={refusal?.errors.languages} />
            </Group>
            <Explained of="account of the same person">
              <Select searchable clearable label={text.form.sameHuman} description={text.form.sameHumanHow} data={(people.data?.items ?? []).map((person) => ({ value: person.id, label: `${fullName(person)} (${roleNames[person.role]}, ${person.email})` }))} value={sameHuman} onChange={setSameHuman} error={refusal?.errors.same_human_as ?? notLoaded(people)} />
            </Explained>
          </>
        )}
        {isOfShows(role) && (
          <Explained of="show">
            <MultiSelect searchable label={text.form.shows} description={text.form.showsHow} data={(allShows.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={shows} onChange={setShows} error={refusal?.errors.show_ids ?? notLoaded(allShows)} />
          </Explained>
        )}
        {refusal?.rest.map((line) => (
          <Text key={line} size="sm" c="var(--blocker-text)" role="alert">
            {line}
          </Text>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={invite.isPending}>
            {text.form.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
