// What a tool said when it failed: one line that can stand in a list, and the whole for whoever wants to know.

export interface Failure {
  readonly line: string;
  /** Absent when the line says it all. */
  readonly whole?: string;
}

const LINE_CHARS = 140;

export const failureOf = (text: string): Failure => {
  // Several lines of a log stand in one line, divided by bars.
  const whole = text.trim().replaceAll(' | ', '\n');
  const first = whole.split('\n', 1)[0]?.trim() ?? '';
  const line = first.length > LINE_CHARS ? `${first.slice(0, LINE_CHARS - 1).trimEnd()}…` : first;
  return line === whole ? { line } : { line, whole };
};
