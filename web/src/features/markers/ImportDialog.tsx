// Importing markers: a file is chosen, the server says what each marker means, what the file does not say is chosen, and
// only then issues are flagged. All of them, or none.

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import { asProblem } from '../../api/problem';
import type { ConfirmedMarker, MarkerPreview, RequestView } from '../../api/shapes';
import { markerFormatNames, markerWords } from '../../marker-words';
import { ReasonButton } from '../../ui/ReasonButton';
import { sizeText } from '../../ui/size';
import { toasts } from '../../ui/toast-list';
import { words } from '../../words';
import { ChoicesForRest } from './ChoicesForRest';
import { MarkerTable } from './MarkerTable';
import { type Choices, NO_CHOICE, standingOf } from './plan';

const text = markerWords.dialog;
/** As the server limits it. */
const LIMIT_BYTES = 8 * 1024 * 1024;

interface ImportDialogProps {
  request: RequestView;
  opened: boolean;
  onClose: () => void;
}

export function ImportDialog({ request, opened, onClose }: ImportDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={text.title} size="80rem">
      {opened && <Import request={request} onClose={onClose} />}
    </Modal>
  );
}

function Import({ request, onClose }: { request: RequestView; onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const read = useAct({
    send: async (file: File): Promise<MarkerPreview> => {
      if (file.size > LIMIT_BYTES) throw new Error(text.tooLarge(sizeText(LIMIT_BYTES)));
      return answer(
        api.POST('/api/v1/requests/{request_id}/markers/preview', {
          params: { path: { request_id: request.id } },
          body: [],
          bodySerializer: () => file,
          headers: { 'Content-Type': 'application/octet-stream' },
        }),
      );
    },
    meta: { showsOwnErrors: true },
  });
  const preview = read.data;
  return (
    <Stack gap="md">
      <p className="dim">{text.how}</p>
      <Group gap="sm">
        <Button data-autofocus variant={preview === undefined ? 'filled' : 'default'} loading={read.isPending} onClick={() => input.current?.click()}>
          {preview === undefined ? text.choose : text.another}
        </Button>
        <span>
          {name}
          {preview !== undefined && <span className="dim"> · {text.read(markerFormatNames[preview.format], preview.encoding)}</span>}
        </span>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={text.choose}
          onChange={(change) => {
            const file = change.currentTarget.files?.[0];
            // The same file again, corrected meanwhile, is another choice.
            change.currentTarget.value = '';
            if (file === undefined) return;
            setName(file.name);
            read.reset();
            read.mutate(file);
          }}
        />
      </Group>
      {read.error !== null && <Refusal lines={[asProblem(read.error)?.message ?? read.error.message]} />}
      {preview !== undefined && (preview.rows.length === 0 ? <p>{text.none}</p> : <Confirm key={read.submittedAt} request={request} preview={preview} onClose={onClose} />)}
    </Stack>
  );
}

function Confirm({ request, preview, onClose }: { request: RequestView; preview: MarkerPreview; onClose: () => void }) {
  const queries = useQueryClient();
  const [choices, setChoices] = useState<Choices>(NO_CHOICE);
  const standings = useMemo(() => preview.rows.map((row, index) => standingOf(row, index, choices)), [preview, choices]);
  const ready = useMemo(() => standings.flatMap((standing, index) => (standing.kind === 'ready' ? [{ index, confirmed: standing.confirmed }] : [])), [standings]);
  const send = useAct({
    send: (markers: ConfirmedMarker[], keyOf) => {
      const body = { markers };
      return answer(api.POST('/api/v1/requests/{request_id}/markers', { params: { path: { request_id: request.id } }, body, headers: once(keyOf(body)) }));
    },
    onSuccess: async (imported) => {
      toasts.show('done', text.done(imported.issues.length, imported.already_there));
      await Promise.all(['issue', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
      onClose();
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(send.error);
  const refused = problem?.fields.map(({ field, detail }) => `${placeOf(field, ready, preview)}${detail}`) ?? [];
  return (
    <>
      <ChoicesForRest request={request} rows={preview.rows} choices={choices} onChange={setChoices} />
      <MarkerTable rows={preview.rows} standings={standings} choices={choices} onChange={setChoices} />
      {send.error !== null && <Refusal lines={refused.length > 0 ? refused : [problem?.message ?? send.error.message]} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <ReasonButton whyNot={ready.length === 0 ? text.nothing : null} loading={send.isPending} onClick={() => send.mutate(ready.map(({ confirmed }) => confirmed))}>
          {text.confirm(ready.length)}
        </ReasonButton>
      </Group>
    </>
  );
}

/** `markers[3].code` was the fourth of those that were sent. */
function placeOf(field: string, sent: readonly { index: number }[], preview: MarkerPreview): string {
  const at = /^markers\[(\d+)\]/.exec(field)?.[1];
  const place = at === undefined ? undefined : preview.rows[sent[Number(at)]?.index ?? -1]?.place;
  return place === undefined ? '' : `${place}: `;
}

function Refusal({ lines }: { lines: readonly string[] }) {
  return (
    <div role="alert">
      {lines.map((line) => (
        <Text key={line} size="sm" c="var(--blocker-text)">
          {line}
        </Text>
      ))}
    </div>
  );
}
