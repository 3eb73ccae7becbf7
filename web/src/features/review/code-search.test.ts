import { expect, test } from 'vitest';
import type { ErrorCodeView } from '../../api/shapes';
import { codeLabel, searchCodes } from './code-search';

const code = (number: number | null, name: string, aliases: string[] = [], definition = ''): ErrorCodeView => ({
  id: name.toLowerCase().replaceAll(/\W+/g, '-'),
  number,
  name,
  aliases,
  definition,
  category: 'audio',
});
const codes = [
  code(16, 'Audio Drop Out/Mute', ['dropout']),
  code(116, 'Audio Hum', [], 'Low tone under the dialogue'),
  code(53, 'Dropped Frame'),
  code(null, 'Banding/Posterization'),
];
const found = (typed: string) => searchCodes(codes, typed).map(({ name }) => name);

test('a number finds its code first', () => {
  expect(found('16')).toEqual(['Audio Drop Out/Mute']);
  expect(found('016')).toEqual(['Audio Drop Out/Mute']);
});

test('beginnings of words are enough, in any order', () => {
  expect(found('mute audio')).toEqual(['Audio Drop Out/Mute']);
  expect(found('drop')).toEqual(['Dropped Frame', 'Audio Drop Out/Mute']);
});

test('another name and the definition find it too', () => {
  expect(found('dropout')).toEqual(['Audio Drop Out/Mute']);
  expect(found('low tone')).toEqual(['Audio Hum']);
});

test('what fits nothing finds nothing, and nothing typed shows all', () => {
  expect(found('zebra')).toEqual([]);
  expect(found(' ')).toHaveLength(4);
});

test('a code without a number is called by its name alone', () => {
  expect(codes.map(codeLabel)).toEqual(['[016] Audio Drop Out/Mute', '[116] Audio Hum', '[053] Dropped Frame', 'Banding/Posterization']);
});
