import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../ui/tokens';
import { requestFields, requestFilter } from '../requests/filter';
import { columnQuery, heldQuery, queueQuery } from './links';

const filterOf = (q: string) => requestFilter('all', parseQuery(requestFields([{ id: 'show-1', name: 'Harbour Lights' }]), q));

describe('a figure of a board', () => {
  it('leads to the list of requests that it counts', () => {
    expect(filterOf(heldQuery('critical'))).toEqual({ view: 'all', state: ['assigned', 'downloading', 'in_qc'], bucket: 'critical' });
    expect(filterOf(columnQuery('concluded', 'show-1'))).toEqual({ view: 'all', state: ['approved', 'rejected'], show_id: 'show-1' });
    expect(filterOf(queueQuery('cast', 'verification', 'rush'))).toEqual({ view: 'all', state: ['verification_available'], service: ['cast'], priority: 'rush' });
    expect(filterOf(queueQuery('download', 'qc', 'held'))).toEqual({ view: 'all', state: ['assigned', 'downloading', 'in_qc'], service: ['download'] });
  });
});
