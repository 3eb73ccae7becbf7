// One person: what can be changed, the shows they are onboarded to, a new invitation, another account of theirs, and
// leaving.

import { Button, Drawer, Group, MultiSelect, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem, fieldErrors } from '../../api/problem';
import { ifMatch } from '../../api/preconditions';
import type { Invited, PersonChange, PersonView } from '../../api/shapes';
import { Explained } from '../../help/Help';
import { noticeWords } from '../../notice-words';
import { notLoaded } from '../../ui/NotLoaded';
import { toasts } from '../../ui/toast-list';
import { personStateNames, roleNames, skillNames, words } from '../../words';
import { fullName, useMay } from '../access/session';
import { BreakHistory } from '../breaks/BreakHistory';
import { showsQuery } from '../titles/queries';
import { IdentityPanel } from './IdentityPanel';
import { InvitationLink } from './InvitationLink';
import { isOfShows, isReviewer } from './InviteDialog';
import { LeavePanel } from './LeavePanel';
import { personQuery } from './queries';

const text = words.people;

export function PersonDrawer({ personId, onClose }: { personId: string | undefined; onClose: () => void }) {
  const person = useQuery({ ...personQuery(personId ?? ''), enabled: personId !== undefined }).data;
  return (
    <Drawer opened={personId !== undefined} onClose={onClose} title={person === undefined ? words.loading : fullName(person)} size={440}>
      {person !== undefined && <Form key={`${person.id} ${person.revision}`} person={person} />}
    </Drawer>
  );
}

function Form({ person }: { person: PersonView }) {
  const may = useMay()('manage_people');
  const queries = useQueryClient();
  const [firstName, setFirstName] = useState(person.first_name);
  const [lastName, setLastName] = useState(person.last_name);
  const [skills, setSkills] = useState(person.skills);
  const [languages, setLanguages] = useState(person.languages);
  const [shows, setShows] = useState(person.show_ids);
  const [invited, setInvited] = useState<Invited>();
  const allShows = useQuery({ ...showsQuery, enabled: isOfShows(person.role) });
  const path = { params: { path: { person_id: person.id } } };
  const refresh = () => {
    toasts.show('done', words.saved);
    return queries.invalidateQueries({ queryKey: ['person'] });
  };
  const change = useAct({
    send: (body: PersonChange) => answer(api.PATCH('/api/v1/people/{person_id}', { ...path, body, headers: ifMatch(person.revision) })),
    onSuccess: refresh,
    meta: { showsOwnErrors: true },
  });
  const grant = useAct({
    send: () => answer(api.PUT('/api/v1/people/{person_id}/shows', { ...path, body: { show_ids: shows } })),
    onSuccess: refresh,
  });
  const renew = useAct({
    send: () => answer(api.POST('/api/v1/people/{person_id}/invitation', path)),
    onSuccess: setInvited,
  });
  const problem = asProblem(change.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, ['first_name', 'last_name', 'skills', 'languages']);

  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {[person.email, roleNames[person.role], person.facility, personStateNames[person.state]].filter((part) => part != null).join(' · ')}
      </Text>
      {person.mail_failure != null && (
        <Text size="sm" c="var(--issue-text)" role="status">
          {noticeWords.mailFails(person.mail_failure)}
        </Text>
      )}
      <Group grow align="flex-start">
        <TextInput label={text.form.firstName} readOnly={!may} value={firstName} onChange={(typed) => setFirstName(typed.currentTarget.value)} error={refusal?.errors.first_name} />
        <TextInput label={text.form.lastName} readOnly={!may} value={lastName} onChange={(typed) => setLastName(typed.currentTarget.value)} error={refusal?.errors.last_name} />
      </Group>
      {isReviewer(person.role) && (
        <>
          <Explained of="skill">
            <MultiSelect label={text.columns.skills} readOnly={!may} data={Object.entries(skillNames).map(([value, label]) => ({ value, label }))} value={skills} onChange={setSkills} error={refusal?.errors.skills} />
          </Explained>
          <TagsInput label={text.columns.languages} readOnly={!may} value={languages} onChange={setLanguages} error={refusal?.errors.languages} />
        </>
      )}
      {refusal?.rest.map((line) => (
        <Text key={line} size="sm" c="var(--blocker-text)" role="alert">
          {line}
        </Text>
      ))}
      {may && (
        <Button loading={change.isPending} onClick={() => change.mutate({ first_name: firstName.trim(), last_name: lastName.trim(), ...(isReviewer(person.role) ? { skills, languages } : {}) })}>
          {words.save}
        </Button>
      )}
      {may && isOfShows(person.role) && (
        <>
          <Explained of="show">
            <MultiSelect searchable label={text.form.shows} description={text.form.showsHow} data={(allShows.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={shows} onChange={setShows} error={notLoaded(allShows)} />
          </Explained>
          <Button variant="default" loading={grant.isPending} onClick={() => grant.mutate()}>
            {text.saveShows}
          </Button>
        </>
      )}
      {isReviewer(person.role) && <BreakHistory personId={person.id} />}
      {may && invited !== undefined && <InvitationLink invited={invited} onDone={() => setInvited(undefined)} />}
      {may && invited === undefined && person.state !== 'suspended' && person.state !== 'disabled' && (
        <Group>
          <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
            {person.state === 'invited' ? text.renew : text.newPassword}
          </Button>
        </Group>
      )}
      <IdentityPanel person={person} mayManage={may} />
      <LeavePanel person={person} />
    </Stack>
  );
}
