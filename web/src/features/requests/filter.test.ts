import { expect, test } from 'vitest';
import { parseQuery } from '../../ui/tokens';
import { keepLastOfSingle, requestFields, requestFilter } from './filter';

const fields = requestFields([{ id: 's1', name: 'Harbour Lights' }]);

test('states add up, a bucket replaces the one before', () => {
  const query = keepLastOfSingle(parseQuery(fields, 'state:available state:in_qc bucket:critical bucket:at_risk ferry'));
  expect(requestFilter('all', query)).toEqual({ view: 'all', state: ['available', 'in_qc'], bucket: 'at_risk', q: 'ferry' });
});

test('a show is found by its name', () => {
  expect(requestFilter('mine', parseQuery(fields, 'Show:"harbour lights"'))).toEqual({ view: 'mine', show_id: 's1' });
});

test('nothing chosen asks for the whole view', () => {
  expect(requestFilter('pool', parseQuery(fields, ''))).toEqual({ view: 'pool' });
});
