// Every page of the product, in reading order.

import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router';
import { asProblem } from './api/problem';
import { sessionQuery } from './features/access/session';
import { readFilter } from './features/history/filter';
import { House } from './features/house/House';
import { HomePage } from './features/house/HomePage';
import { lazyPage } from './features/house/lazy';
import { NotFound, Trouble } from './features/house/Trouble';
import { readIssuesSearch, readPageSearch, readPeriod, readReportsSearch } from './features/metrics/filter';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Trouble,
});

const text = (value: unknown): string | undefined => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined);
const oneOf = <Value extends string>(allowed: readonly Value[], value: unknown): Value | undefined => allowed.find((each) => each === value);
/** Leaves absent what is undefined: the address shows only what was chosen. */
const given = <Key extends string>(values: Record<Key, string | undefined>): Partial<Record<Key, string>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Record<Key, string>>;

// ── before one is signed in

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ to }: Record<string, unknown>): { to?: string } => given({ to: text(to) }),
  component: lazyPage(() => import('./features/access/SignInPage'), 'SignInPage'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyPage(() => import('./features/access/InvitationPage'), 'InvitationPage'),
});

// ── the house

const house = createRoute({
  getParentRoute: () => root,
  id: 'house',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(sessionQuery);
    } catch (thrown) {
      if (asProblem(thrown)?.isSignedOut !== true) throw thrown;
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } });
    }
  },
  component: House,
  errorComponent: Trouble,
});

const page = <Path extends string>(path: Path) => ({ getParentRoute: () => house, path });

const home = createRoute({ ...page('/'), component: HomePage });
const work = createRoute({ ...page('/work'), component: lazyPage(() => import('./features/requests/WorkPage'), 'WorkPage') });

const VIEWS = ['pool', 'mine', 'facility', 'all'] as const;
const requests = createRoute({
  ...page('/requests'),
  validateSearch: (search: Record<string, unknown>): { view?: (typeof VIEWS)[number]; order?: 'due'; q?: string } => {
    const view = oneOf(VIEWS, search.view);
    const order = oneOf(['due'] as const, search.order);
    return { ...(view === undefined ? {} : { view }), ...(order === undefined ? {} : { order }), ...given({ q: text(search.q) }) };
  },
  component: lazyPage(() => import('./features/requests/RequestsPage'), 'RequestsPage'),
});
const request = createRoute({
  ...page('/requests/$requestId'),
  validateSearch: ({ comment }: Record<string, unknown>): { comment?: string } => given({ comment: text(comment) }),
  component: lazyPage(() => import('./features/requests/RequestPage'), 'RequestPage'),
});
const review = createRoute({
  ...page('/requests/$requestId/review'),
  validateSearch: ({ issue }: Record<string, unknown>): { issue?: string } => given({ issue: text(issue) }),
  component: lazyPage(() => import('./features/review/ReviewOpening'), 'ReviewOpening'),
});
const fixNotes = createRoute({
  ...page('/requests/$requestId/fix-notes'),
  component: lazyPage(() => import('./features/fix-notes/FixNotesPage'), 'FixNotesPage'),
});
const verifierChanges = createRoute({
  ...page('/requests/$requestId/verification'),
  validateSearch: ({ issue }: Record<string, unknown>): { issue?: string } => given({ issue: text(issue) }),
  component: lazyPage(() => import('./features/verification/ChangesPage'), 'ChangesPage'),
});
const disputes = createRoute({ ...page('/disputes'), component: lazyPage(() => import('./features/verification/DisputesPage'), 'DisputesPage') });
const calibrations = createRoute({ ...page('/calibrations'), component: lazyPage(() => import('./features/calibrations/CalibrationsPage'), 'CalibrationsPage') });
const calibration = createRoute({ ...page('/calibrations/$calibrationId'), component: lazyPage(() => import('./features/calibrations/CalibrationPage'), 'CalibrationPage') });
const delegations = createRoute({ ...page('/delegations'), component: lazyPage(() => import('./features/delegations/DelegationsPage'), 'DelegationsPage') });
const delegation = createRoute({ ...page('/delegations/$delegationId'), component: lazyPage(() => import('./features/delegations/DelegationPage'), 'DelegationPage') });
const report = createRoute({
  ...page('/requests/$requestId/report'),
  component: lazyPage(() => import('./features/reports/ReportPage'), 'ReportPage'),
});
const requestHistory = createRoute({
  ...page('/requests/$requestId/history'),
  validateSearch: readFilter,
  component: lazyPage(() => import('./features/history/HistoryPages'), 'RequestHistoryPage'),
});
const issueLineage = createRoute({ ...page('/issues/$issueId'), component: lazyPage(() => import('./features/issues/LineagePage'), 'LineagePage') });
const comment = createRoute({ ...page('/comments/$commentId'), component: lazyPage(() => import('./features/comments/CommentPage'), 'CommentPage') });

const titles = createRoute({ ...page('/titles'), component: lazyPage(() => import('./features/titles/TitlesPage'), 'TitlesPage') });
const title = createRoute({ ...page('/titles/$titleId'), component: lazyPage(() => import('./features/titles/TitlePage'), 'TitlePage') });
const titleHistory = createRoute({
  ...page('/titles/$titleId/history'),
  validateSearch: readFilter,
  component: lazyPage(() => import('./features/history/HistoryPages'), 'TitleHistoryPage'),
});
const historyRow = createRoute({ ...page('/history/$row'), component: lazyPage(() => import('./features/history/HistoryPages'), 'HistoryRowPage') });
const deliveries = createRoute({ ...page('/deliveries'), component: lazyPage(() => import('./features/deliveries/DeliveriesPage'), 'DeliveriesPage') });
const newDelivery = createRoute({
  ...page('/deliveries/new'),
  validateSearch: ({ title: of, answers }: Record<string, unknown>): { title?: string; answers?: string } => given({ title: text(of), answers: text(answers) }),
  component: lazyPage(() => import('./features/deliveries/NewDeliveryPage'), 'NewDeliveryPage'),
});
const delivery = createRoute({ ...page('/deliveries/$deliveryId'), component: lazyPage(() => import('./features/deliveries/DeliveryPage'), 'DeliveryPage') });
const downloads = createRoute({ ...page('/downloads'), component: lazyPage(() => import('./features/downloads/DownloadsPage'), 'DownloadsPage') });
const download = createRoute({ ...page('/downloads/$requestId'), component: lazyPage(() => import('./features/downloads/DownloadPage'), 'DownloadPage') });

const people = createRoute({
  ...page('/people'),
  validateSearch: ({ person }: Record<string, unknown>): { person?: string } => given({ person: text(person) }),
  component: lazyPage(() => import('./features/people/PeoplePage'), 'PeoplePage'),
});
const accountReviews = createRoute({ ...page('/account-reviews'), component: lazyPage(() => import('./features/account-reviews/AccountReviewsPage'), 'AccountReviewsPage') });
const accountReview = createRoute({ ...page('/account-reviews/$reviewId'), component: lazyPage(() => import('./features/account-reviews/AccountReviewPage'), 'AccountReviewPage') });
const audit = createRoute({
  ...page('/audit'),
  validateSearch: readFilter,
  component: lazyPage(() => import('./features/history/AuditPage'), 'AuditPage'),
});
const facilities = createRoute({ ...page('/facilities'), component: lazyPage(() => import('./features/facilities/FacilitiesPage'), 'FacilitiesPage') });
const shows = createRoute({ ...page('/shows'), component: lazyPage(() => import('./features/titles/ShowsPage'), 'ShowsPage') });
const policies = createRoute({ ...page('/policies'), component: lazyPage(() => import('./features/policies/PoliciesPage'), 'PoliciesPage') });
const TICKET_VIEWS = ['unresolved', 'mine', 'resolved', 'all'] as const;
const TEAMS = ['asset_management', 'production_support', 'platform_support', 'help_center'] as const;
const TICKET_KINDS = ['blocker', 'download_trouble', 'player_fault', 'sla_extension', 'access', 'onboarding', 'retiering', 'other'] as const;
interface TicketsSearch {
  view?: (typeof TICKET_VIEWS)[number];
  team?: (typeof TEAMS)[number];
  kind?: (typeof TICKET_KINDS)[number];
  waiting?: string;
  q?: string;
}
const tickets = createRoute({
  ...page('/tickets'),
  validateSearch: (search: Record<string, unknown>): TicketsSearch => {
    const [view, team, kind] = [oneOf(TICKET_VIEWS, search.view), oneOf(TEAMS, search.team), oneOf(TICKET_KINDS, search.kind)];
    const chosen = { ...(view === undefined ? {} : { view }), ...(team === undefined ? {} : { team }), ...(kind === undefined ? {} : { kind }) };
    return { ...chosen, ...given({ waiting: text(search.waiting), q: text(search.q) }) };
  },
  component: lazyPage(() => import('./features/tickets/TicketsPage'), 'TicketsPage'),
});
const ticket = createRoute({ ...page('/tickets/$number'), component: lazyPage(() => import('./features/tickets/TicketPage'), 'TicketPage') });
const board = createRoute({
  ...page('/board'),
  validateSearch: ({ show: of }: Record<string, unknown>): { show?: string } => given({ show: text(of) }),
  component: lazyPage(() => import('./features/boards/BoardPage'), 'BoardPage'),
});

const metrics = createRoute({
  ...page('/metrics'),
  validateSearch: readPageSearch,
  component: lazyPage(() => import('./features/metrics/MetricsPage'), 'MetricsPage'),
});
const metricReports = createRoute({
  ...page('/metrics/reports'),
  validateSearch: readReportsSearch,
  component: lazyPage(() => import('./features/metrics/MetricReportsPage'), 'MetricReportsPage'),
});
const metricIssues = createRoute({
  ...page('/metrics/issues'),
  validateSearch: readIssuesSearch,
  component: lazyPage(() => import('./features/metrics/MetricIssuesPage'), 'MetricIssuesPage'),
});
const operatorScorecard = createRoute({
  ...page('/metrics/operators/$personId'),
  validateSearch: readPeriod,
  component: lazyPage(() => import('./features/metrics/ScorecardPage'), 'OperatorScorecardPage'),
});
const facilityScorecard = createRoute({
  ...page('/metrics/facilities/$facilityId'),
  validateSearch: readPeriod,
  component: lazyPage(() => import('./features/metrics/ScorecardPage'), 'FacilityScorecardPage'),
});
const health = createRoute({ ...page('/health'), component: lazyPage(() => import('./features/house/HealthPage'), 'HealthPage') });
const notices = createRoute({ ...page('/notices'), component: lazyPage(() => import('./features/notices/NoticesPage'), 'NoticesPage') });
const help = createRoute({
  ...page('/help'),
  validateSearch: ({ q }: Record<string, unknown>): { q?: string } => given({ q: text(q) }),
  component: lazyPage(() => import('./features/help/HelpPage'), 'HelpPage'),
});
const noticeSettings = createRoute({ ...page('/notices/settings'), component: lazyPage(() => import('./features/notices/NoticeSettingsPage'), 'NoticeSettingsPage') });
const CHANNELS = ['mail', 'webhook'] as const;
const OUTBOX_STATES = ['waiting', 'sent', 'failed'] as const;
const outbox = createRoute({
  ...page('/outbox'),
  validateSearch: (
    search: Record<string, unknown>,
  ): { channel?: (typeof CHANNELS)[number]; state?: (typeof OUTBOX_STATES)[number]; q?: string; webhook?: string; message?: string } => {
    const channel = oneOf(CHANNELS, search.channel);
    const state = oneOf(OUTBOX_STATES, search.state);
    return {
      ...(channel === undefined ? {} : { channel }),
      ...(state === undefined ? {} : { state }),
      ...given({ q: text(search.q), webhook: text(search.webhook), message: text(search.message) }),
    };
  },
  component: lazyPage(() => import('./features/outbox/OutboxPage'), 'OutboxPage'),
});
const LANES = ['media', 'short', 'outbound'] as const;
const JOB_STATES = ['waiting', 'running', 'parked'] as const;
const jobs = createRoute({
  ...page('/jobs'),
  validateSearch: (
    search: Record<string, unknown>,
  ): { lane?: (typeof LANES)[number]; state?: (typeof JOB_STATES)[number]; kind?: string; delivery?: string; job?: string } => {
    const lane = oneOf(LANES, search.lane);
    const state = oneOf(JOB_STATES, search.state);
    return {
      ...(lane === undefined ? {} : { lane }),
      ...(state === undefined ? {} : { state }),
      ...given({ kind: text(search.kind), delivery: text(search.delivery), job: text(search.job) }),
    };
  },
  component: lazyPage(() => import('./features/jobs/JobsPage'), 'JobsPage'),
});
const webhooks = createRoute({
  ...page('/webhooks'),
  validateSearch: ({ webhook }: Record<string, unknown>): { webhook?: string } => given({ webhook: text(webhook) }),
  component: lazyPage(() => import('./features/webhooks/WebhooksPage'), 'WebhooksPage'),
});
const sessions = createRoute({ ...page('/sessions'), component: lazyPage(() => import('./features/access/SessionsPage'), 'SessionsPage') });

export const routeTree = root.addChildren([
  signIn,
  invitation,
  house.addChildren([home, work, requests, request, requestHistory, review, fixNotes, delegations, delegation, report, verifierChanges, disputes, calibrations, calibration, issueLineage, comment, titles, title, titleHistory, historyRow, deliveries, newDelivery, delivery, downloads, download, people, accountReviews, accountReview, audit, facilities, shows, policies, tickets, ticket, board, metrics, metricReports, metricIssues, operatorScorecard, facilityScorecard, health, notices, noticeSettings, outbox, jobs, webhooks, sessions, help]),
]);
