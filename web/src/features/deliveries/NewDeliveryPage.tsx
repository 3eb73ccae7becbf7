// Announcing a delivery and beginning its upload: for which title, what kind of asset, which files.

import { Button, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem, fieldErrors } from '../../api/problem';
import { once } from '../../api/preconditions';
import type { AssetKind, EditRate } from '../../api/shapes';
import { Explained } from '../../help/Help';
import { PageFrame } from '../../ui/Shell';
import { sizeText } from '../../ui/size';
import { assignmentWords } from '../../assignment-words';
import { assetKindNames, words } from '../../words';
import { requestQuery } from '../requests/queries';
import { titleQuery } from '../titles/queries';
import type { ChosenFile } from './chosen-files';
import classes from './DeliveryPage.module.css';
import { FilePicker } from './FilePicker';
import { TitleSelect } from './TitleSelect';
import { match, uploads } from './uploads';

const text = words.deliveries.new;

/** Rates at which a WAV set can belong to a picture; a package says its own. */
const RATES: readonly { readonly label: string; readonly rate: EditRate; readonly hasDropFrame: boolean }[] = [
  { label: '23.976', rate: { num: 24000, den: 1001 }, hasDropFrame: false },
  { label: '24', rate: { num: 24, den: 1 }, hasDropFrame: false },
  { label: '25', rate: { num: 25, den: 1 }, hasDropFrame: false },
  { label: '29.97', rate: { num: 30000, den: 1001 }, hasDropFrame: true },
  { label: '30', rate: { num: 30, den: 1 }, hasDropFrame: false },
  { label: '50', rate: { num: 50, den: 1 }, hasDropFrame: false },
  { label: '59.94', rate: { num: 60000, den: 1001 }, hasDropFrame: true },
  { label: '60', rate: { num: 60, den: 1 }, hasDropFrame: false },
];

const isWav = (kind: AssetKind) => kind !== 'primary_av' && kind !== 'iab';

export function NewDeliveryPage() {
  const search = useSearch({ from: '/house/deliveries/new' });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const answered = useQuery({ ...requestQuery(search.answers ?? ''), enabled: search.answers !== undefined }).data;
  const [chosenTitle, setTitle] = useState<string | null>(search.title ?? null);
  const [chosenKind, setKind] = useState<AssetKind | null>(null);
  const [rate, setRate] = useState<string | null>('23.976');
  const [language, setLanguage] = useState('');
  const [dropFrame, setDropFrame] = useState(false);
  const [files, setFiles] = useState<ChosenFile[]>([]);
  const titleId = answered?.title.id ?? chosenTitle;
  const kind = chosenKind ?? answered?.asset_kinds[0] ?? 'primary_av';
  const title = useQuery({ ...titleQuery(titleId ?? ''), enabled: titleId !== null }).data;
  const chosenRate = RATES.find(({ label }) => label === rate);

  const create = useAct({
    send: (of: string, keyOf) => {
      const body = {
        title_id: of,
        asset_kind: kind,
        answers_request_id: search.answers ?? null,
        // A redelivery has the language of what it answers.
        language: kind === 'primary_av' && search.answers === undefined && language.trim() !== '' ? language.trim() : null,
        ...(isWav(kind) && chosenRate !== undefined ? { edit_rate: chosenRate.rate, drop_frame: dropFrame && chosenRate.hasDropFrame } : { drop_frame: dropFrame }),
        files: files.map(({ path, file }) => ({ path, size_bytes: file.size })),
      };
      return answer(api.POST('/api/v1/deliveries', { body, headers: once(keyOf(body)) }));
    },
    onSuccess: (delivery) => {
      const { matched } = match(delivery.files, files);
      uploads.begin(delivery.id, matched, () => void queries.invalidateQueries({ queryKey: ['delivery'] }));
      void queries.invalidateQueries({ queryKey: ['delivery'] });
      void navigate({ to: '/deliveries/$deliveryId', params: { deliveryId: delivery.id } });
    },
    meta: { showsOwnErrors: true },
  });
  const problem = asProblem(create.error);
  const refusal = problem === undefined ? undefined : fieldErrors(problem, ['title_id', 'asset_kind', 'language', 'edit_rate', 'files']);
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);

  return (
    <PageFrame title={answered === undefined ? text.title : text.redelivery(answered.number)} subtitle={text.subtitle}>
      <div className={classes.scroll}>
        <form
          className={classes.form}
          onSubmit={(submit) => {
            submit.preventDefault();
            if (titleId !== null && files.length > 0) create.mutate(titleId);
          }}
        >
          <Stack gap="lg">
            <TitleSelect value={titleId} known={title} isFixed={answered !== undefined} onChange={setTitle} error={refusal?.errors.title_id} />
            <Explained of="asset">
              <Select required label={text.asset} allowDeselect={false} data={Object.entries(assetKindNames).map(([value, label]) => ({ value, label }))} value={kind} onChange={(value) => setKind(value as AssetKind | null)} error={refusal?.errors.asset_kind} />
            </Explained>
            {kind === 'primary_av' && search.answers === undefined && (
              <TextInput label={assignmentWords.versions.field} description={assignmentWords.versions.fieldHow} w={320} value={language} onChange={(typed) => setLanguage(typed.currentTarget.value)} error={refusal?.errors.language} />
            )}
            {isWav(kind) && (
              <Group align="flex-end">
                <Explained of="edit rate">
                  <Select required label={text.rate} description={text.rateHow} data={RATES.map(({ label }) => label)} value={rate} onChange={setRate} error={refusal?.errors.edit_rate} />
                </Explained>
                {chosenRate?.hasDropFrame === true && <Checkbox mb={6} label={text.dropFrame} checked={dropFrame} onChange={(change) => setDropFrame(change.currentTarget.checked)} />}
              </Group>
            )}
            <div>
              <Text size="xs" fw={500} mb={4}>
                {text.files}
              </Text>
              <FilePicker onChosen={setFiles} />
              {files.length > 0 && (
                <>
                  <Text size="sm" my="sm">
                    {text.chosen(files.length, sizeText(totalBytes))}
                  </Text>
                  <ul className={`${classes.chosen} mono`}>
                    {files.map(({ path, file }) => (
                      <li key={path}>
                        <span>{path}</span>
                        <span className="dim">{sizeText(file.size)}</span>
                      </li>
                    ))}
                  </ul>
                </>
              )}
              {refusal?.errors.files !== undefined && (
                <Text size="sm" c="var(--blocker-text)" role="alert">
                  {refusal.errors.files}
                </Text>
              )}
            </div>
            {refusal?.rest.map((line) => (
              <Text key={line} size="sm" c="var(--blocker-text)" role="alert">
                {line}
              </Text>
            ))}
            <Group>
              <Button type="submit" size="sm" loading={create.isPending} disabled={titleId === null || files.length === 0}>
                {text.begin}
              </Button>
              <Text size="sm" c="dimmed">
                {titleId === null ? text.needsTitle : files.length === 0 ? text.needsFiles : text.beginHow}
              </Text>
            </Group>
          </Stack>
        </form>
      </div>
    </PageFrame>
  );
}
