// The upload of a delivery: what runs from this browser, and how to go on with what was cut, by choosing the same
// files again.

import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import type { DeliveryView } from '../../api/shapes';
import { ProgressLine } from '../../ui/ProgressLine';
import { percentText, sizeText } from '../../ui/size';
import { words } from '../../words';
import type { ChosenFile } from './chosen-files';
import classes from './DeliveryPage.module.css';
import { FilePicker } from './FilePicker';
import { match, uploads } from './uploads';

const text = words.deliveries.upload;

export function UploadPanel({ delivery }: { delivery: DeliveryView }) {
  const queries = useQueryClient();
  const running = useSyncExternalStore(uploads.subscribe, uploads.get);
  const [notFound, setNotFound] = useState<number>();
  const files = delivery.files.map((file) => {
    const here = running.get(file.id);
    const arrived = file.upload_url == null ? file.size_bytes : Math.max(file.received_bytes, here?.sentBytes ?? 0);
    return { file, here, arrived };
  });
  const open = files.filter(({ file, here }) => file.upload_url != null && here?.state !== 'done');
  const arrivedBytes = files.reduce((sum, { arrived }) => sum + arrived, 0);
  const isRunning = open.some(({ here }) => here?.state === 'running' || here?.state === 'waiting');
  const isPaused = open.some(({ here }) => here?.state === 'paused' || here?.state === 'failed');
  const isElsewhere = open.some(({ here }) => here === undefined);

  const goOn = (chosen: ChosenFile[]) => {
    const { matched, missing } = match(delivery.files, chosen);
    setNotFound(missing.length);
    uploads.begin(delivery.id, matched, () => void queries.invalidateQueries({ queryKey: ['delivery'] }));
  };

  return (
    <section className={classes.panel}>
      <div className={classes.panelHead}>
        <ProgressLine
          label={text.title}
          percent={delivery.size_bytes === 0 ? 0 : (arrivedBytes / delivery.size_bytes) * 100}
          text={text.progress(percentText(arrivedBytes, delivery.size_bytes), sizeText(arrivedBytes), sizeText(delivery.size_bytes), open.length)}
        />
        {isRunning && (
          <Button variant="default" onClick={() => void uploads.pause(delivery.id)}>
            {text.pause}
          </Button>
        )}
        {!isRunning && isPaused && <Button onClick={() => uploads.resume(delivery.id)}>{text.resume}</Button>}
      </div>
      {open
        .filter(({ here }) => here?.state === 'running' || here?.state === 'failed')
        .map(({ file, here, arrived }) => (
          <div key={file.id} className={classes.panelHead}>
            <span className="mono">{file.path}</span>
            <ProgressLine
              label={file.path}
              percent={file.size_bytes === 0 ? 100 : (arrived / file.size_bytes) * 100}
              text={here?.state === 'failed' ? (here.error ?? words.retry) : percentText(arrived, file.size_bytes)}
              state={here?.state === 'failed' ? 'failed' : 'running'}
            />
          </div>
        ))}
      {isElsewhere && !isRunning && (
        <div>
          <p className="dim">{text.chooseAgain}</p>
          <FilePicker onChosen={goOn} />
          {notFound !== undefined && notFound > 0 && <p role="alert">{text.notFound(notFound)}</p>}
        </div>
      )}
    </section>
  );
}
