// The machine's findings in the review room: which is chosen, which are shown, and going through them.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act';
import { useMemo, useState } from 'react';
import { asProblem } from '../../api/problem';
import type { MachineFindingView, RequestView } from '../../api/shapes';
import { machineWords } from '../../machine-words';
import { toasts } from '../../ui/toast-list';
import { useMay } from '../access/session';
import { actionOf } from '../requests/acts';
import { countLeft, neighbourLeft, neighbourShown, shownOf } from './order';
import { dismissFinding, machineFindingsQuery, measurementsQuery, reopenFinding, seriesQuery } from './queries';

const NONE: readonly MachineFindingView[] = [];

/** To a verifier it is offered as an issue that was missed. */
export const isAdded = (finding: MachineFindingView | undefined): boolean => finding !== undefined && actionOf(finding.actions, 'give_verdict') !== undefined;

export interface MachineGround {
  readonly request: RequestView;
  /** The chosen one is to be looked at. */
  readonly onGoTo: (finding: MachineFindingView) => void;
  /** It is to be made an issue: the form opens, filled in. */
  readonly onAccept: (finding: MachineFindingView) => void;
  /** The frame on screen. */
  readonly frame: () => number | null;
}

export function useMachine({ request, onGoTo, onAccept, frame }: MachineGround) {
  const queries = useQueryClient();
  const may = useMay();
  const isShown = may('see_machine_findings');
  const findingsQuery = useQuery({ ...machineFindingsQuery(request.id), enabled: isShown });
  // Curves and cuts are also for those to whom nothing is offered.
  const measurements = useQuery({ ...measurementsQuery(request.id), retry: false }).data;
  const measured = measurements?.find(({ state }) => state === 'ready');
  const series = useQuery({ ...seriesQuery(request.id, measured?.delivery_id ?? '', measured?.revision ?? 0), enabled: measured !== undefined }).data;

  const findings = findingsQuery.data ?? NONE;
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [onlyLeft, setOnlyLeft] = useState(true);
  const [dismissing, setDismissing] = useState<MachineFindingView | null>(null);
  const shown = useMemo(() => shownOf(findings, onlyLeft, chosenId), [findings, onlyLeft, chosenId]);
  const chosen = findings.find(({ id }) => id === chosenId);
  const choose = (finding: MachineFindingView | null) => {
    if (finding === null) return;
    setChosenId(finding.id);
    onGoTo(finding);
  };
  const readAgain = () => Promise.all(['machine_finding', 'measurement'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  const dismiss = async (finding: MachineFindingView, reason: string) => {
    try {
      await dismissFinding(request.id, finding, reason);
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem?.status !== 412 && problem?.code !== 'conflict') throw thrown;
      await readAgain();
      throw problem.saying(machineWords.pane.changed);
    }
    await readAgain();
  };
  const reopen = useAct({ send: (finding: MachineFindingView) => reopenFinding(request.id, finding), onSettled: readAgain });

  /** Tells why not, where it cannot be done. */
  const doing = (act: string, finding: MachineFindingView | undefined, then: (finding: MachineFindingView) => void) => {
    if (finding === undefined) return;
    const action = actionOf(finding.actions, act);
    if (action?.allowed === true) then(finding);
    else if (action?.why_not != null) toasts.show('refused', action.why_not);
  };

  return {
    isShown,
    isLoading: findingsQuery.isPending,
    findings,
    shown,
    left: countLeft(findings),
    measurements: measurements ?? [],
    series,
    chosen,
    choose,
    onlyLeft,
    setOnlyLeft,
    /** To the next or previous one that is left, from anywhere in the room. */
    goToLeft: (direction: 1 | -1) => choose(neighbourLeft(findings, chosenId, direction, frame())),
    /** To the next or previous one of the list. */
    move: (direction: 1 | -1) => choose(neighbourShown(shown, chosenId, direction)),
    /** An issue of the operator's, or one that the verifier adds. */
    accept: (finding: MachineFindingView | undefined) => doing(isAdded(finding) ? 'give_verdict' : 'accept_machine_finding', finding, onAccept),
    /** The finding whose dismissal is being given a reason. */
    dismissing,
    askDismiss: (finding: MachineFindingView | undefined) => doing('dismiss_machine_finding', finding, setDismissing),
    stopAsking: () => setDismissing(null),
    dismiss,
    reopen: (finding: MachineFindingView) => reopen.mutate(finding),
  };
}

export type Machine = ReturnType<typeof useMachine>;
