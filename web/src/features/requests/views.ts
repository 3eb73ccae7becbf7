// Which lists of requests a role has, and which it sees first.

import type { Role } from '../../api/shapes';
import { words } from '../../words';
import type { RequestListView } from './queries';

export interface RequestTab {
  readonly view: RequestListView;
  readonly label: string;
}

const text = words.requests.views;

export const tabsOf = (role: Role): readonly [RequestTab, ...RequestTab[]] => {
  switch (role) {
    case 'operator':
    case 'verifier':
      return [
        { view: 'mine', label: text.mine },
        { view: 'pool', label: text.pool },
      ];
    case 'vendor_manager':
    case 'download_manager':
      return [{ view: 'facility', label: text.facility }];
    case 'post':
    case 'production':
    case 'studio_admin':
      return [{ view: 'all', label: text.all }];
  }
};

/** One click away: what most needs the role. */
export const quickSearches = (role: Role): readonly { readonly label: string; readonly q: string }[] => {
  const critical = { label: text.critical, q: 'bucket:critical' };
  const atRisk = { label: text.atRisk, q: 'bucket:at_risk' };
  switch (role) {
    case 'production':
      return [{ label: text.fixNotesNeeded, q: 'state:fix_notes_needed' }, { label: text.awaitingRedelivery, q: 'state:awaiting_redelivery' }, { label: text.everything, q: '' }];
    case 'post':
      return [{ label: text.toDecide, q: 'state:fix_notes_submitted' }, { label: text.fixNotesNeeded, q: 'state:fix_notes_needed' }, critical, { label: text.everything, q: '' }];
    case 'vendor_manager':
      return [{ label: text.heldNow, q: 'state:assigned state:downloading state:in_qc' }, critical, atRisk, { label: text.completed, q: 'state:approved state:rejected state:verified' }, { label: text.everything, q: '' }];
    case 'studio_admin':
      return [{ label: text.onHold, q: 'state:on_hold' }, critical, atRisk, { label: text.everything, q: '' }];
    case 'operator':
    case 'verifier':
    case 'download_manager':
      return [];
  }
};
