// The house that every signed-in page stands in: navigation by role, live updates, palette, keys, help, one's account.

import { ActionIcon, Indicator, Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { useHotkeys, usePrevious, useWindowEvent } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { useLiveUpdates } from '../../api/live';
import { signedIn } from '../../api/signed-in';
import { recordLive } from '../../diagnostics/recorder';
import type { Command } from '../../ui/commands';
import { BellIcon, PersonIcon } from '../../ui/icons';
import { fetchLater, later } from '../../ui/later';
import { Shell } from '../../ui/Shell';
import { roleNames, words } from '../../words';
import { fullName, useSession } from '../access/session';
import { noticesQuery } from '../notices/queries';
import { useFirstZone } from '../notices/useNoticeSettings';
import classes from './House.module.css';
import { HOUSE_KEYS } from './keys';
import { staleKeys } from './live-keys';
import { navigationFor } from './navigation';

const CommandPalette = later(() => import('../../ui/CommandPalette'), 'CommandPalette');
const ShortcutsHelp = later(() => import('../../ui/ShortcutsHelp'), 'ShortcutsHelp');
const NewTicketDialog = later(() => import('../tickets/NewTicketDialog'), 'NewTicketDialog');

export function House() {
  const session = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const connection = useLiveUpdates(queries, '/api/v1/events', staleKeys, true);
  useEffect(() => recordLive(connection), [connection]);
  useEffect(fetchLater, []);
  const router = useRouter();
  const before = usePrevious(connection);
  useEffect(() => {
    // A page that could not be fetched meanwhile comes by itself.
    if (connection === 'live' && before === 'lost') void router.invalidate();
  }, [connection, before, router]);
  const unread = useQuery(noticesQuery).data?.items.filter(({ read_at: readAt }) => readAt == null).length ?? 0;
  useFirstZone();
  const [open, setOpen] = useState<'palette' | 'keys' | 'ticket'>();
  const close = () => setOpen(undefined);
  const signOut = useAct({
    send: () => answer(api.DELETE('/api/v1/session')),
    onSettled: () => {
      signedIn.leave();
      location.assign('/sign-in');
    },
  });
  const groups = navigationFor(session, unread);
  // The review room has keys of its own, and its own list of them.
  const isReviewing = /\/review$/.test(pathname);

  useHotkeys([['mod+K', () => setOpen('palette')]], []);
  // "?" is another key on every keyboard: what was typed counts, not where the key lies.
  useWindowEvent('keydown', (press) => {
    const isTyping = press.target instanceof HTMLElement && press.target.closest('input, textarea, select, [contenteditable], [role=dialog]') !== null;
    if (press.key === '?' && !isTyping && !isReviewing) setOpen('keys');
  });

  const commands = (typed: string): Command[] => {
    const pages = groups.flatMap(({ items }) =>
      items.map(({ to, label }): Command => ({ id: to, label: words.palette.goTo(label), run: () => void navigate({ to }) })),
    );
    const number = /^\s*(\d{1,12})\s*$/.exec(typed)?.[1];
    const byNumber: Command[] =
      number === undefined
        ? []
        : [{ id: 'number', label: words.palette.findRequest(number), run: () => void navigate({ to: '/requests', search: { q: number } }) }];
    const search: Command[] =
      typed.trim().length < 2
        ? []
        : [{ id: 'search', label: words.palette.search(typed.trim()), run: () => void navigate({ to: '/requests', search: { q: typed.trim() } }) }];
    return [
      ...byNumber,
      ...pages,
      { id: 'keys', label: words.shortcuts.title, hint: '?', run: () => setOpen('keys') },
      { id: 'ticket', label: words.shell.help, run: () => setOpen('ticket') },
      { id: 'help', label: words.nav.help, run: () => void navigate({ to: '/help' }) },
      { id: 'sessions', label: words.shell.sessions, run: () => void navigate({ to: '/sessions' }) },
      { id: 'out', label: words.shell.signOut, run: () => signOut.mutate() },
      ...search,
    ];
  };

  const tools = (
    <>
      <Tooltip label={words.shell.notices}>
        <Indicator disabled={unread === 0} size={8} offset={9} color="yellow.5">
          <ActionIcon size="lg" component={Link} to="/notices" aria-label={words.notices.unread(unread)}>
            <BellIcon />
          </ActionIcon>
        </Indicator>
      </Tooltip>
      <Tooltip label={words.shell.help}>
        <ActionIcon size="lg" aria-label={words.shell.help} onClick={() => setOpen('ticket')}>
          <span className={classes.question}>?</span>
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <UnstyledButton className={classes.person} aria-label={words.shell.person}>
            <PersonIcon />
            <span className={classes.name} title={fullName(session.person)}>
              {fullName(session.person)}
            </span>
            <span className={classes.role}>{roleNames[session.person.role]}</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {session.person.email}
            {session.person.facility != null && <div>{session.person.facility}</div>}
          </Menu.Label>
          <Menu.Item component={Link} to="/notices/settings">
            {words.nav.noticeSettings}
          </Menu.Item>
          <Menu.Item component={Link} to="/sessions">
            {words.shell.sessions}
          </Menu.Item>
          <Menu.Item onClick={() => setOpen('keys')} rightSection={<kbd>?</kbd>}>
            {words.shell.keys}
          </Menu.Item>
          <Menu.Item component={Link} to="/help">
            {words.nav.help}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => signOut.mutate()}>{words.shell.signOut}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );

  return (
    <Shell product={words.product} groups={groups} connection={connection} onCommand={() => setOpen('palette')} tools={tools}>
      <Outlet />
      <CommandPalette opened={open === 'palette'} onClose={close} commands={commands} />
      <ShortcutsHelp opened={open === 'keys'} onClose={close} groups={HOUSE_KEYS} />
      <NewTicketDialog opened={open === 'ticket'} onClose={close} />
    </Shell>
  );
}
