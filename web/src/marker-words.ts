// The strings about markers of review tools: taking them out, and importing them as issues.

import type { MarkerFormat } from './api/shapes';

export const markerFormatNames: Readonly<Record<MarkerFormat, string>> = {
  csv: 'CSV, with everything',
  edl: 'EDL (CMX 3600, LOC)',
  avid: 'Avid marker list',
  resolve_edl: 'DaVinci Resolve EDL',
  resolve_csv: 'DaVinci Resolve CSV (edit index)',
  premiere_xml: 'Premiere (Final Cut Pro 7 XML)',
  fcpxml: 'Final Cut Pro (FCPXML)',
  otio: 'OpenTimelineIO',
  mastering_csv: 'Transkoder, Clipster (CSV)',
};

export const markerWords = {
  menu: 'Markers',
  takeOut: 'Take out for',
  import: 'Import markers…',
  dialog: {
    title: 'Import markers as issues',
    how: 'A marker list from an editing, grading or mastering tool: CSV, EDL, Avid list, FCPXML, XML of Premiere, OTIO. Nothing is flagged before you confirm.',
    choose: 'Choose a file',
    another: 'Another file',
    tooLarge: (limit: string) => `A marker file has at most ${limit}.`,
    read: (format: string, encoding: string) => `${format}, read as ${encoding}`,
    none: 'There are no markers in this file.',
    choices: 'What the file does not say',
    codeFor: (text: string) => (text === '' ? 'Code where no name is given' : `Code for “${text}”`),
    moreCodes: (count: number) => `and ${count} more names`,
    codeForRest: 'Code for all others',
    severityForRest: 'Severity where none is given',
    tasksForRest: 'Tasks where none are named',
    filesForRest: 'Files where none are named',
    columns: { take: 'Import', place: 'In the file', in: 'In', out: 'Out', code: 'Code', severity: 'Severity', description: 'Description', standing: 'What becomes of it' },
    takes: (place: string) => `Import ${place}`,
    severityOf: (place: string) => `Severity of ${place}`,
    standing: {
      ready: 'Becomes an issue',
      there: (number: number) => `Is issue ${number} already`,
      same: (place: string) => `The same as ${place}`,
      off: 'Left out',
      lacks: (names: string) => `Choose: ${names}`,
    },
    lacking: { code: 'code', severity: 'severity', tasks: 'tasks', files: 'files' },
    more: (count: number) => `Show ${count} more`,
    confirm: (count: number) => (count === 1 ? 'Flag 1 issue' : `Flag ${count} issues`),
    nothing: 'No marker of this file is ready to become an issue.',
    done: (flagged: number, there: number) => `${flagged === 1 ? '1 issue is' : `${flagged} issues are`} flagged${there === 0 ? '' : `, ${there} ${there === 1 ? 'was' : 'were'} there already`}.`,
  },
} as const;
