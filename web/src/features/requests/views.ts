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

/** A search that is one click away, with what is said when it finds nothing. */
export interface QuickSearch {
  readonly label: string;
  readonly q: string;
  readonly quiet: string;
}

const quick = (name: keyof typeof words.requests.quiet, q: string): QuickSearch => ({ label: text[name], q, quiet: words.requests.quiet[name] });

const everything: QuickSearch = { label: text.everything, q: '', quiet: '' };
const critical = quick('critical', 'bucket:critical');
const atRisk = quick('atRisk', 'bucket:at_risk');
const fixNotesNeeded = quick('fixNotesNeeded', 'state:fix_notes_needed');

/** What most needs the role comes first: it is what the role sees without having searched. */
export const quickSearches = (role: Role): readonly [QuickSearch, ...QuickSearch[]] => {
  switch (role) {
    case 'production':
      return [fixNotesNeeded, quick('awaitingRedelivery', 'state:awaiting_redelivery'), critical, everything];
    case 'post':
      return [quick('toDecide', 'state:fix_notes_submitted'), fixNotesNeeded, critical, atRisk, everything];
    case 'vendor_manager':
      return [quick('heldNow', 'state:assigned state:downloading state:in_qc'), critical, atRisk, quick('completed', 'state:approved state:rejected state:verified'), everything];
    case 'studio_admin':
      return [everything, critical, atRisk, quick('onHold', 'state:on_hold')];
    case 'operator':
    case 'verifier':
    case 'download_manager':
      return [everything, critical, atRisk];
  }
};
