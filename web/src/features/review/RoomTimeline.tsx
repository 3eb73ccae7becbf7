// The timeline of the room: thumbnails, issues, watch list or spot points, captions, waveforms, and what of the task was seen.

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { IssueView, MachineFindingView, SeriesView, Severity, StreamView, TaskView, WatchItemView } from '../../api/shapes';
import { channelNames } from '../../player/channels';
import type { FrameSpan } from '../../player/clock';
import type { Player } from '../../player/player';
import { asFrame, type Programme } from '../../player/timecode';
import { reviewWords, watchKindNames } from '../../review-words';
import type { Marker, MarkerLane, MarkerShape } from '../../timeline/lanes';
import { Timeline } from '../../timeline/Timeline';
import { loudnessCurve, machineLanes } from '../machine-findings/markers';
import { captionLane } from './captions/lane';
import { trackName } from './captions/names';
import type { Captions } from './captions/useCaptions';
import { merged } from './coverage-post';
import { isGone } from './issue-filter';
import { peaksQuery, thumbnailsQuery } from './queries';
import { usePart } from './room';
import classes from './ReviewPage.module.css';

const text = reviewWords.room;
const SHAPES: Readonly<Record<Severity, MarkerShape>> = { blocker: 'square', issue: 'diamond', fyi: 'circle' };

interface RoomTimelineProps {
  player: Player | null;
  stream: StreamView | undefined;
  programme: Programme;
  issues: readonly IssueView[];
  findings: readonly MachineFindingView[];
  series: SeriesView | undefined;
  captions: Captions;
  watch: readonly WatchItemView[];
  task: TaskView | undefined;
  seen: readonly FrameSpan[] | undefined;
  chosen: string | null;
  onIssue: (id: string) => void;
  onFinding: (id: string) => void;
}

export function RoomTimeline({ player, stream, programme, issues, findings, series, captions, watch, task, seen, chosen, onIssue, onFinding }: RoomTimelineProps) {
  const thumbnails = useQuery(thumbnailsQuery(stream)).data ?? null;
  const track = usePart(player, ({ audioTracks, audioTrack }) => audioTracks.find(({ id }) => id === audioTrack)?.name);
  const peaks = useQuery(peaksQuery(peaksUrlOf(stream, track))).data ?? null;
  const frame = usePart(player, (snapshot) => snapshot.frame);
  const target = usePart(player, (snapshot) => snapshot.target);
  const markIn = usePart(player, (snapshot) => snapshot.markIn);
  const markOut = usePart(player, (snapshot) => snapshot.markOut);
  const isMoving = usePart(player, (snapshot) => snapshot.speed !== 0);

  const trackNumber = stream?.sound_tracks.findIndex(({ name }) => name === track) ?? 0;
  const curve = useMemo(() => loudnessCurve(series, Math.max(trackNumber, 0)), [series, trackNumber]);

  const { chosen: captionsChosen, track: captionTrack } = captions;
  const captionLanes = useMemo(() => (captionsChosen === undefined || captionTrack === undefined ? [] : [captionLane(captionTrack, trackName(captionsChosen))]), [captionsChosen, captionTrack]);

  const content = useMemo(
    () => ({
      durationFrames: programme.last + 1,
      labels: { counting: programme.counting, startFrame: programme.start },
      thumbnails,
      lanes: [...lanesOf(issues, watch, task), ...machineLanes(findings, series, programme.last), ...captionLanes],
      curves: curve === null ? [] : [curve],
      peaks,
      channelNames: channelNames(peaks?.header.channels ?? 0),
      covered: coveredOf(task, seen),
      chosen,
    }),
    [programme, thumbnails, peaks, issues, findings, series, captionLanes, curve, watch, task, seen, chosen],
  );
  const choose = (marker: Marker) => {
    if (issues.some(({ id }) => id === marker.id)) onIssue(marker.id);
    else if (findings.some(({ id }) => id === marker.id)) onFinding(marker.id);
    else player?.seek(asFrame(marker.first));
  };
  return (
    <div className={classes.timeline} data-part="timeline">
      <Timeline
        content={content}
        frame={frame}
        target={target}
        markIn={markIn}
        markOut={markOut}
        follows={isMoving}
        name={text.timeline}
        onSeek={(to) => player?.seek(asFrame(to))}
        onChoose={choose}
      />
    </div>
  );
}

const peaksUrlOf = (stream: StreamView | undefined, track: string | undefined): string | null =>
  stream?.sound_tracks.find(({ name }) => name === track)?.peaks_url ?? stream?.peaks_url ?? null;

const coveredOf = (task: TaskView | undefined, seen: readonly FrameSpan[] | undefined): readonly FrameSpan[] =>
  merged(
    seen,
    (task?.coverage ?? []).map(([first = 0, last = 0]): FrameSpan => [asFrame(first), asFrame(last)]),
  );

function lanesOf(issues: readonly IssueView[], watch: readonly WatchItemView[], task: TaskView | undefined): MarkerLane[] {
  const standing = issues.filter((issue) => !isGone(issue));
  const lanes: MarkerLane[] = [{ id: 'issues', label: text.lanes.issues, markers: standing.map(markerOf) }];
  if (watch.length > 0) lanes.push({ id: 'watch', label: text.lanes.watch, markers: watch.map(watchMarkerOf) });
  else if (task?.depth === 'spot') lanes.push({ id: 'spot', label: text.lanes.spot, markers: task.wanted.map(spotMarkerOf) });
  return lanes;
}

const markerOf = (issue: IssueView): Marker => ({
  id: issue.id,
  first: issue.first_frame,
  last: issue.last_frame,
  colour: `--${issue.severity}`,
  shape: SHAPES[issue.severity],
  label: `${issue.number} ${issue.code_name}`,
});

const watchMarkerOf = (item: WatchItemView): Marker => ({
  id: item.id,
  first: item.first_frame,
  last: item.last_frame,
  colour: item.verdict == null ? '--accent' : '--line-strong',
  shape: 'bar',
  label: watchKindNames[item.kind],
});

const spotMarkerOf = ([first = 0, last = 0]: readonly number[], index: number): Marker => ({
  id: `spot ${index}`,
  first,
  last,
  colour: '--accent',
  shape: 'bar',
  label: watchKindNames.spot_point,
});
