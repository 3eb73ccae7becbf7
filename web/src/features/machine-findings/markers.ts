// The machine's findings, cuts and loudness as the timeline draws them: quieter than issues, which people wrote.

import type { MachineFindingView, SeriesView } from '../../api/shapes';
import { findingKindName, machineWords } from '../../machine-words';
import type { Curve } from '../../timeline/curves';
import type { Marker, MarkerLane } from '../../timeline/lanes';

const text = machineWords.lanes;

/** Below this nobody listens for level; a curve down to silence would be flat where it matters. */
const FLOOR_LKFS = -60;

export const findingMarker = (finding: MachineFindingView): Marker => ({
  id: finding.id,
  first: finding.first_frame,
  last: finding.last_frame,
  colour: finding.state === 'open' ? '--timeline-text' : '--timeline-line',
  shape: finding.state === 'open' ? 'triangle' : 'bar',
  label: `${findingKindName(finding.kind)}${finding.channels.length === 0 ? '' : ` ${finding.channels.join(' ')}`}`,
});

/** What is true of the whole programme stands in the list alone: a bar from end to end would hide all others. */
export const isOfWhole = (finding: MachineFindingView, last: number): boolean => finding.first_frame === 0 && finding.last_frame >= last && last > 0;

export function machineLanes(findings: readonly MachineFindingView[], series: SeriesView | undefined, last: number): MarkerLane[] {
  const lanes: MarkerLane[] = [];
  const placed = findings.filter((finding) => !isOfWhole(finding, last));
  if (placed.length > 0) lanes.push({ id: 'machine', label: text.machine, markers: placed.map(findingMarker) });
  const cuts = series?.cuts ?? [];
  if (cuts.length > 0) {
    lanes.push({ id: 'cuts', label: text.cuts, markers: cuts.map((cut) => ({ id: `cut ${cut}`, first: cut, last: cut, colour: '--timeline-line', shape: 'tick', label: text.cuts })) });
  }
  return lanes;
}

export function loudnessCurve(series: SeriesView | undefined, track: number): Curve | null {
  const sound = series?.sound.find(({ track: own }) => own === track) ?? series?.sound[0];
  if (series === undefined || sound === undefined) return null;
  return { label: text.loudness('LKFS'), values: sound.short_term_lkfs.map((value) => value ?? null), framesPerPoint: series.frames_per_point, low: FLOOR_LKFS, high: 0 };
}
