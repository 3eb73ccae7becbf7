import { expect, test } from 'vitest';
import type { CommentView } from '../../api/shapes';
import { readComment } from './draft';
import { threadsOf } from './threads';

const comment = (id: string, replyTo?: string) => ({ id, reply_to_id: replyTo ?? null }) as CommentView;

test('replies stand under what they answer, a stray one for itself', () => {
  const threads = threadsOf([comment('a'), comment('b'), comment('c', 'a'), comment('d', 'gone'), comment('e', 'a')]);
  expect(threads.map(({ first, replies }) => [first.id, replies.map(({ id }) => id)])).toEqual([
    ['a', ['c', 'e']],
    ['b', []],
    ['d', []],
  ]);
});

test('a draft of another shape is no comment', () => {
  expect(readComment({ form: 1 })).toEqual({ text: '', visibility: null, replyTo: null });
  expect(readComment({ text: 'x', visibility: 'studio' })).toEqual({ text: 'x', visibility: 'studio', replyTo: null });
});
