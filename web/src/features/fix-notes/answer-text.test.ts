import { expect, test } from 'vitest';
import { answerOf, EMPTY_ANSWER, isComplete, isSame } from './answer-text';

test('a proposal to waive needs a reason, a fix does not', () => {
  expect(isComplete({ answer: 'production_will_fix', reason: '' })).toBe(true);
  expect(isComplete({ answer: 'creative_intent', reason: '  ' })).toBe(false);
  expect(isComplete({ answer: 'best_possible', reason: 'Archive footage' })).toBe(true);
  expect(isComplete({ answer: null, reason: 'x' })).toBe(false);
});

test('a waiver that was refused is to be answered anew', () => {
  const note = { answer: 'creative_intent', reason: 'Night scene' } as const;
  expect(answerOf({ ...note, waiver: 'none' })).toEqual(note);
  expect(answerOf({ ...note, waiver: 'proposed' })).toEqual(note);
  expect(answerOf({ ...note, waiver: 'refused' })).toEqual(EMPTY_ANSWER);
});

test('blanks around a reason are no difference', () => {
  expect(isSame({ answer: 'best_possible', reason: 'Archive ' }, { answer: 'best_possible', reason: 'Archive' })).toBe(true);
});
