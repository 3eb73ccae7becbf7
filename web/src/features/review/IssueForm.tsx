// The issue form. What is typed is the room's draft; here it is shown, checked by the server while one types, and sent.

import { ActionIcon, Button, Checkbox, Group, Modal, MultiSelect, Select, Textarea, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { ErrorCodeView, IssueForm as IssueBody, IssueView, Severity, TaskKind } from '../../api/shapes';
import { Explained } from '../../help/Help';
import { labelIn, type Programme } from '../../player/timecode';
import { reviewWords } from '../../review-words';
import { notLoaded } from '../../ui/NotLoaded';
import { remembered } from '../../ui/remember';
import { SeverityMark } from '../../ui/SeverityMark';
import { TimecodeInput } from '../../ui/TimecodeInput';
import { taskKindNames, words } from '../../words';
import { codeLabel, searchCodes } from './code-search';
import { mostUsedFirst, overlapping, readUses } from './entry';
import { byField, type FormText, type Messages, needsFiles, needsLoudness, readForm, shown } from './form';
import classes from './IssueForm.module.css';
import { KeyCap } from './KeyCap';
import { boxIn, withBox } from './picture-box';
import { errorCodesQuery } from './queries';
import { USES } from './useIssueForm';

const text = reviewWords.form;
const SEVERITIES: readonly Severity[] = ['blocker', 'issue', 'fyi'];
const CHECK_AFTER_MS = 400;

interface IssueFormProps {
  requestId: string;
  form: FormText;
  /** The focus comes to the form with each call; one that came back as it was kept leaves it where it is. */
  calls: number;
  programme: Programme;
  tasks: readonly TaskKind[];
  files: readonly string[];
  /** Of the report, to tell what overlaps. */
  issues: readonly IssueView[];
  /** Draws a box on the picture; absent where there is none. */
  onDraw: (() => void) | null;
  onChange: (form: FormText) => void;
  onDiscard: () => void;
  /** Rejects with what the server says. */
  onSave: (body: IssueBody, form: FormText) => Promise<void>;
  /** The label that the player's In or Out has now, where there is a player. */
  fromPlayer: ((which: 'in' | 'out') => string | null) | null;
  keeping: ReactNode;
  conflict: ReactNode;
}

export function IssueForm(props: IssueFormProps) {
  const { requestId, form, calls, programme, tasks, files, issues, onDraw, onChange, onDiscard, onSave, fromPlayer, keeping, conflict } = props;
  const readCodes = useQuery(errorCodesQuery);
  const [uses] = useState(() => readUses(remembered(USES)));
  const codes = useMemo(() => mostUsedFirst(readCodes.data ?? [], uses), [readCodes.data, uses]);
  const read = readForm(form, programme);
  const check = useCheck(requestId, read.partial);
  const [hasTried, setTried] = useState(false);
  const [refused, setRefused] = useState<{ of: Messages; rest: readonly string[] }>({ of: {}, rest: [] });
  const [isDiscarding, setDiscarding] = useState(false);
  const codeInput = useRef<HTMLInputElement>(null);
  const formElement = useRef<HTMLFormElement>(null);
  const description = useRef<HTMLTextAreaElement>(null);
  const { kind } = form.purpose;
  const hasCode = form.code !== '';

  useEffect(() => {
    setTried(false);
    setRefused({ of: {}, rest: [] });
  }, [form.key]);

  useEffect(() => {
    if (calls === 0) return;
    // What has its code already is gone over in its words; a list of codes would cover them.
    if (hasCode) description.current?.focus();
    else codeInput.current?.focus();
    // Of the form that was asked for, not of each code that is chosen in it.
  }, [calls]);

  const overlaps = overlapping(issues, { code: form.code, first: read.first, last: read.last, tasks: form.tasks, purpose: form.purpose });
  const messages = shown(form, read, { ...check.errors, ...refused.of }, hasTried);
  const change = (patch: Partial<FormText>) => {
    setRefused({ of: {}, rest: [] });
    onChange({ ...form, ...patch });
  };
  const send = useAct({
    send: ({ body, of }: { body: IssueBody; of: FormText }) => onSave(body, of),
    onError: (thrown) => {
      const problem = asProblem(thrown);
      if (problem === undefined) throw thrown;
      const said = byField(problem.fields);
      setRefused({ of: said.of, rest: problem.fields.length === 0 ? [problem.message] : said.rest });
    },
    meta: { showsOwnErrors: true },
  });
  const save = () => {
    setTried(true);
    if (read.body === null) {
      requestAnimationFrame(() => formElement.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] input')?.focus());
      return;
    }
    send.mutate({ body: read.body, of: form });
  };
  const take = (which: 'in' | 'out') => {
    const label = fromPlayer?.(which);
    if (label != null) change({ [which]: label });
  };
  const settle = (which: 'in' | 'out') => {
    const frame = which === 'in' ? read.first : read.last;
    if (frame !== null && form[which].trim() !== '') change({ [which]: labelIn(programme, frame) });
  };
  const title = 'number' in form.purpose ? text.title[form.purpose.kind](form.purpose.number) : text.title[form.purpose.kind];

  return (
    <form
      ref={formElement}
      className={classes.form}
      aria-label={title}
      noValidate
      onSubmit={(submit) => {
        submit.preventDefault();
        save();
      }}
      // Before the fields see it: the list of codes would take its lit option on any Enter.
      onKeyDownCapture={(press) => {
        if (press.key !== 'Enter' || !(press.ctrlKey || press.metaKey)) return;
        press.preventDefault();
        press.stopPropagation();
        save();
      }}
      onKeyDown={(press) => {
        if (press.key === 'Escape' && press.target instanceof HTMLElement) {
          press.target.blur();
        }
      }}
    >
      <div className={classes.head}>
        <h2>{title}</h2>
        <span className={classes.keeping} aria-live="polite">
          {keeping}
        </span>
      </div>
      {conflict}
      <div className={classes.fields}>
        <CodeField codes={codes} missing={notLoaded(readCodes)} form={form} error={messages.code} onChange={(code) => change({ code })} inputRef={codeInput} />
        <SeverityField form={form} code={codes.find(({ id }) => id === form.code)} error={messages.severity} warning={check.warnings.severity} onChange={(severity) => change({ severity })} />
        <Explained of="task">
          <Checkbox.Group classNames={{ root: classes.tasks }} label={text.tasks} value={[...form.tasks]} onChange={(chosen) => change({ tasks: chosen as TaskKind[] })} error={messages.tasks}>
            <Group gap="md">
              {tasks.map((task) => (
                <Checkbox key={task} value={task} label={taskKindNames[task]} />
              ))}
            </Group>
          </Checkbox.Group>
        </Explained>
        <div className={classes.range}>
          {(['in', 'out'] as const).map((which) => (
            <Explained key={which} of="In, Out">
              <TimecodeInput
                label={text[which]}
                required={which === 'in'}
                dropFrame={programme.counting.drop_frame}
                value={form[which]}
                onChange={(typed) => change({ [which]: typed })}
                onBlur={() => settle(which)}
                error={messages[which]}
                rightSection={
                  fromPlayer === null ? undefined : (
                    <Tooltip label={`${text.fromPlayer(text[which])} (${which === 'in' ? 'I' : 'O'})`}>
                      <ActionIcon size="sm" aria-label={text.fromPlayer(text[which])} onClick={() => take(which)}>
                        ◂
                      </ActionIcon>
                    </Tooltip>
                  )
                }
              />
            </Explained>
          ))}
          {read.first !== null && read.last !== null && read.last >= read.first && <span className={`${classes.length} dim`}>{reviewWords.player.length(read.last - read.first + 1)}</span>}
        </div>
        <Warning text={check.warnings.in ?? check.warnings.out} />
        <Warning text={overlaps.length === 0 ? undefined : text.overlaps(overlaps.map(({ number, code_name: name }) => `${number} ${name}`).slice(0, 3), overlaps.length)} />
        <Explained of="description">
          <Textarea ref={description} label={text.description} placeholder={text.descriptionHow} required autosize minRows={2} maxRows={7} value={form.description} onChange={(event) => change({ description: event.currentTarget.value })} error={messages.description} />
        </Explained>
        {onDraw !== null && (
          <div className={classes.place}>
            <Button size="compact-sm" variant="default" onClick={onDraw} rightSection={<KeyCap of="draw_box" />}>
              {boxIn(form.description) === null ? text.drawBox : text.redrawBox}
            </Button>
            {boxIn(form.description) !== null && (
              <Button size="compact-sm" variant="subtle" color="gray" onClick={() => change({ description: withBox(form.description, null) })}>
                {text.withoutBox}
              </Button>
            )}
          </div>
        )}
        <Warning text={check.warnings.description} />
        {needsFiles(form) && (
          <Explained of="affected files">
            <MultiSelect label={text.files} data={[...files]} searchable value={[...form.files]} onChange={(chosen) => change({ files: chosen })} error={messages.files} />
          </Explained>
        )}
        {needsLoudness(form) && (
          <div className={classes.range}>
            <Explained of="loudness">
              <TextInput label={text.dialogue} inputMode="decimal" value={form.dialogue} onChange={(event) => change({ dialogue: event.currentTarget.value })} error={messages.loudness} />
            </Explained>
            <TextInput label={text.programme} inputMode="decimal" value={form.programme} onChange={(event) => change({ programme: event.currentTarget.value })} error={messages.loudness !== undefined} />
          </div>
        )}
        {kind === 'replace' && (
          <Explained of="replacement">
            <Textarea label={text.reason} description={text.reasonHow} required autosize minRows={1} maxRows={4} maxLength={2000} value={form.reason} onChange={(event) => change({ reason: event.currentTarget.value })} error={messages.reason} />
          </Explained>
        )}
        <Warning text={[check.warnings.code, check.warnings.tasks, check.warnings.files, check.warnings.loudness].filter((part) => part !== undefined).join(' ') || undefined} />
        {refused.rest.map((line) => (
          <div key={line} role="alert" className={classes.refused}>
            {line}
          </div>
        ))}
      </div>
      <div className={classes.foot}>
        <Button variant="default" onClick={() => (form.description.trim() === '' && form.code === '' ? onDiscard() : setDiscarding(true))}>
          {text.discard}
        </Button>
        <Tooltip label="Ctrl+Enter">
          <Button type="submit" loading={send.isPending}>
            {text.save[kind]}
          </Button>
        </Tooltip>
      </div>
      <Modal opened={isDiscarding} onClose={() => setDiscarding(false)} title={text.discardTitle}>
        <p>{text.discardConsequence}</p>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={() => setDiscarding(false)}>
            {words.cancel}
          </Button>
          <Button
            onClick={() => {
              setDiscarding(false);
              onDiscard();
            }}
          >
            {text.discard}
          </Button>
        </Group>
      </Modal>
    </form>
  );
}

const Warning = ({ text: line }: { text: string | undefined }) =>
  line === undefined ? null : (
    <div className={classes.warning} role="status">
      <span aria-hidden>△</span> {line}
    </div>
  );

interface CodeFieldProps {
  codes: readonly ErrorCodeView[];
  /** In place of the codes, when they could not be read. */
  missing: ReactNode;
  form: FormText;
  error: string | undefined;
  onChange: (code: string) => void;
  inputRef: React.Ref<HTMLInputElement>;
}

function CodeField({ codes, missing, form, error, onChange, inputRef }: CodeFieldProps) {
  const chosen = codes.find(({ id }) => id === form.code);
  const byId = new Map(codes.map((code) => [code.id, code]));
  const [search, setSearch] = useState('');
  const isSearching = search !== '' && search !== (chosen && codeLabel(chosen));
  return (
    <div>
      <Explained of="error code">
        <Select
          ref={inputRef}
          label={text.code}
          placeholder={text.codeHow}
          required
          searchable
          searchValue={search}
          onSearchChange={setSearch}
          // Only what is searched for: an Enter on a code already chosen leaves it.
          selectFirstOptionOnChange={isSearching}
          nothingFoundMessage={missing ?? text.codeNone}
          maxDropdownHeight={320}
          data={codes.map((code) => ({ value: code.id, label: codeLabel(code) }))}
          value={form.code === '' ? null : form.code}
          onChange={(code) => code !== null && onChange(code)}
          error={missing ?? error}
          filter={() => searchCodes(codes, isSearching ? search : '').map((code) => ({ value: code.id, label: codeLabel(code) }))}
          renderOption={({ option }) => (
            <span className={classes.option}>
              <span>{option.label}</span>
              <span className="dim">{byId.get(option.value)?.category}</span>
            </span>
          )}
        />
      </Explained>
      {chosen !== undefined && <p className={classes.definition}>{chosen.definition}</p>}
    </div>
  );
}

interface SeverityFieldProps {
  form: FormText;
  code: ErrorCodeView | undefined;
  error: string | undefined;
  warning: string | undefined;
  onChange: (severity: Severity) => void;
}

/** The guidance for each severity stands beside it. */
function SeverityField({ form, code, error, warning, onChange }: SeverityFieldProps) {
  return (
    <Explained of="severity">
      <fieldset className={classes.severity} {...(error === undefined ? {} : { 'data-invalid': true })}>
        <legend>
          {text.severity}
          <span aria-hidden className={classes.star}>
            {' '}
            *
          </span>
        </legend>
        {SEVERITIES.map((severity) => (
          <label key={severity} className={classes.choice} data-chosen={form.severity === severity}>
            <input type="radio" name={`severity ${form.key}`} checked={form.severity === severity} onChange={() => onChange(severity)} />
            <SeverityMark severity={severity} withName />
            <KeyCap of={`severity_${severity}`} />
            {code !== undefined && <span className={classes.guidance}>{code[severity] ?? <span className="dim">{text.notUsed}</span>}</span>}
          </label>
        ))}
        {error !== undefined && <div className={classes.error}>{error}</div>}
        <Warning text={warning} />
      </fieldset>
    </Explained>
  );
}

/** What the server's rules say of the form as it stands, shortly after the last key. */
function useCheck(requestId: string, body: IssueBody | null): { errors: Messages; warnings: Messages } {
  const [settled] = useDebouncedValue(body === null ? null : JSON.stringify(body), CHECK_AFTER_MS);
  const check = useQuery({
    queryKey: ['issue-check', requestId, settled],
    queryFn: () =>
      answer(
        api.POST('/api/v1/requests/{request_id}/issues/check', {
          params: { path: { request_id: requestId } },
          body: JSON.parse(settled ?? '{}') as IssueBody,
        }),
      ),
    enabled: settled !== null,
    placeholderData: (before) => before,
    gcTime: 60_000,
    retry: false,
  });
  const isOfNow = settled !== null && settled === JSON.stringify(body);
  return { errors: isOfNow ? byField(check.data?.errors ?? []).of : {}, warnings: byField(check.data?.warnings ?? []).of };
}
