// The review room: where a report is made, verified and looked at, around the player that ReviewOpening began. Which of
// these is decided by what the server says one may do; without a stream (Download) the same page works with typed timecode.

import { Button, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import type { IssueView, PlaybackView, RequestView, VerificationView } from '../../api/shapes';
import { machineWords } from '../../machine-words';
import { reviewWords } from '../../review-words';
import { ReasonButton } from '../../ui/ReasonButton';
import { tvDeskWords } from '../../tv-desk-words';
import { later } from '../../ui/later';
import { toasts } from '../../ui/toast-list';
import { useSession } from '../access/session';
import { NextStep } from '../requests/NextStep';
import { Comparison } from '../machine-findings/Comparison';
import { MachinePane } from '../machine-findings/MachinePane';
import { useMachine } from '../machine-findings/useMachine';
import { requestIssuesQuery } from '../requests/queries';
import { TvCard } from '../tv/TvCard';
import { TvTransport } from '../tv/TvTransport';
import { useTv } from '../tv/useTv';
import { useTvFlags } from '../tv/useTvFlags';
import { SubmitVerification } from '../verification/SubmitVerification';
import { isToDecide } from '../verification/verdicts';
import { BlockerDialog } from './BlockerDialog';
import { earlierRequest, useEarlier } from './compare/useEarlier';
import { lastOf } from './entry';
import { editedIssue } from './form';
import type { Stop } from './go-through';
import { filtered, isGone, NO_FILTER } from './issue-filter';
import { IssuesPane } from './IssuesPane';
import { permitsOf } from './permits';
import { verificationQuery } from './queries';
import { ReviewHeader, useOpened } from './ReviewHeader';
import classes from './ReviewPage.module.css';
import { RoomTimeline } from './RoomTimeline';
import { boxIn, type PictureBox, withBox } from './picture-box';
import { placeIn } from './place';
import { Present, SameIssue } from './presence/Present';
import { usePresence } from './presence/usePresence';
import { StagePane } from './StagePane';
import { StopNotice } from './StopNotice';
import { SubmitDialog } from './SubmitDialog';
import { TaskPanel } from './TaskPanel';
import { Tour } from './Tour';
import { useActs } from './useActs';
import { done } from './undo';
import { useIssueForm } from './useIssueForm';
import { useGoThrough } from './useGoThrough';
import type { Playing } from './usePlaying';
import { useStage } from './useStage';
import { stopOf, useWatch } from './useWatch';
import { WatchList } from './WatchList';

const text = reviewWords.room;
const TvDialog = later(() => import('../tv/TvDialog'), 'TvDialog');
const NO_ISSUES: readonly IssueView[] = [];

interface ReviewRoomProps {
  request: RequestView;
  playback: PlaybackView | undefined;
  playbackError: unknown;
  playing: Playing;
}

export function ReviewRoom({ request, playback, playbackError, playing }: ReviewRoomProps) {
  const { issue: linkedIssue } = useSearch({ from: '/house/requests/$requestId/review' });
  const issuesQuery = useQuery(requestIssuesQuery(request.id));
  const issues = issuesQuery.data ?? NO_ISSUES;
  const isFixCheck = request.tasks.some(({ depth }) => depth === 'fix_check');
  const verification = useQuery({ ...verificationQuery(request.verification_id ?? ''), enabled: request.verification_id != null }).data;
  const permits = permitsOf(request, verification);
  // A Download is reviewed on the facility's own player: its stream here is for reference.
  const tv = useTv(request, permits.isOperator || permits.isVerifier);
  const stage = useStage(request, playback, playing, permits.mayWork && request.service !== 'download', tv);
  const { player, programme, coverage } = stage;
  const [tab, setTab] = useState<string | null>(isFixCheck ? 'watch' : 'issues');
  const watch = useWatch(request);
  const watchedIssue = (tab === 'watch' ? watch.chosen?.issue : null) ?? undefined;
  const earlier = useEarlier({ request, stream: stage.stream, issue: watchedIssue, isOn: stage.wipe !== null && stage.room !== null });
  const comparing = stage.room === null || earlierRequest(request, watchedIssue) === null ? null : { isOn: stage.wipe !== null, toggle: stage.toggleWipe };
  const { person } = useSession();
  useEffect(() => () => done.clear(), []);

  const [filter, setFilter] = useState(NO_FILTER);
  const [chosenId, setChosenId] = useState<string | null>(linkedIssue ?? null);
  const [isSubmitting, setSubmitting] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const keysHelp = useOpened();
  const shown = useMemo(() => filtered(issues, filter), [issues, filter]);
  const chosen = issues.find(({ id }) => id === chosenId);
  const choose = (issue: IssueView | undefined) => {
    if (issue === undefined) return;
    setTab('issues');
    setChosenId(issue.id);
    stage.goTo(placeIn(request, issue).first_frame);
  };
  const [blocker, setBlocker] = useState<IssueView | null>(null);
  const made = (issue: IssueView) => {
    setChosenId(issue.id);
    // Saying how it goes on is the operator's; once QC is stopped it was said.
    if (issue.severity === 'blocker' && permits.mayWork && request.stop == null) setBlocker(issue);
  };
  const handle = useIssueForm({ request, verification, permits, programme, player, onOpen: () => setTab('issues'), onMade: made });
  const flags = useTvFlags(tv, request.id, handle);
  const onFlag = stage.isOnTv ? flags.flag : handle.flag;
  const tvDialog = useOpened();
  const editing = editedIssue(handle.form);
  const others = usePresence(request.id, editing, player);
  const machine = useMachine({
    request,
    onGoTo: ({ first_frame: first }) => {
      setTab('machine');
      stage.goTo(first);
    },
    onAccept: handle.acceptFinding,
    frame: () => player?.snapshot().frame ?? null,
  });
  const isMachine = tab === 'machine';
  const isWatch = tab === 'watch' && watch.hasList;
  const toDecide = useMemo(() => shown.filter(({ origin }) => origin === 'operator').map((issue) => stopOfIssue(request, issue, verification)), [shown, request, verification]);
  const going = useGoThrough({
    stops: isWatch ? watch.items.map(stopOf) : permits.isVerifier ? toDecide : NO_STOPS,
    chosen: isWatch ? (watch.chosen?.id ?? null) : chosenId,
    onStop: ({ id, first, last }) => {
      if (isWatch) watch.choose(id);
      else setChosenId(id);
      stage.loopAround(first, last);
    },
    onEnd: () => {
      player?.pause();
      toasts.show('done', reviewWords.goThrough.ended);
    },
    onLeave: () => player?.pause(),
  });
  const chooseItem = (id: string | undefined) => {
    const item = watch.items.find((each) => each.id === id);
    if (item === undefined) return;
    watch.choose(item.id);
    stage.loopAround(item.first_frame, item.last_frame);
  };
  const again = (issue: IssueView | undefined) => handle.again(issue);
  useActs({ stage, handle, permits, verification, shown, chosen, machine, isMachine, watch: isWatch ? watch : null, comparing, going, onChoose: choose, onItem: chooseItem, onAgain: again, last: lastOf(issues, person.id), onDelete: () => setDeleting(true), onKeys: keysHelp.onOpen, onFlag });
  const flagged = handle.form?.onTv ?? null;
  const isConfirmed = flagged !== null && flagged.confirmedFrame !== null;
  const isAsking = flagged !== null && !isConfirmed;
  const box = boxIn(handle.form?.description ?? chosen?.description ?? '');
  const drawn = (to: PictureBox | null) => {
    stage.setDrawing(false);
    if (to !== null && handle.form !== null) handle.setForm({ ...handle.form, description: withBox(handle.form.description, to) });
  };

  return (
    <div className={classes.page} data-player={stage.stream !== undefined}>
      <ReviewHeader
        request={request}
        streams={stage.streams}
        stream={stage.stream}
        onStream={stage.setStreamId}
        task={stage.task}
        onTask={stage.setTaskId}
        isVerifier={permits.isVerifier}
        hasMachine={machine.isShown}
        hasList={watch.hasList}
        keys={keysHelp}
        steps={
          <>
            <Present others={others} issues={issues} />
            {tv.isPossible && (
              <Button variant={stage.isOnTv ? 'light' : 'default'} onClick={tvDialog.onOpen}>
                {tvDeskWords.button}
              </Button>
            )}
            <NextStep row={request} isInRoom />
            {permits.isOperator && (
              <ReasonButton whyNot={permits.whyNotSubmit} onClick={() => setSubmitting(true)}>
                {reviewWords.submit.open}
              </ReasonButton>
            )}
            {verification !== undefined && <SubmitVerification verification={verification} hasOpenForm={handle.form !== null} />}
          </>
        }
      />
      {(permits.isOperator || permits.isVerifier) && <Tour hasPlayer={stage.stream !== undefined} />}
      <SameIssue others={others} editing={editing} />
      <StopNotice request={request} mayResume={permits.mayWork} />
      {(coverage.isWaiting || coverage.refusal !== null) && (
        <div className={classes.notice} role="status">
          {coverage.refusal ?? reviewWords.coverage.waiting}
        </div>
      )}
      <div className={classes.body}>
        <Tabs value={tab} onChange={setTab} keepMounted={false} classNames={{ root: classes.left, panel: classes.tab }}>
          <Tabs.List>
            <Tabs.Tab value="issues">
              {text.issues} <span className="dim number">{issues.filter((issue) => !isGone(issue)).length}</span>
            </Tabs.Tab>
            {watch.hasList && <Tabs.Tab value="watch">{text.watchList}</Tabs.Tab>}
            {machine.isShown && (
              <Tabs.Tab value="machine">
                {machineWords.pane.tab} {machine.left > 0 && <span className="dim number">{machine.left}</span>}
              </Tabs.Tab>
            )}
            <Tabs.Tab value="tasks">{text.tasks}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="issues">
            <IssuesPane request={request} verification={verification} permits={permits} stage={stage} handle={handle} onFlag={onFlag} issues={issues} shown={shown} isLoading={issuesQuery.isPending} filter={filter} onFilter={setFilter} chosen={chosen} onChoose={choose} going={going} isDeleting={isDeleting} onDeleting={setDeleting} />
          </Tabs.Panel>
          {watch.hasList && (
            <Tabs.Panel value="watch">
              <WatchList watch={watch} programme={programme} mayDecide={permits.mayWork} onGoTo={player === null ? null : (item) => chooseItem(item.id)} going={going} comparing={comparing} />
            </Tabs.Panel>
          )}
          {machine.isShown && (
            <Tabs.Panel value="machine">
              {isFixCheck && <Comparison requestId={request.id} {...(player === null ? {} : { onGoTo: stage.goTo })} />}
              <MachinePane machine={machine} onPlay={player === null ? null : (finding) => stage.playRange(finding.first_frame, finding.last_frame)} onIssue={(id) => choose(issues.find((issue) => issue.id === id))} />
            </Tabs.Panel>
          )}
          <Tabs.Panel value="tasks">
            <TaskPanel tasks={request.tasks} seen={coverage.seen} player={player} stream={request.service === 'download' || stage.isOnTv ? undefined : stage.stream} mayWork={permits.mayWork} />
          </Tabs.Panel>
        </Tabs>
        <StagePane
          stage={stage}
          request={request}
          playback={playback}
          error={playbackError}
          box={box}
          onBox={drawn}
          earlier={earlier}
          comparing={comparing}
          onTv={
            player !== null && (
              <>
                <TvCard tv={tv} player={player} programme={programme} isAsking={isAsking} isConfirmed={isConfirmed} onConfirm={handle.confirmOnTv} noted={flags.noted} onWrite={handle.form === null ? flags.write : null} onDrop={flags.drop} />
                <TvTransport player={player} programme={programme} count={stage.count} onCount={stage.setCount} isTyping={stage.isTyping} onTyping={stage.setTyping} />
              </>
            )
          }
        />
      </div>
      <RoomTimeline
        player={player}
        stream={stage.stream}
        programme={programme}
        issues={issues}
        findings={machine.findings}
        series={machine.series}
        captions={stage.captions}
        watch={watch.items}
        task={stage.task}
        seen={stage.task === undefined ? undefined : coverage.seen.get(stage.task.id)}
        chosen={isMachine ? (machine.chosen?.id ?? null) : isWatch ? (watch.chosen?.id ?? null) : chosenId}
        onIssue={(id) => choose(issues.find((issue) => issue.id === id))}
        onFinding={(id) => machine.choose(machine.findings.find((finding) => finding.id === id) ?? null)}
      />
      <TvDialog tv={tv} opened={tvDialog.opened} onClose={tvDialog.onClose} />
      <BlockerDialog request={request} issue={blocker} onClose={() => setBlocker(null)} />
      <SubmitDialog request={request} issues={issues} watch={isFixCheck ? watch.items : watch.items.filter(({ kind }) => kind !== 'spot_point')} seen={coverage.seen} hasOpenForm={handle.form !== null} opened={isSubmitting} onClose={() => setSubmitting(false)} settle={() => handle.keeper.settle()} />
    </div>
  );
}

const NO_STOPS: readonly Stop[] = [];

const stopOfIssue = (request: RequestView, issue: IssueView, verification: VerificationView | undefined): Stop => {
  const { first_frame: first, last_frame: last } = placeIn(request, issue);
  return { id: issue.id, first, last, isDecided: !isToDecide(issue, verification) };
};
