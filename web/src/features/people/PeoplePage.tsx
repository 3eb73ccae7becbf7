// People: who has an account, in which role, where. Studio admins onboard; vendor managers see their facility.

import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { BreakView, PersonState, PersonView, Role } from '../../api/shapes';
import { peopleWords } from '../../people-words';
import { EmptyState } from '../../ui/EmptyState';
import { SearchIcon } from '../../ui/icons';
import { PageFrame } from '../../ui/Shell';
import { StateBadge, type Tone } from '../../ui/StateBadge';
import { VirtualTable, type TableColumn } from '../../ui/VirtualTable';
import { assignmentWords } from '../../assignment-words';
import { shortInstantText } from '../../ui/time';
import { personStateNames, roleNames, skillNames, words } from '../../words';
import { fullName, useMay } from '../access/session';
import { breaksQuery } from '../breaks/queries';
import { facilitiesQuery } from '../facilities/queries';
import { Trouble } from '../house/Trouble';
import classes from '../titles/TitlesPage.module.css';
import { InviteDialog } from './InviteDialog';
import { PersonDrawer } from './PersonDrawer';
import { peopleListQuery } from './queries';

const text = words.people;
const TYPING_MS = 250;
const TONES: Readonly<Record<PersonState, Tone>> = { invited: 'moving', active: 'good', asleep: 'quiet', suspended: 'bad', disabled: 'bad' };

const columnsOf = (onBreak: ReadonlyMap<string, BreakView>): TableColumn<PersonView>[] => [
  { id: 'name', header: text.columns.name, widthRem: 11, grow: 1, cell: (row) => fullName(row) },
  { id: 'email', header: text.columns.email, widthRem: 14, grow: 1.4, cell: (row) => row.email },
  { id: 'role', header: text.columns.role, widthRem: 10, cell: (row) => roleNames[row.role] },
  { id: 'facility', header: text.columns.facility, widthRem: 10, cell: (row) => row.facility ?? <span className="dim">–</span> },
  { id: 'skills', header: text.columns.skills, widthRem: 9, cell: (row) => row.skills.map((skill) => skillNames[skill] ?? skill).join(', ') },
  { id: 'languages', header: text.columns.languages, widthRem: 9, cell: (row) => row.languages.join(', ') },
  { id: 'state', header: text.columns.state, widthRem: 8, cell: (row) => <PersonStateBadge row={row} onBreak={onBreak.get(row.id)} /> },
];

/** An account that is in use may belong to somebody who is not there. */
function PersonStateBadge({ row, onBreak }: { row: PersonView; onBreak: BreakView | undefined }) {
  if (row.state !== 'active' || onBreak === undefined) return <StateBadge tone={TONES[row.state]}>{personStateNames[row.state]}</StateBadge>;
  const until = onBreak.until == null ? '' : `, ${assignmentWords.breaks.untilText(shortInstantText(onBreak.until))}`;
  return (
    <span title={`${onBreak.reason}${until}`}>
      <StateBadge tone="wanted">{assignmentWords.breaks.badge}</StateBadge>
    </span>
  );
}

export function PeoplePage() {
  const may = useMay();
  const [role, setRole] = useState<Role | null>(null);
  const [facility, setFacility] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [searched] = useDebouncedValue(typed.trim(), TYPING_MS);
  const [isInviting, setInviting] = useState(false);
  const { person: opened } = useSearch({ from: '/house/people' });
  const navigate = useNavigate({ from: '/people' });
  const setOpened = (person: string | undefined) => void navigate({ search: person === undefined ? {} : { person } });
  const [state, setState] = useState<PersonState | null>(null);
  const facilities = useQuery({ ...facilitiesQuery, enabled: may('manage_facilities') }).data ?? [];
  const list = useInfiniteQuery(
    peopleListQuery({ ...(role === null ? {} : { role }), ...(state === null ? {} : { state }), ...(facility === null ? {} : { facility_id: facility }), ...(searched === '' ? {} : { q: searched }) }),
  );
  const breaks = useQuery({ ...breaksQuery(), enabled: may('see_breaks') }).data;
  const columns = useMemo(() => columnsOf(new Map(breaks?.map((one) => [one.person.id, one]))), [breaks]);
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  if (list.isError && rows.length === 0) return <Trouble error={list.error} />;
  return (
    <PageFrame title={text.title} actions={may('manage_people') && <Button onClick={() => setInviting(true)}>{text.invite}</Button>}>
      <div className={classes.filter}>
        <TextInput leftSection={<SearchIcon />} aria-label={text.search} placeholder={text.search} value={typed} onChange={(change) => setTyped(change.currentTarget.value)} w={280} />
        <Select aria-label={text.columns.role} placeholder={text.allRoles} clearable data={Object.entries(roleNames).map(([value, label]) => ({ value, label }))} value={role} onChange={(value) => setRole(value as Role | null)} w={180} />
        <Select aria-label={peopleWords.state} placeholder={peopleWords.allStates} clearable data={Object.entries(personStateNames).map(([value, label]) => ({ value, label }))} value={state} onChange={(value) => setState(value as PersonState | null)} w={150} />
        {facilities.length > 0 && (
          <Select aria-label={text.columns.facility} placeholder={text.allFacilities} clearable searchable data={facilities.map(({ id, name }) => ({ value: id, label: name }))} value={facility} onChange={setFacility} w={200} />
        )}
      </div>
      <VirtualTable
        label={text.title}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rememberAs="people"
        isLoading={list.isFetching && rows.length === 0}
        onNearEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
        onOpen={(row) => setOpened(row.id)}
        empty={<EmptyState title={text.none} next={may('manage_people') ? text.noneNext : text.noneNextVendor} />}
      />
      <InviteDialog opened={isInviting} onClose={() => setInviting(false)} />
      <PersonDrawer personId={opened} onClose={() => setOpened(undefined)} />
    </PageFrame>
  );
}
