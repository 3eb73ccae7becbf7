// What each role finds at the left, and the page it sees first. Permissions decide what is reachable; the order is
// that of the day's work.

import type { Permission, Role, SessionView } from '../../api/shapes';
import {
  BellIcon,
  BoardIcon,
  BoxIcon,
  ChartIcon,
  DownIcon,
  FilmIcon,
  HeartIcon,
  HookIcon,
  GearIcon,
  HouseIcon,
  ListIcon,
  PeopleIcon,
  PlayIcon,
  RulesIcon,
  ScalesIcon,
  SendIcon,
  TargetIcon,
  TicketIcon,
} from '../../ui/icons';
import type { NavGroup, NavItem } from '../../ui/Shell';
import { words } from '../../words';

export const homeOf = (role: Role): '/work' | '/board' | '/downloads' => {
  switch (role) {
    case 'operator':
    case 'verifier':
      return '/work';
    case 'download_manager':
      return '/downloads';
    case 'vendor_manager':
    case 'post':
    case 'production':
    case 'studio_admin':
      return '/board';
  }
};

const text = words.nav;
const worksOnTasks = (role: Role) => role === 'operator' || role === 'verifier';
const hasBoard = (role: Role) => homeOf(role) === '/board';
const ofTheStudioOrProduction = (role: Role) => role === 'post' || role === 'production' || role === 'studio_admin';

export const navigationFor = ({ person: { role }, permissions }: SessionView, unread: number): NavGroup[] => {
  const may = (permission: Permission) => permissions.includes(permission);
  const when = (condition: boolean, item: NavItem): NavItem[] => (condition ? [item] : []);
  const groups: NavGroup[] = [
    {
      items: [
        ...when(worksOnTasks(role), { to: '/work', label: text.work, icon: <PlayIcon /> }),
        ...when(may('download_master'), { to: '/downloads', label: text.downloads, icon: <DownIcon /> }),
        ...when(hasBoard(role), { to: '/board', label: text.board, icon: <BoardIcon /> }),
        { to: '/requests', label: text.requests, icon: <ListIcon /> },
        ...when(role === 'production', { to: '/delegations', label: words.nav.delegations, icon: <PlayIcon /> }),
        ...when(may('see_metrics'), { to: '/metrics', label: text.metrics, icon: <ChartIcon /> }),
        ...when(may('see_verdicts'), { to: '/disputes', label: words.nav.disputes, icon: <ScalesIcon /> }),
        ...when(may('see_calibration'), { to: '/calibrations', label: words.nav.calibrations, icon: <TargetIcon /> }),
        { to: '/notices', label: text.notices, icon: <BellIcon />, count: unread },
        { to: '/tickets', label: text.tickets, icon: <TicketIcon /> },
      ],
    },
    {
      label: words.shell.content,
      items: [
        ...when(role !== 'download_manager', { to: '/titles', label: text.titles, icon: <FilmIcon /> }),
        ...when(ofTheStudioOrProduction(role), { to: '/deliveries', label: text.deliveries, icon: <BoxIcon /> }),
      ],
    },
    {
      label: words.shell.administration,
      items: [
        ...when(may('see_people'), { to: '/people', label: text.people, icon: <PeopleIcon /> }),
        ...when(may('see_people'), { to: '/account-reviews', label: text.accountReviews, icon: <ListIcon /> }),
        ...when(may('manage_facilities'), { to: '/facilities', label: text.facilities, icon: <HouseIcon /> }),
        ...when(may('manage_shows'), { to: '/shows', label: text.shows, icon: <FilmIcon /> }),
        ...when(may('manage_policies'), { to: '/policies', label: text.policies, icon: <RulesIcon /> }),
        ...when(may('see_audit'), { to: '/audit', label: text.audit, icon: <RulesIcon /> }),
        ...when(may('manage_webhooks'), { to: '/webhooks', label: words.nav.webhooks, icon: <HookIcon /> }),
        ...when(may('see_outbox'), { to: '/outbox', label: words.nav.outbox, icon: <SendIcon /> }),
        ...when(may('manage_jobs'), { to: '/jobs', label: words.nav.jobs, icon: <GearIcon /> }),
        ...when(role === 'studio_admin', { to: '/health', label: text.health, icon: <HeartIcon /> }),
      ],
    },
  ];
  return groups.filter(({ items }) => items.length > 0);
};
