// The strings about what the machine measured and found.

import type { MachineFindingState, MachineOutcome, MeasurementState } from './api/shapes';

type Names<Key extends string> = Readonly<Record<Key, string>>;

/** The kinds that the server knows; a newer one is shown by its own name. */
const kinds: Readonly<Record<string, string>> = {
  black: 'Black',
  commercial_black: 'Commercial black',
  head_black_missing: 'Head black missing',
  tail_black_missing: 'Tail black missing',
  freeze: 'Freeze',
  duplicate_frames: 'Duplicate frames',
  flash_frame: 'Flash frame',
  odd_frame: 'Odd frame',
  photosensitive_flashing: 'Flashing (BT.1702)',
  photosensitive_red: 'Red flashing (BT.1702)',
  letterbox_change: 'Letterbox change',
  levels_out_of_range: 'Levels out of range',
  out_of_gamut: 'Out of gamut',
  max_cll_exceeded: 'MaxCLL exceeded',
  max_fall_exceeded: 'MaxFALL exceeded',
  dolby_vision_l1_missing: 'Dolby Vision L1 missing',
  dolby_vision_l1_constant: 'Dolby Vision L1 constant',
  dolby_vision_l1_zero: 'Dolby Vision L1 zero',
  dolby_vision_l1_changes: 'Dolby Vision L1 changes in a shot',
  dolby_vision_shot_bound: 'Dolby Vision shot off its cut',
  dolby_vision_cut_in_shot: 'Cut in a Dolby Vision shot',
  av_offset: 'Sound out of sync',
  silence: 'Silence',
  drop_out: 'Drop-out',
  mos_channel: 'Empty channel',
  identical_channels: 'Identical channels',
  phase_inverted: 'Phase inverted',
  clipping: 'Clipping',
  click: 'Click',
  hum: 'Hum',
  channel_order: 'Channel order in doubt',
  loudness_out_of_spec: 'Loudness out of spec',
  true_peak_out_of_spec: 'True peak out of spec',
};

const quantities: Readonly<Record<string, string>> = {
  mean_luma: 'mean luma',
  difference: 'difference',
  area: 'area',
  flashes_per_second: 'flashes',
  bar_top: 'bar at the top',
  bar_bottom: 'at the bottom',
  bar_left: 'at the left',
  bar_right: 'at the right',
  seconds: 'length',
  count: 'count',
  max_cll_nits: 'MaxCLL',
  max_fall_nits: 'MaxFALL',
  stated_nits: 'stated',
  l1_minimum: 'L1 minimum',
  l1_average: 'average',
  l1_maximum: 'maximum',
  l1_change: 'largest change',
  bound_frames: 'from the cut',
  offset_ms: 'sound late by',
  offset_frames: 'in frames',
  peak_dbfs: 'peak',
  rms_dbfs: 'RMS',
  correlation: 'correlation',
  frequency_hz: 'frequency',
  integrated_lkfs: 'programme',
  speech_lkfs: 'dialogue (advisory)',
  true_peak_dbtp: 'true peak',
  energy_share: 'share of energy',
};

const confidences: Readonly<Record<string, string>> = { high: 'Measured', medium: 'Likely', low: 'In doubt' };

const mixes: Readonly<Record<string, string>> = { printmaster: 'Printmaster', music_and_effects: 'M&E', immersive: 'Immersive', other: '' };

const spelled = (word: string): string => word.replaceAll('_', ' ');

export const findingKindName = (kind: string): string => kinds[kind] ?? spelled(kind);
export const quantityName = (quantity: string): string => quantities[quantity] ?? spelled(quantity);
export const confidenceName = (confidence: string): string => confidences[confidence] ?? confidence;
export const mixName = (mix: string): string => mixes[mix] ?? '';

export const machineFindingStateNames: Names<MachineFindingState> = { open: 'Open', accepted: 'Accepted', dismissed: 'Dismissed' };
export const measurementStateNames: Names<MeasurementState> = { queued: 'Waiting to be measured', running: 'Being measured', ready: 'Measured', failed: 'Could not be measured' };
export const outcomeNames: Names<MachineOutcome> = { gone: 'Gone', still_there: 'Still there', new: 'New' };

export const machineWords = {
  pane: {
    tab: 'Machine',
    list: 'Findings of the machine',
    left: (open: number) => (open === 0 ? 'Nothing is left.' : open === 1 ? '1 finding is left.' : `${open} findings are left.`),
    nothingBlocks: 'Nothing has to be answered before the report is submitted.',
    none: 'The machine found nothing.',
    notMeasured: 'Nothing has been measured yet.',
    onlyOpen: 'Only those that are left',
    goTo: 'Play',
    accept: 'Accept',
    acceptHow: 'Accepting opens the issue form, filled in; nothing is flagged before you save it.',
    add: 'Add to the verification',
    addHow: 'Adding opens the form of a missed issue, filled in. Until the verification is submitted, nobody else learns of it.',
    dismiss: 'Dismiss',
    reopen: 'Open again',
    dismissTitle: (kind: string) => `Dismiss: ${kind}`,
    dismissConsequence: 'It is no fault of this master. The reason is kept in the history, and the decision stays when the master is measured again.',
    issue: (number: number) => `Issue ${number}`,
    by: (name: string) => `by ${name}`,
    track: (number: number) => `Sound track ${number + 1}`,
    confidence: (name: string) => `Confidence: ${name}`,
    measuring: (percent: number) => `Measuring: ${percent} %`,
    failed: (why: string) => `It could not be measured: ${why}`,
    changed: 'This finding was changed meanwhile; it was read again. Decide once more.',
  },
  lanes: { machine: 'Machine', cuts: 'Cuts', loudness: (unit: string) => `Short-term ${unit}` },
  delivery: {
    title: 'Measured by the machine',
    progress: (done: number, total: number, fps: number | null | undefined) => `${done} of ${total} frames${fps == null ? '' : ` · ${fps.toFixed(1)} frames/s`}`,
    retry: 'Measure again',
    judge: 'Judge again',
    judged: 'It is being judged by the thresholds in force.',
    version: (version: number) => `Judged by version ${version} of the thresholds.`,
    track: 'Soundfield',
    integrated: 'Integrated (LKFS)',
    peak: 'True peak (dBTP)',
    range: 'LRA (LU)',
    speech: 'Dialogue, advisory (LKFS)',
    light: 'Light levels',
    maxCll: (nits: number) => `MaxCLL at least ${nits.toFixed(0)} cd/m²`,
    maxFall: (nits: number) => `MaxFALL ${nits.toFixed(0)} cd/m²`,
    cuts: (count: number) => `${count} cuts`,
    kind: 'Finding',
    none: 'No findings.',
    mayNot: 'Post or the studio can have it measured again.',
  },
  comparison: {
    title: 'What became of the machine’s findings',
    explain: (before: number, now: number) => `Delivery ${before} compared with delivery ${now}, by the frames that both show.`,
    waiting: 'Both deliveries have to be measured first.',
    none: 'There is nothing to compare.',
    counts: (gone: number, still: number, fresh: number) => `${gone} gone, ${still} still there, ${fresh} new`,
  },
  thresholds: {
    title: 'Thresholds of the machine',
    explain: 'What counts as a fault. Every save is a new version, and each finding names the version that judged it.',
    inForce: (version: number) => `Version ${version} is in force.`,
    own: 'the product’s own',
    otherwise: (count: number) => `${count} measured ${count === 1 ? 'delivery' : 'deliveries'} of open requests ${count === 1 ? 'was' : 'were'} judged by another version.`,
    edit: 'Set thresholds',
    version: 'Version',
    by: 'Saved by',
    why: 'Why',
    changes: 'Other than the version before',
    same: 'nothing',
    note: 'Why do they change?',
    judgeOpen: 'Judge the deliveries of open requests anew, from what was measured',
    groups: { picture: 'Picture', sound: 'Sound', sync: 'Sync' } as Readonly<Record<string, string>>,
    notANumber: 'A number.',
    isDefault: (value: number) => `The product’s own: ${value}`,
  },
} as const;

/** A threshold by its name: `freeze_s` → "freeze (s)". */
export const thresholdName = (name: string): string => {
  const units: readonly (readonly [string, string])[] = [
    ['_dbfs', 'dBFS'],
    ['_dbtp', 'dBTP'],
    ['_lkfs', 'LKFS'],
    ['_lu', 'LU'],
    ['_db', 'dB'],
    ['_s', 's'],
  ];
  const unit = units.find(([end]) => name.endsWith(end));
  return unit === undefined ? spelled(name) : `${spelled(name.slice(0, -unit[0].length))} (${unit[1]})`;
};
