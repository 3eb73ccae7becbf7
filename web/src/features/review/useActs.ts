// What every key of the room does as the room is now: a form, a player, a list, a verifier's hands each add theirs.

import type { IssueView, VerificationView } from '../../api/shapes';
import { labelBy, nextCount, readBy } from '../../player/count';
import { asFrame } from '../../player/timecode';
import type { Machine } from '../machine-findings/useMachine';
import { lowerThan } from '../verification/lower';
import { isToDecide, useVerdict } from '../verification/verdicts';
import { besideStop } from './go-through';
import { neighbour } from './issue-filter';
import type { Permits } from './permits';
import { playerActs } from './player-acts';
import type { GoingThrough } from './useGoThrough';
import type { Comparing } from './compare/comparing';
import type { IssueFormHandle } from './useIssueForm';
import { type Acts, useRoomKeys } from './useRoomKeys';
import type { Stage } from './useStage';
import { useUndo } from './useUndo';
import { stopOf, type Watch } from './useWatch';

interface Ground {
  stage: Stage;
  handle: IssueFormHandle;
  permits: Permits;
  verification: VerificationView | undefined;
  shown: readonly IssueView[];
  chosen: IssueView | undefined;
  machine: Machine;
  /** The list in sight is the machine's. */
  isMachine: boolean;
  /** The list in sight is the watch list. */
  watch: Watch | null;
  comparing: Comparing | null;
  going: GoingThrough;
  onChoose: (issue: IssueView | undefined) => void;
  onItem: (id: string | undefined) => void;
  /** Writes an issue once more where the player stands. */
  onAgain: (issue: IssueView | undefined) => void;
  /** The issue that one wrote last. */
  last: IssueView | undefined;
  /** Asks for the reason why the chosen issue is none. */
  onDelete: () => void;
  onKeys: () => void;
  /** A new issue at the playhead, wherever the picture is. */
  onFlag: () => void;
}

export function useActs({ stage, handle, permits, verification, shown, chosen, machine, isMachine, watch, comparing, going, onChoose, onItem, onAgain, last, onDelete, onKeys, onFlag }: Ground): void {
  const undo = useUndo();
  const verdict = useVerdict(verification?.id ?? '');
  const { room, player, programme } = stage;
  const { form } = handle;
  const frame = () => player?.snapshot().frame ?? null;
  const move = (direction: 1 | -1) => {
    if (isMachine) machine.move(direction);
    else if (watch !== null) onItem(besideStop(watch.items.map(stopOf), watch.chosen?.id ?? null, direction)?.id);
    else moveIssue(direction);
  };
  const moveIssue = (direction: 1 | -1) => onChoose(neighbour(shown, chosen?.id ?? null, direction, frame()));
  const inPlayer: Acts =
    player === null ? {} : playerActs({ player, meters: room?.meters ?? null }, { look: stage.look, onLook: stage.setLook, onTyping: () => stage.setTyping(true), onFullScreen: stage.toggleFullScreen, onSecondScreen: stage.toggleSecondScreen, onCaptions: stage.captions.toggle, onNextStream: stage.nextStream, onPan: stage.pan, onNextCount: () => stage.setCount(nextCount(stage.count)), onMark: handle.mark });
  const inForm: Acts =
    form === null
      ? {}
      : {
          severity_blocker: () => handle.setForm({ ...form, severity: 'blocker' }),
          severity_issue: () => handle.setForm({ ...form, severity: 'issue' }),
          severity_fyi: () => handle.setForm({ ...form, severity: 'fyi' }),
          ...(stage.stream?.has_picture === true ? { draw_box: () => stage.setDrawing(true) } : {}),
        };
  const ofList: Acts =
    form !== null || (watch === null && !permits.isVerifier)
      ? {}
      : {
          ...(player === null ? {} : { go_through: going.toggle }),
          ...(watch === null || !permits.mayWork ? {} : { first_verdict: () => watch.decideNth(0), second_verdict: () => watch.decideNth(1) }),
        };
  const ofWipe: Acts = form !== null || comparing === null ? {} : { wipe: comparing.toggle, ...(comparing.isOn ? { swap_wipe: stage.swapWipe } : {}) };
  const ofEntry: Acts = form !== null ? {} : { repeat_issue: () => onAgain(last), duplicate_issue: () => onAgain(chosen), undo };
  const ofVerifier: Acts =
    !permits.isVerifier || chosen === undefined || form !== null
      ? {}
      : {
          confirm_issue: () => {
            if (permits.mayVerify && isToDecide(chosen, verification)) verdict.mutate({ kind: 'confirmed', issue_id: chosen.id });
          },
          correct_issue: () => handle.correct(chosen),
          lower_issue: () => {
            const [severity] = lowerThan(chosen.severity);
            if (severity !== undefined && permits.mayVerify && isToDecide(chosen, verification)) verdict.mutate({ kind: 'severity_lowered', issue_id: chosen.id, severity, reason: '' });
          },
          delete_issue: () => {
            if (permits.mayVerify && isToDecide(chosen, verification)) onDelete();
          },
        };
  const ofMachine: Acts = !machine.isShown
    ? {}
    : {
        next_finding: () => machine.goToLeft(1),
        previous_finding: () => machine.goToLeft(-1),
        ...(isMachine && form === null ? { accept_finding: () => machine.accept(machine.chosen), dismiss_finding: () => machine.askDismiss(machine.chosen) } : {}),
      };
  useRoomKeys({
    scope: form === null ? 'review' : 'issue_form',
    acts: { ...inPlayer, ...inForm, ...ofEntry, ...ofMachine, ...ofVerifier, ...ofList, ...ofWipe, previous_issue: () => move(-1), next_issue: () => move(1), new_issue: onFlag, show_keys: onKeys },
    copied: () => {
      const at = frame();
      const label = at === null ? null : labelBy(programme, stage.count, at);
      // Pasted, what counts down to the first frame of media would read as so much back.
      return label?.startsWith('\u2212') === true ? null : label;
    },
    pasted: (pasted) => {
      const reading = readBy(programme, stage.count, frame() ?? asFrame(0), pasted);
      if (reading.ok) player?.seek(reading.frame);
    },
  });
}
