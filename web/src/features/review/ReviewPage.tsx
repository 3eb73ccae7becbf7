// The review room: the page where a report is made, verified and looked at. Which of these is decided by what the
// server says one may do; without a stream (Download) the same page works with typed timecode.

import { Button, Tabs } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { asProblem } from '../../api/problem';
import { ifMatch, once } from '../../api/preconditions';
import type { IssueForm as IssueBody, IssueView, PlaybackView, RequestView, WatchItemView } from '../../api/shapes';
import { asFrame, labelIn, parsePosition } from '../../player/timecode';
import { reviewWords } from '../../review-words';
import { ReasonButton } from '../../ui/ReasonButton';
import { PageFrame } from '../../ui/Shell';
import { toasts } from '../../ui/toast-list';
import { words } from '../../words';
import { Trouble } from '../house/Trouble';
import { actionOf } from '../requests/acts';
import { NextStep } from '../requests/NextStep';
import { requestIssuesQuery, requestQuery } from '../requests/queries';
import { SubmitVerification } from '../verification/SubmitVerification';
import { giveVerdict, useVerdict, verdictOn } from '../verification/verdicts';
import { VerdictSteps } from '../verification/VerdictSteps';
import { countedTasks } from './counting';
import { DraftConflict } from './DraftConflict';
import { emptyForm, formOf, type FormText, type Purpose, rangeText } from './form';
import { filtered, isGone, neighbour, NO_FILTER } from './issue-filter';
import { IssueForm } from './IssueForm';
import { IssueList } from './IssueList';
import { IssuePanel } from './IssuePanel';
import { playbackQuery, verificationQuery, watchListQuery } from './queries';
import { ReviewHeader, useOpened } from './ReviewHeader';
import classes from './ReviewPage.module.css';
import { programmeOf, rateText, usePart, useRoom } from './room';
import { RoomTimeline } from './RoomTimeline';
import { type Look, Screen } from './Screen';
import { SubmitDialog } from './SubmitDialog';
import { TaskPanel } from './TaskPanel';
import { Transport } from './Transport';
import { useCoverage } from './useCoverage';
import { useDraft } from './useDraft';
import { type Acts, useRoomKeys } from './useRoomKeys';
import { WatchList } from './WatchList';

const text = reviewWords.room;
const NO_ISSUES: readonly IssueView[] = [];
const NO_ITEMS: readonly WatchItemView[] = [];

export function ReviewPage() {
  const { requestId } = useParams({ from: '/house/requests/$requestId/review' });
  const request = useQuery(requestQuery(requestId));
  const playback = useQuery(playbackQuery(requestId));
  if (request.isError) return <Trouble error={request.error} />;
  // Without the right to play there is no stream, and the page goes on without a player.
  if (request.data === undefined || playback.isPending) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <ReviewRoom key={requestId} request={request.data} playback={playback.data} playbackError={playback.error} />;
}

function ReviewRoom({ request, playback, playbackError }: { request: RequestView; playback: PlaybackView | undefined; playbackError: unknown }) {
  const { issue: linkedIssue } = useSearch({ from: '/house/requests/$requestId/review' });
  const queries = useQueryClient();
  const issuesQuery = useQuery(requestIssuesQuery(request.id));
  const issues = issuesQuery.data ?? NO_ISSUES;
  const isFixCheck = request.tasks.some(({ depth }) => depth === 'fix_check');
  const watch = useQuery({ ...watchListQuery(request.id), enabled: isFixCheck }).data ?? NO_ITEMS;
  const verification = useQuery({ ...verificationQuery(request.verification_id ?? ''), enabled: request.verification_id != null }).data;

  const create = actionOf(request.actions, 'create_issue');
  const verdictAction = verification === undefined ? undefined : actionOf(verification.actions, 'give_verdict');
  const isOperator = create !== undefined;
  const isVerifier = verdictAction !== undefined;
  const mayWork = create?.allowed === true;
  const mayVerify = verdictAction?.allowed === true;

  const streams = playback?.streams ?? [];
  const [streamId, setStreamId] = useState<string | null>(null);
  const stream = streams.find(({ rendition_id: id }) => id === streamId) ?? streams.find(({ has_picture: has }) => has) ?? streams[0];
  const { num, den } = playback?.edit_rate ?? request.edit_rate;
  const dropFrame = playback?.drop_frame ?? request.drop_frame;
  const durationFrames = playback?.duration_frames ?? request.duration_frames;
  const offsetFrames = playback?.offset_frames ?? 0;
  const programme = useMemo(
    () => programmeOf({ edit_rate: { num, den }, drop_frame: dropFrame, duration_frames: durationFrames, offset_frames: offsetFrames }),
    [num, den, dropFrame, durationFrames, offsetFrames],
  );

  const [host, setHost] = useState<HTMLDivElement | null>(null);
  const screen = useRef<HTMLDivElement>(null);
  const room = useRoom(host, playback, stream, null);
  const player = room?.player ?? null;
  const track = usePart(player, ({ audioTracks, audioTrack }) => audioTracks.find(({ id }) => id === audioTrack) ?? null);
  const isMuted = usePart(player, (snapshot) => snapshot.isMuted || snapshot.volume === 0);
  const counted = stream === undefined ? [] : countedTasks(request.tasks, stream, { track, isMuted });
  const coverage = useCoverage(player, counted.map(({ id }) => id), mayWork);
  const [taskId, setTaskId] = useState<string | null>(null);
  const task = request.tasks.find(({ id }) => id === taskId) ?? counted[0] ?? request.tasks[0];

  const [look, setLook] = useState<Look>({ safeAreas: false, burnIn: false, oneToOne: false });
  const [isTyping, setTyping] = useState(false);
  const [filter, setFilter] = useState(NO_FILTER);
  const [chosenId, setChosenId] = useState<string | null>(linkedIssue ?? null);
  const [tab, setTab] = useState<string | null>(isFixCheck ? 'watch' : 'issues');
  const [isSubmitting, setSubmitting] = useState(false);
  const keysHelp = useOpened();
  const shownIssues = useMemo(() => filtered(issues, filter), [issues, filter]);
  const chosen = issues.find(({ id }) => id === chosenId);

  const { body: draft, keeping, keeper } = useDraft(request.id);
  const { form } = draft;
  const setForm = useCallback((to: FormText | null) => keeper.change((before) => ({ ...before, form: to })), [keeper]);
  const verdict = useVerdict(verification?.id ?? '');

  const choose = (issue: IssueView | undefined) => {
    if (issue === undefined) return;
    setTab('issues');
    setChosenId(issue.id);
    player?.pause();
    player?.seek(asFrame(issue.first_frame));
  };
  const playRange = (first: number, last: number) => {
    if (player === null) return;
    void room?.meters.start();
    player.setIn(asFrame(first));
    player.setOut(asFrame(last));
    player.seek(asFrame(first));
    player.play();
  };
  const playerRange = () => {
    const { frame, target, markIn, markOut } = player?.snapshot() ?? { frame: null, target: null, markIn: null, markOut: null };
    return rangeText(programme, markIn ?? target ?? frame, markOut ?? markIn ?? target ?? frame);
  };
  const kinds = request.tasks.map(({ kind }) => kind);
  const openForm = (purpose: Purpose, of?: IssueView) => {
    // A form that is open already is not thrown away.
    if (form !== null) return;
    player?.pause();
    setTab('issues');
    setForm(of === undefined ? emptyForm(purpose, kinds, player === null ? { in: '', out: '' } : playerRange()) : formOf(of, purpose));
  };
  const newIssue = () => {
    if (mayWork) openForm({ kind: 'new' });
    else if (mayVerify) openForm({ kind: 'add' });
  };
  const correct = () => {
    if (chosen !== undefined && mayVerify && verdictOn(verification, chosen.id) === undefined && !isGone(chosen)) openForm({ kind: 'replace', issueId: chosen.id, number: chosen.number }, chosen);
  };
  const mark = (which: 'in' | 'out') => {
    if (player === null) return;
    if (which === 'in') player.setIn();
    else player.setOut();
    const { target, frame } = player.snapshot();
    const at = target ?? frame;
    if (form !== null && at !== null) setForm({ ...form, [which]: labelIn(programme, at) });
  };

  const save = async (body: IssueBody, of: FormText) => {
    // A save under way would bring the draft back after the issue was made.
    await keeper.settle();
    const path = { params: { path: { request_id: request.id } } };
    const reason = of.reason.trim();
    let made: IssueView | undefined;
    switch (of.purpose.kind) {
      case 'new':
        made = await answer(api.POST('/api/v1/requests/{request_id}/issues', { ...path, body, headers: once(of.key) }));
        break;
      case 'change': {
        const { issueId, revision } = of.purpose;
        made = await changeIssue(issueId, revision, body, (now) => setForm({ ...of, purpose: { ...of.purpose, revision: now } as Purpose }));
        break;
      }
      case 'replace':
        await giveVerdict(verification?.id ?? '', { kind: 'replaced', issue_id: of.purpose.issueId, replacement: body, reason }, of.key);
        break;
      case 'add':
        await giveVerdict(verification?.id ?? '', { kind: 'added', issue: body, reason }, of.key);
        break;
    }
    if (of.purpose.kind === 'new') keeper.sent((before) => ({ ...before, form: null }));
    else setForm(null);
    await Promise.all(['issue', 'verification', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
    if (made !== undefined) setChosenId(made.id);
    toasts.show('done', made !== undefined ? reviewWords.form.saved(made.number) : of.purpose.kind === 'add' ? reviewWords.form.added : reviewWords.form.corrected);
  };

  const withPlayer: Acts =
    room === null
      ? {}
      : {
          toggle_play: () => {
            void room.meters.start();
            room.player.togglePlay();
          },
          stop: () => {
            void room.meters.start();
            room.player.togglePlay();
          },
          reverse: () => room.player.shuttle(-1),
          forward: () => {
            void room.meters.start();
            room.player.shuttle(1);
          },
          reverse_slow: () => room.player.shuttle(-1, true),
          forward_slow: () => room.player.shuttle(1, true),
          step_back: () => room.player.step(-1),
          step_forward: () => room.player.step(1),
          second_back: () => room.player.stepSeconds(-1),
          second_forward: () => room.player.stepSeconds(1),
          first_frame: () => room.player.toFirst(),
          last_frame: () => room.player.toLast(),
          set_in: () => mark('in'),
          set_out: () => mark('out'),
          go_to_in: () => room.player.goToIn(),
          go_to_out: () => room.player.goToOut(),
          clear_marks: () => room.player.clearMarks(),
          loop: () => room.player.toggleLoop(),
          play_around: () => room.player.playAround(),
          go_to_timecode: () => setTyping(true),
          full_screen: () => void toggleFullScreen(screen.current),
          one_to_one: () => setLook({ ...look, oneToOne: !look.oneToOne }),
          safe_areas: () => setLook({ ...look, safeAreas: !look.safeAreas }),
          burn_in: () => setLook({ ...look, burnIn: !look.burnIn }),
          all_channels: () => room.meters.allChannels(),
          next_audio: () => room.player.nextAudio(),
          ...Object.fromEntries(
            [0, 1, 2, 3, 4, 5].flatMap((channel) => [
              [`solo_${channel + 1}`, () => room.meters.toggleSolo(channel)],
              [`mute_${channel + 1}`, () => room.meters.toggleMute(channel)],
            ]),
          ),
        };
  useRoomKeys({
    scope: form === null ? 'review' : 'issue_form',
    acts: {
      ...withPlayer,
      previous_issue: () => choose(neighbour(shownIssues, chosenId, -1, player?.snapshot().frame ?? null)),
      next_issue: () => choose(neighbour(shownIssues, chosenId, 1, player?.snapshot().frame ?? null)),
      new_issue: newIssue,
      show_keys: keysHelp.onOpen,
      ...(form === null
        ? {}
        : {
            severity_blocker: () => setForm({ ...form, severity: 'blocker' as const }),
            severity_issue: () => setForm({ ...form, severity: 'issue' as const }),
            severity_fyi: () => setForm({ ...form, severity: 'fyi' as const }),
          }),
      ...(isVerifier && chosen !== undefined && form === null
        ? {
            confirm_issue: () => {
              if (mayVerify && verdictOn(verification, chosen.id) === undefined) verdict.mutate({ kind: 'confirmed', issue_id: chosen.id });
            },
            correct_issue: correct,
          }
        : {}),
    },
    copied: () => {
      const frame = player?.snapshot().frame ?? null;
      return frame === null ? null : labelIn(programme, frame);
    },
    pasted: (pasted) => {
      const reading = parsePosition(programme, player?.snapshot().frame ?? asFrame(0), pasted);
      if (reading.ok) player?.seek(reading.frame);
    },
  });

  const files = request.deliveries.flatMap((delivery) => delivery.files);
  const undecided = useMemo(() => (isVerifier ? new Set(verification?.undecided) : undefined), [isVerifier, verification?.undecided]);
  const newLabel = isVerifier ? reviewWords.list.add : reviewWords.list.new;
  const newRefusal = isVerifier ? (mayVerify ? null : (verdictAction.why_not ?? null)) : mayWork ? null : (create?.why_not ?? null);
  const comment = chosen === undefined ? '' : (draft.comments[chosen.id] ?? '');

  return (
    <div className={classes.page} data-player={stream !== undefined}>
      <ReviewHeader
        request={request}
        streams={streams}
        stream={stream}
        onStream={setStreamId}
        task={task}
        onTask={setTaskId}
        isVerifier={isVerifier}
        keys={keysHelp}
        steps={
          <>
            <NextStep row={request} isInRoom />
            {isOperator && (
              <ReasonButton whyNot={actionOf(request.actions, 'submit_report')?.allowed === true ? null : (actionOf(request.actions, 'submit_report')?.why_not ?? words.work.notNow)} onClick={() => setSubmitting(true)}>
                {reviewWords.submit.open}
              </ReasonButton>
            )}
            {verification !== undefined && <SubmitVerification verification={verification} hasOpenForm={form !== null} />}
          </>
        }
      />
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
            {isFixCheck && <Tabs.Tab value="watch">{text.watchList}</Tabs.Tab>}
            <Tabs.Tab value="tasks">{text.tasks}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="issues">
            <div className={classes.list} data-small={form !== null}>
              <IssueList
                issues={shownIssues}
                all={issues}
                filter={filter}
                onFilter={setFilter}
                chosen={chosenId}
                onChoose={choose}
                {...(undecided === undefined ? {} : { undecided })}
                isLoading={issuesQuery.isPending}
                next={!isOperator && !isVerifier ? '' : player === null ? reviewWords.list.noneNextDownload : reviewWords.list.noneNext}
                actions={
                  (isOperator || isVerifier) &&
                  form === null && (
                    <ReasonButton size="compact-sm" whyNot={newRefusal} onClick={newIssue}>
                      {newLabel}
                    </ReasonButton>
                  )
                }
              />
            </div>
            <div className={classes.detail}>
              {form !== null ? (
                <IssueForm
                  requestId={request.id}
                  form={form}
                  programme={programme}
                  tasks={kinds}
                  files={files}
                  onChange={setForm}
                  onDiscard={() => setForm(null)}
                  onSave={save}
                  fromPlayer={player === null ? null : (which) => playerRange()[which]}
                  keeping={reviewWords.form.keeping[keeping.kind === 'opening' ? 'idle' : keeping.kind]}
                  conflict={<DraftConflict keeping={keeping} keeper={keeper} />}
                />
              ) : (
                <>
                  <DraftConflict keeping={keeping} keeper={keeper} />
                  {chosen === undefined ? (
                    <p className={`${classes.hint} dim`}>{isOperator || isVerifier ? reviewWords.issue.none : text.notYours}</p>
                  ) : (
                    <IssuePanel
                      key={chosen.id}
                      issue={chosen}
                      verdictSteps={verification !== undefined && isVerifier && <VerdictSteps issue={chosen} verification={verification} onCorrect={correct} />}
                      onGoTo={player === null ? null : () => player.seek(asFrame(chosen.first_frame))}
                      onPlay={player === null ? null : () => playRange(chosen.first_frame, chosen.last_frame)}
                      onEdit={() => openForm({ kind: 'change', issueId: chosen.id, number: chosen.number, revision: chosen.revision }, chosen)}
                      comment={comment}
                      onComment={(said) => keeper.change((before) => ({ ...before, comments: { ...before.comments, [chosen.id]: said } }))}
                    />
                  )}
                </>
              )}
            </div>
          </Tabs.Panel>
          {isFixCheck && (
            <Tabs.Panel value="watch">
              <WatchList items={watch} programme={programme} mayDecide={mayWork} onGoTo={player === null ? null : (item) => playRange(item.first_frame, item.last_frame)} />
            </Tabs.Panel>
          )}
          <Tabs.Panel value="tasks">
            <TaskPanel tasks={request.tasks} seen={coverage.seen} player={player} stream={stream} mayWork={mayWork} />
          </Tabs.Panel>
        </Tabs>
        <div className={classes.right}>
          {stream === undefined ? (
            <NoPlayer request={request} error={playbackError} />
          ) : (
            <>
              <Screen player={player} stream={stream} programme={programme} watermark={playback?.watermark ?? ''} look={look} host={setHost} frame={screen} />
              {room !== null && <Transport room={room} programme={programme} look={look} onLook={setLook} onFullScreen={() => void toggleFullScreen(screen.current)} isTyping={isTyping} onTyping={setTyping} />}
            </>
          )}
        </div>
      </div>
      <RoomTimeline player={player} stream={stream} programme={programme} issues={issues} watch={watch} task={task} seen={task === undefined ? undefined : coverage.seen.get(task.id)} chosen={chosenId} onIssue={(id) => choose(issues.find((issue) => issue.id === id))} />
      <SubmitDialog
        request={request}
        issues={issues}
        watch={watch}
        seen={coverage.seen}
        hasOpenForm={form !== null}
        opened={isSubmitting}
        onClose={() => setSubmitting(false)}
        settle={() => keeper.settle()}
      />
    </div>
  );
}

/** A change over somebody else's is refused once and told; saving again then means it. */
async function changeIssue(issueId: string, revision: number, body: IssueBody, onNewer: (revision: number) => void): Promise<IssueView> {
  const path = { issue_id: issueId };
  try {
    return await answer(api.PATCH('/api/v1/issues/{issue_id}', { params: { path, header: ifMatch(revision) }, body }));
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem?.status !== 412) throw thrown;
    const now = await answer(api.GET('/api/v1/issues/{issue_id}', { params: { path } }));
    onNewer(now.issue.revision);
    throw problem.saying(reviewWords.form.changedElsewhere);
  }
}

async function toggleFullScreen(element: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement !== null) await document.exitFullscreen();
  else await element?.requestFullscreen();
}

function NoPlayer({ request, error }: { request: RequestView; error: unknown }) {
  const problem = asProblem(error);
  const isDownload = request.service === 'download';
  return (
    <div className={classes.noPlayer}>
      <h2>{isDownload ? text.noPlayerTitle : text.noStreams}</h2>
      {isDownload ? <p>{text.noPlayer(rateText(request.edit_rate, request.drop_frame))}</p> : problem !== undefined && <p>{problem.message}</p>}
      {problem?.isPassing === true && <Button onClick={() => location.reload()}>{words.retry}</Button>}
    </div>
  );
}
