// The files of one request: fetch each, confirm its hash, say that all are there. The command line does all three.

import { Anchor, CopyButton, Button, Modal, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { DownloadFile, DownloadManifest } from '../../api/shapes';
import { ProgressLine } from '../../ui/ProgressLine';
import { ReasonButton } from '../../ui/ReasonButton';
import { PageFrame } from '../../ui/Shell';
import { percentText, sizeText } from '../../ui/size';
import { instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { words } from '../../words';
import classes from '../deliveries/DeliveryPage.module.css';
import { useSession } from '../access/session';
import { Trouble } from '../house/Trouble';
import { actionOf } from '../requests/acts';
import { RequestClock, RequestStateBadge } from '../requests/look';
import { requestQuery } from '../requests/queries';
import { manifestQuery } from './queries';

const text = words.downloads;

export function DownloadPage() {
  const { requestId } = useParams({ from: '/house/downloads/$requestId' });
  const manifest = useQuery(manifestQuery(requestId));
  if (manifest.isError) return <Trouble error={manifest.error} />;
  if (manifest.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <Loaded manifest={manifest.data} />;
}

function Loaded({ manifest }: { manifest: DownloadManifest }) {
  const queries = useQueryClient();
  const request = useQuery(requestQuery(manifest.request_id)).data;
  const [confirmed, setConfirmed] = useState<DownloadFile>();
  const totalBytes = manifest.files.reduce((sum, file) => sum + file.size_bytes, 0);
  const sentBytes = manifest.files.reduce((sum, file) => sum + Math.min(file.sent_bytes, file.size_bytes), 0);
  const unverified = manifest.files.filter((file) => file.verified_at == null).length;
  const action = actionOf(request?.actions ?? [], 'complete_download') ?? actionOf(request?.actions ?? [], 'download_master');
  const complete = useAct({
    send: () => answer(api.POST('/api/v1/requests/{request_id}/download-complete', { params: { path: { request_id: manifest.request_id } } })),
    onSuccess: () => {
      toasts.show('done', text.completed);
      return Promise.all(['download', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
    },
  });
  const isComplete = request?.downloaded_at != null;
  const whyNot = unverified > 0 ? text.unverified(unverified) : action?.allowed === false ? (action.why_not ?? words.work.notNow) : null;
  const { person } = useSession();
  const command = `assetqc download ${request?.number ?? manifest.request_id} --to . --server ${location.origin} --email ${person.email}`;

  return (
    <PageFrame
      title={manifest.title.label}
      subtitle={
        request !== undefined && (
          <span className={classes.line}>
            <Link to="/requests/$requestId" params={{ requestId: request.id }}>
              {words.requests.page.number(request.number)}
            </Link>
            <RequestStateBadge row={request} />
            <RequestClock row={request} wide />
            <span>{request.operator?.name}</span>
          </span>
        )
      }
      actions={
        isComplete ? (
          <span className="dim">{text.doneAt(instantText(request.downloaded_at ?? ''))}</span>
        ) : (
          <ReasonButton whyNot={whyNot} loading={complete.isPending} onClick={() => complete.mutate()}>
            {text.complete}
          </ReasonButton>
        )
      }
    >
      <div className={classes.scroll}>
        <div className={classes.body}>
          <section className={classes.panel}>
            <ProgressLine
              label={text.columns.sent}
              percent={totalBytes === 0 ? 0 : (sentBytes / totalBytes) * 100}
              text={text.total(percentText(sentBytes, totalBytes), sizeText(sentBytes), sizeText(totalBytes))}
              state={unverified === 0 ? 'done' : 'running'}
            />
            <div className={classes.panelHead}>
              <div>
                <div className="dim">{text.cli}</div>
                <code className="mono">{command}</code>
              </div>
              <CopyButton value={command}>
                {({ copied, copy }) => (
                  <Button size="compact-xs" variant="default" onClick={copy}>
                    {copied ? words.copied : words.copy}
                  </Button>
                )}
              </CopyButton>
            </div>
          </section>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{words.deliveries.files.path}</th>
                <th scope="col" className={classes.end}>
                  {words.deliveries.files.size}
                </th>
                <th scope="col">SHA-256</th>
                <th scope="col">{text.columns.sent}</th>
                <th scope="col">{text.columns.hash}</th>
              </tr>
            </thead>
            <tbody>
              {manifest.files.map((file) => (
                <FileRow key={file.file_id} file={file} onConfirm={() => setConfirmed(file)} />
              ))}
            </tbody>
          </table>
        </div>
      </div>
      <ConfirmHash requestId={manifest.request_id} file={confirmed} onClose={() => setConfirmed(undefined)} />
    </PageFrame>
  );
}

function FileRow({ file, onConfirm }: { file: DownloadFile; onConfirm: () => void }) {
  const wasSent = file.sent_bytes >= file.size_bytes;
  return (
    <tr>
      <td className="mono">
        <Anchor href={file.url} download={file.path.slice(file.path.lastIndexOf('/') + 1)} underline="always">
          {file.path}
        </Anchor>
      </td>
      <td className={classes.end}>{sizeText(file.size_bytes)}</td>
      <td>
        <CopyButton value={file.sha256}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="subtle" color="gray" className="mono" title={file.sha256} onClick={copy}>
              {copied ? words.copied : `${file.sha256.slice(0, 12)}…`}
            </Button>
          )}
        </CopyButton>
      </td>
      <td>
        <ProgressLine label={file.path} percent={file.size_bytes === 0 ? 100 : (file.sent_bytes / file.size_bytes) * 100} text={percentText(file.sent_bytes, file.size_bytes)} state={wasSent ? 'done' : 'running'} />
      </td>
      <td>
        {file.verified_at != null ? (
          text.verifiedAt(instantText(file.verified_at))
        ) : (
          <ReasonButton size="compact-xs" variant="default" whyNot={wasSent ? null : text.notFetched} onClick={onConfirm}>
            {text.confirm}
          </ReasonButton>
        )}
      </td>
    </tr>
  );
}

/** The hash that the receiver's own tool computed over the bytes on the receiver's disk. */
const hashIn = (pasted: string): string | undefined => /\b[0-9a-f]{64}\b/i.exec(pasted)?.[0].toLowerCase();

function ConfirmHash({ requestId, file, onClose }: { requestId: string; file: DownloadFile | undefined; onClose: () => void }) {
  const queries = useQueryClient();
  const [pasted, setPasted] = useState('');
  const confirm = useAct({
    send: ({ fileId, sha256 }: { fileId: string; sha256: string }) =>
      answer(api.POST('/api/v1/requests/{request_id}/files/{file_id}/verified', { params: { path: { request_id: requestId, file_id: fileId } }, body: { sha256 } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['download'] });
      setPasted('');
      onClose();
    },
    meta: { showsOwnErrors: true },
  });
  const hash = hashIn(pasted);
  const refusal = asProblem(confirm.error)?.message;
  return (
    <Modal opened={file !== undefined} onClose={onClose} title={text.confirmTitle} size="lg">
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          if (file !== undefined && hash !== undefined) confirm.mutate({ fileId: file.file_id, sha256: hash });
        }}
      >
        <p className="mono">{file?.path}</p>
        <TextInput
          data-autofocus
          label={text.pasteHash}
          description={text.pasteHow}
          value={pasted}
          onChange={(change) => {
            setPasted(change.currentTarget.value);
            confirm.reset();
          }}
          error={pasted !== '' && hash === undefined ? text.noHash : refusal}
        />
        <Button type="submit" mt="lg" loading={confirm.isPending} disabled={hash === undefined}>
          {text.confirm}
        </Button>
      </form>
    </Modal>
  );
}
