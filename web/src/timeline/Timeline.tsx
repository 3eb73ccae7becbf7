// The timeline as a React component: a canvas, what stands on it, and the keys that a slider has.

import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef } from 'react';

import { framesIn } from '../player/clock';
import { asFrame, labelOf } from '../player/timecode';
import type { Positions } from './paint';
import { type TimelineActs, TimelineCanvas, type TimelineContent } from './timeline-canvas';
import styles from './Timeline.module.css';

export interface TimelineHandle {
  zoom(factor: number): void;
  fit(): void;
  frame(first: number, last: number): void;
}

export interface TimelineProps extends Positions {
  /** Keep the same object while nothing in it changed: the layout is made anew for another one. */
  readonly content: TimelineContent;
  /** Turns the page when the frame runs out of sight. */
  readonly follows: boolean;
  readonly onSeek: TimelineActs['seek'];
  readonly onChoose: TimelineActs['choose'];
  /** For a screen reader. */
  readonly name: string;
  readonly ref?: Ref<TimelineHandle>;
}

export function Timeline(props: TimelineProps) {
  const { content, frame, target, markIn, markOut, follows, name } = props;
  const element = useRef<HTMLCanvasElement>(null);
  const canvas = useRef<TimelineCanvas | null>(null);
  const acts = useRef(props);
  const firstContent = useRef(content);

  useEffect(() => {
    acts.current = props;
  });

  useEffect(() => {
    if (element.current === null) return;
    const made = new TimelineCanvas(element.current, firstContent.current, {
      seek: (to) => acts.current.onSeek(to),
      choose: (marker) => acts.current.onChoose(marker),
    });
    canvas.current = made;
    return () => {
      made.close();
      canvas.current = null;
    };
  }, []);

  useEffect(() => {
    firstContent.current = content;
    canvas.current?.show(content);
  }, [content]);

  useEffect(() => {
    canvas.current?.place({ frame, target, markIn, markOut }, follows);
  }, [frame, target, markIn, markOut, follows]);

  useImperativeHandle(props.ref, () => ({
    zoom: (factor) => canvas.current?.zoom(factor),
    fit: () => canvas.current?.fit(),
    frame: (first, last) => canvas.current?.frame(first, last),
  }));

  const last = Math.max(content.durationFrames - 1, 0);
  const shown = frame ?? 0;
  return (
    <canvas
      ref={element}
      className={styles.timeline}
      tabIndex={0}
      role="slider"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={shown}
      aria-valuetext={labelOf(content.labels.counting, asFrame(content.labels.startFrame + shown))}
      onKeyDown={(event) => takeKey(event, canvas.current, props, last)}
    />
  );
}

function takeKey(event: KeyboardEvent, canvas: TimelineCanvas | null, props: TimelineProps, last: number): void {
  if (event.ctrlKey || event.altKey || event.metaKey || canvas === null) return;
  const from = props.target ?? props.frame ?? 0;
  const step = event.shiftKey ? framesIn(1, props.content.labels.counting.rate) : 1;
  const goTo = (frame: number) => props.onSeek(Math.min(Math.max(frame, 0), last));
  const keys: Record<string, () => void> = {
    ArrowLeft: () => goTo(from - step),
    ArrowRight: () => goTo(from + step),
    Home: () => goTo(0),
    End: () => goTo(last),
    PageUp: () => canvas.move(-0.8),
    PageDown: () => canvas.move(0.8),
    '+': () => canvas.zoom(1.6),
    '-': () => canvas.zoom(1 / 1.6),
    '0': () => canvas.fit(),
  };
  const act = keys[event.key];
  if (act === undefined) return;
  event.preventDefault();
  // The room's own keys are not to act a second time.
  event.stopPropagation();
  act();
}
