import { expect, test } from 'vitest';
import type { IssueView, RequestView } from '../../api/shapes';
import { placeIn } from './place';

test('an issue of an earlier delivery is looked for where the new one took it', () => {
  const issue = { first_frame: 2000, last_frame: 2009, places: [{ delivery_id: 'second', first_frame: 2005, last_frame: 2014 }] } as unknown as IssueView;
  const request = (id: string) => ({ deliveries: [{ id }] }) as unknown as RequestView;
  expect(placeIn(request('second'), issue).first_frame).toBe(2005);
  expect(placeIn(request('first'), issue).first_frame).toBe(2000);
});
