// What goes with a ticket, shown as it is sent: every part can be looked at and taken away. HAR files are chosen or dropped.

import { Button, CloseButton, FileButton, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { Help } from '../../help/Help';
import { attachmentKindNames, ticketWords } from '../../ticket-words';
import { sizeText } from '../../ui/size';
import classes from './AttachmentList.module.css';
import type { Attachments } from './useAttachments';

const text = ticketWords.attached;
const MOST = 4;

export function AttachmentList({ attachments }: { attachments: Attachments }) {
  const [shown, setShown] = useState<string>();
  const [isOver, setOver] = useState(false);
  const { attached, isReading, refusal, addFile, remove } = attachments;
  return (
    <div
      className={classes.drop}
      data-over={isOver}
      onDragOver={(drag) => {
        drag.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(drop) => {
        drop.preventDefault();
        setOver(false);
        for (const file of drop.dataTransfer.files) void addFile(file);
      }}
    >
      {attached.map((one) => (
        <div key={one.key} className={classes.attached}>
          <div className={classes.head}>
            <div>
              <div>{one.kind === 'har' ? one.name : text.diagnostics}</div>
              <div className="dim">
                {one.kind === 'har' ? text.harSays(one.calls, sizeText(new Blob([one.body]).size)) : text.diagnosticsSays(one.errors, one.calls)}
                {one.removed !== null && ` ${text.removed(one.removed)}`}
              </div>
            </div>
            <Group gap={4} wrap="nowrap">
              <Button size="compact-xs" variant="default" aria-expanded={shown === one.key} onClick={() => setShown(shown === one.key ? undefined : one.key)}>
                {shown === one.key ? text.lookClose : text.look}
              </Button>
              <CloseButton size="sm" aria-label={`${text.remove} ${attachmentKindNames[one.kind]}`} onClick={() => remove(one.key)} />
            </Group>
          </div>
          {shown === one.key && (
            <pre className={`${classes.content} mono`} tabIndex={0} aria-label={one.name}>
              {one.body}
            </pre>
          )}
        </div>
      ))}
      <Group gap="xs">
        <FileButton accept=".har,application/json" disabled={attached.length >= MOST} onChange={(file) => file !== null && void addFile(file)}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="default" loading={isReading} disabled={attached.length >= MOST}>
              {text.harChoose}
            </Button>
          )}
        </FileButton>
        <span className="dim">{isReading ? text.harReading : text.harDrop}</span>
        <Help of="HAR file" />
      </Group>
      <Text size="xs" c="dimmed">
        {text.harHow}
      </Text>
      {refusal !== undefined && (
        <Text size="sm" c="var(--blocker-text)" role="alert">
          {refusal}
        </Text>
      )}
    </div>
  );
}
