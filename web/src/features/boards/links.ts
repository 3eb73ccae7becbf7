// The searches that a board's figures stand for: a figure is a link to the list that it counts.

import type { BoardColumnName, Bucket, Phase, RequestState, Service } from '../../api/shapes';

const HELD: readonly RequestState[] = ['assigned', 'downloading', 'in_qc'];

/** The states that stand in each column of a show's board. */
const STATES: Readonly<Record<BoardColumnName, readonly RequestState[]>> = {
  fix_notes_needed: ['fix_notes_needed'],
  fix_notes_submitted: ['fix_notes_submitted'],
  on_hold: ['on_hold'],
  awaiting_redelivery: ['awaiting_redelivery'],
  in_qc: ['preparing', 'available', 'assigned', 'downloading', 'in_qc', 'submitted', 'verification_available', 'in_verification', 'verified'],
  concluded: ['approved', 'rejected'],
};

const tokens = (field: string, values: readonly string[]): string => values.map((value) => `${field}:${value}`).join(' ');

export const heldQuery = (bucket?: Bucket): string => [tokens('state', HELD), ...(bucket === undefined ? [] : [`bucket:${bucket}`])].join(' ');

export const columnQuery = (column: BoardColumnName, show?: string): string => [tokens('state', STATES[column]), ...(show === undefined ? [] : [`show:${show}`])].join(' ');

export const queueQuery = (service: Service, phase: Phase, which: 'waiting' | 'rush' | 'held'): string => {
  const waiting: readonly RequestState[] = phase === 'qc' ? ['available'] : ['verification_available'];
  const held: readonly RequestState[] = phase === 'qc' ? HELD : ['in_verification'];
  return [tokens('state', which === 'held' ? held : waiting), `service:${service}`, ...(which === 'rush' ? ['priority:rush'] : [])].join(' ');
};
