// What the server answers when it refuses: problem+json (RFC 9457) with a stable code and, for forms, one entry per
// field. Knows nothing about pages; forms and toasts read it.

export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly detail: string;
}

interface ProblemBody {
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly fields?: readonly FieldProblem[];
}

/** A refusal of the server, or (status 0) no answer at all. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly FieldProblem[];

  constructor(body: ProblemBody) {
    super(body.detail ?? body.title);
    this.name = 'Problem';
    this.status = body.status;
    this.code = body.code;
    this.fields = body.fields ?? [];
  }

  /** The same refusal, told in words that fit the place. */
  saying(detail: string): Problem {
    return new Problem({ title: this.message, detail, status: this.status, code: this.code, fields: this.fields });
  }

  /** Someone else changed it first: read again, then decide. */
  get isStale(): boolean {
    return this.status === 409 || this.status === 412;
  }

  get isNotFound(): boolean {
    return this.status === 404;
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }

  /** Trying the same again later may succeed. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

const isProblemBody = (value: unknown): value is ProblemBody =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as ProblemBody).title === 'string' &&
  typeof (value as ProblemBody).code === 'string' &&
  typeof (value as ProblemBody).status === 'number';

/** A proxy in between may answer with a page of its own: then only the status is known. */
export const problemOf = async (response: Response): Promise<Problem> => {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (isProblemBody(body)) return new Problem(body);
  return new Problem({ title: `The server answered with status ${response.status}.`, status: response.status, code: 'no_problem_body' });
};

export const unreachable = (): Problem =>
  new Problem({ title: 'The server cannot be reached. Check the connection and try again.', status: 0, code: 'unreachable' });

/** The problem of anything thrown; an error of our own code stays what it is. */
export const asProblem = (thrown: unknown): Problem | undefined => (thrown instanceof Problem ? thrown : undefined);

/**
 * Field problems as a form wants them. `known` are the form's own fields; what names no field of the form comes back
 * as `rest`, so that nothing the server said is lost.
 */
export const fieldErrors = <Field extends string>(
  problem: Problem,
  known: readonly Field[],
): { errors: Partial<Record<Field, string>>; rest: string[] } => {
  const errors: Partial<Record<Field, string>> = {};
  const rest: string[] = [];
  for (const { field, detail } of problem.fields) {
    const own = known.find((name) => name === field || field.startsWith(`${name}.`) || field.startsWith(`${name}[`));
    if (own === undefined) rest.push(`${field}: ${detail}`);
    else errors[own] = errors[own] === undefined ? detail : `${errors[own]} ${detail}`;
  }
  if (problem.fields.length === 0) rest.push(problem.message);
  return { errors, rest };
};
