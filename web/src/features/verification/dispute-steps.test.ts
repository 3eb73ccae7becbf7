import { expect, test } from 'vitest';
import { stepsOf } from './dispute-steps';

test('whoever decides may grant and uphold; what is refused is not offered', () => {
  expect(stepsOf({ actions: [{ act: 'decide_dispute', allowed: true }] })).toEqual(['grant', 'uphold']);
  expect(stepsOf({ actions: [{ act: 'decide_dispute', allowed: false, why_not: 'This dispute was withdrawn.' }] })).toEqual([]);
  expect(stepsOf({ actions: [{ act: 'answer_dispute', allowed: true }] })).toEqual(['answer']);
  expect(stepsOf({ actions: [] })).toEqual([]);
});
