// The head of the room: what is reviewed, which stream of it, until when, and the step that ends it.

import { Button, Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { RequestView, StreamView, TaskView } from '../../api/shapes';
import { reviewWords } from '../../review-words';
import { assetKindNames, packageKindNames, words } from '../../words';
import { RequestClock, RequestStateBadge, ServiceName } from '../requests/look';
import { taskName } from '../requests/TaskList';
import { KeysHelp } from './KeysHelp';
import { browserScreen, hindranceOf } from './screens';
import classes from './ReviewPage.module.css';

const text = reviewWords.room;

interface ReviewHeaderProps {
  request: RequestView;
  streams: readonly StreamView[];
  stream: StreamView | undefined;
  onStream: (renditionId: string) => void;
  task: TaskView | undefined;
  onTask: (taskId: string) => void;
  isVerifier: boolean;
  hasMachine: boolean;
  hasList: boolean;
  keys: { opened: boolean; onOpen: () => void; onClose: () => void };
  steps: ReactNode;
}

export const streamName = (stream: StreamView, all: readonly StreamView[]): string => {
  const kind = stream.is_hdr ? text.hdr : stream.has_picture ? text.sdr : text.sound;
  const isAlone = new Set(all.map(({ asset_kind: asset }) => asset)).size === 1;
  return isAlone ? kind : `${assetKindNames[stream.asset_kind]} ${kind}`;
};

/** What cannot be shown here stays in the list, and says why. */
const choiceOf = (stream: StreamView, all: readonly StreamView[]) => {
  const hinders = hindranceOf(stream, browserScreen);
  const name = streamName(stream, all);
  return { value: stream.rendition_id, label: hinders === null ? name : text.hinders[hinders](name), disabled: hinders !== null };
};

export function ReviewHeader({ request, streams, stream, onStream, task, onTask, isVerifier, hasMachine, hasList, keys, steps }: ReviewHeaderProps) {
  return (
    <header className={classes.header}>
      <div className={classes.subject}>
        <h1>
          <Link to="/requests/$requestId" params={{ requestId: request.id }} title={text.back}>
            {request.title.label}
          </Link>
        </h1>
        <div className={classes.facts}>
          <span className="number dim">{words.requests.page.number(request.number)}</span>
          <ServiceName row={request} />
          {request.deliveries.map((delivery) => (
            <span key={delivery.id} className="dim">
              {request.deliveries.length > 1 ? `${assetKindNames[delivery.asset_kind]} ` : ''}
              {text.delivery(delivery.number, packageKindNames[delivery.package_kind])}
            </span>
          ))}
          <RequestStateBadge row={request} />
        </div>
      </div>
      <div className={classes.choices} data-part="steps">
        {streams.length > 0 && stream !== undefined && (
          <Select
            aria-label={text.stream}
            w={170}
            comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
            allowDeselect={false}
            data={streams.map((each) => choiceOf(each, streams))}
            value={stream.rendition_id}
            onChange={(id) => id !== null && onStream(id)}
          />
        )}
        {request.tasks.length > 0 && task !== undefined && (
          <Select
            aria-label={text.task}
            w={130}
            allowDeselect={false}
            data={request.tasks.map((each) => ({ value: each.id, label: taskName(each) }))}
            value={task.id}
            onChange={(id) => id !== null && onTask(id)}
          />
        )}
        <RequestClock row={request} />
        <Button variant="subtle" color="gray" onClick={keys.onOpen}>
          {text.keys}
        </Button>
        {steps}
      </div>
      <KeysHelp opened={keys.opened} onClose={keys.onClose} isVerifier={isVerifier} hasPlayer={stream !== undefined} hasMachine={hasMachine} hasList={hasList} />
    </header>
  );
}

/** Open or not, as a header wants it. */
export const useOpened = () => {
  const [opened, setOpened] = useState(false);
  return { opened, onOpen: () => setOpened(true), onClose: () => setOpened(false) };
};
