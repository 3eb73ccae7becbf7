// Every string that people see. Enumerations first, by the names they have on the wire; then page by page.

import type * as shape from './api/shapes';

type Names<Key extends string> = Readonly<Record<Key, string>>;

export const roleNames: Names<shape.Role> = {
  operator: 'Operator',
  verifier: 'Verifier',
  vendor_manager: 'Vendor manager',
  download_manager: 'Download manager',
  post: 'Post',
  production: 'Production',
  studio_admin: 'Studio admin',
};

export const personStateNames: Names<shape.PersonState> = {
  invited: 'Invited',
  active: 'Active',
  asleep: 'Asleep',
  disabled: 'Disabled',
};

export const assetKindNames: Names<shape.AssetKind> = {
  primary_av: 'Primary A/V',
  printmaster: 'Printmaster',
  music_and_effects: 'M&E',
  atmos: 'Atmos',
  iab: 'IAB',
};

export const serviceNames: Names<shape.Service> = { download: 'Download', cast: 'Cast', browser: 'Browser' };
export const priorityNames: Names<shape.Priority> = { standard: 'Standard', rush: 'Rush' };
export const phaseNames: Names<shape.Phase> = { qc: 'QC', verification: 'Verification' };
export const deliveryPhaseNames: Names<shape.DeliveryPhase> = { first: 'First delivery', redelivery: 'Redelivery' };
export const packageKindNames: Names<shape.PackageKind> = { original: 'OV', supplemental: 'Supplemental', wav_set: 'WAV set' };
export const taskDepthNames: Names<shape.TaskDepth> = { full: 'Full', spot: 'Spot', fix_check: 'Fix Check' };
export const taskKindNames: Names<shape.TaskKind> = {
  hdr: 'HDR',
  sdr: 'SDR',
  '5.1': '5.1',
  '2.0': '2.0',
  atmos: 'Atmos',
  pm: 'PM',
  me: 'M&E',
};

export const modelNames: Names<shape.AssignmentModel> = { pull: 'Pull: anyone eligible takes it', push: 'Push: served one at a time', managed: 'Managed: a vendor manager gives it' };

export const requestStateNames: Names<shape.RequestState> = {
  preparing: 'Preparing',
  available: 'Available',
  assigned: 'Assigned',
  downloading: 'Downloading',
  in_qc: 'In QC',
  submitted: 'Submitted',
  verification_available: 'Verification Available',
  in_verification: 'In Verification',
  verified: 'Verified',
  fix_notes_needed: 'Fix Notes Needed',
  fix_notes_submitted: 'Fix Notes Submitted',
  awaiting_redelivery: 'Awaiting Redelivery',
  approved: 'Approved',
  rejected: 'Rejected',
  on_hold: 'On Hold',
  canceled: 'Canceled',
};

export const deliveryStateNames: Names<shape.DeliveryState> = {
  uploading: 'Uploading',
  inspecting: 'Inspecting',
  rejected: 'Rejected',
  accepted: 'Accepted',
  canceled: 'Canceled',
};

export const issueStateNames: Names<shape.IssueState> = {
  open: 'Open',
  will_fix: 'Will Fix',
  creative_intent: 'Creative Intent',
  best_possible: 'Best Possible',
  resolved: 'Resolved',
  replaced: 'Replaced',
  deleted: 'Deleted',
};

export const answerNames: Names<shape.Answer> = {
  production_will_fix: 'Production Will Fix',
  creative_intent: 'Creative Intent',
  best_possible: 'Best Possible',
};

export const verdictNames: Names<shape.VerdictKind> = {
  confirmed: 'Confirmed',
  severity_lowered: 'Severity lowered',
  replaced: 'Replaced',
  deleted: 'Deleted',
  added: 'Added by verifier',
};

export const renditionKindNames: Names<shape.RenditionKind> = { sdr: 'SDR stream', audio: 'Audio stream', thumbnails: 'Thumbnails', peaks: 'Waveforms' };
export const renditionStateNames: Names<shape.RenditionState> = {
  queued: 'Waiting for a worker',
  running: 'Running',
  ready: 'Ready',
  failed: 'Failed',
  canceled: 'Canceled',
};
export const findingSeverityNames: Names<shape.FindingSeverity> = { reject: 'Reject', warn: 'Warning', note: 'Note' };
export const bucketNames: Names<shape.Bucket> = { critical: 'Critical', at_risk: 'At risk', on_track: 'On track' };
export const groundNames: Names<shape.ExtensionGround> = {
  download_trouble: 'Download trouble',
  operator_unavailable: 'Operator unavailable',
  tool_fault: 'Fault of the platform',
  capacity_limits: 'Capacity limits',
  open_ticket: 'Open ticket',
};
export const ticketKindNames: Names<shape.TicketKind> = {
  blocker: 'Blocker in the content',
  download_trouble: 'Download trouble',
  player_fault: 'Player or stream fault',
  sla_extension: 'SLA extension',
  access: 'Access',
  onboarding: 'Onboarding',
  other: 'Something else',
};
export const ticketStateNames: Names<shape.TicketState> = { new: 'New', open: 'Open', pending: 'Pending', solved: 'Solved', closed: 'Closed' };

export const skillNames: Readonly<Record<string, string>> = { hdr: 'HDR', atmos: 'Atmos' };

export const words = {
  product: 'Asset QC',
  loading: 'Loading…',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  add: 'Add',
  remove: 'Remove',
  open: 'Open',
  retry: 'Try again',
  dismiss: 'Dismiss',
  none: 'None',
  all: 'All',
  or: 'or',
  unknown: 'Unknown',
  copy: 'Copy',
  copied: 'Copied.',
  saved: 'Saved.',
  system: 'The system',
  stale: 'Someone changed this a moment ago. It was read again: look once more, then repeat the step.',

  shell: {
    skip: 'Skip to the page',
    navigation: 'Main navigation',
    command: 'Go to or do…',
    connection: { connecting: 'Connecting…', live: 'Live', lost: 'Connection lost' },
    connectionMeaning: {
      connecting: 'Live updates are being connected.',
      live: 'This page updates itself.',
      lost: 'Live updates are interrupted; the page tries to reconnect. What you see may be old.',
    },
    person: 'Your account',
    sessions: 'Where you are signed in',
    keys: 'Keys',
    signOut: 'Sign out',
    help: 'Help: open a ticket',
    notices: 'Notices',
    work: 'Work',
    content: 'Content',
    administration: 'Administration',
  },
  palette: { name: 'Commands', placeholder: 'Type where to go or what to do', none: 'Nothing matches. Try a number, a title or a page.' },
  shortcuts: {
    title: 'Keys',
    everywhere: 'Everywhere',
    lists: 'In lists',
    keys: {
      palette: 'command palette',
      help: 'these keys',
      search: 'to the search bar',
      cancel: 'cancel, close',
      move: 'previous / next row',
      ends: 'first / last row',
      open: 'open the row',
      tick: 'tick the row',
    },
  },
  search: { clear: 'Clear the search', remove: (token: string) => `Remove ${token}` },
  table: { columns: 'Columns', tickAll: 'Tick all rows', tick: 'Tick this row' },
  reason: { label: 'Reason', kept: 'Kept in the history, with your name.', needed: 'A reason is needed.' },
  problem: {
    title: 'This cannot be shown',
    notFound: 'There is nothing here, or nothing that you may see.',
    notFoundNext: 'Check the address, or go back to your first page.',
    home: 'Go to my first page',
    unexpected: 'Something went wrong on this page. Your work is kept; reload to continue.',
    reload: 'Reload the page',
  },

  access: {
    title: 'Sign in',
    email: 'E-mail',
    password: 'Password',
    signIn: 'Sign in',
    noAccount: 'Accounts are opened by the studio. Lost your password? Ask the studio for a new invitation.',
    again: 'Sign in again',
    againWhy: 'Your session has ended. What you have typed is still here; it goes on as soon as you have signed in.',
    leave: 'Leave and discard',
    otherPerson: 'Another account is signed in now; the page starts anew.',
    invitation: {
      title: (name: string) => `Welcome, ${name}`,
      explain: (email: string) => `Choose a password for ${email}.`,
      password: 'New password',
      rule: 'At least 12 characters. A sentence of several words is good.',
      repeat: 'Repeat the password',
      differs: 'The two are not the same.',
      short: (missing: number) => `${missing} more ${missing === 1 ? 'character' : 'characters'}.`,
      accept: 'Set password and sign in',
      missing: 'This link is not complete. Open the link of your invitation again, as a whole.',
      invalid: 'This invitation was used already or has expired. Ask the studio for a new one.',
      validUntil: (until: string) => `The invitation is valid until ${until}.`,
    },
    sessions: {
      title: 'Where you are signed in',
      subtitle: 'End every session that you do not recognise.',
      device: 'Device',
      address: 'Address',
      since: 'Signed in',
      lastSeen: 'Last used',
      current: 'This session',
      end: 'End',
      endThis: 'End it with Sign out in the person menu.',
      ended: 'The session has ended.',
      cli: 'Command line',
    },
  },
} as const;
