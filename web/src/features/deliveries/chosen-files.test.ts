import { expect, test } from 'vitest';
import { relativePaths } from './chosen-files';

const chosen = (...paths: string[]) => paths.map((path) => ({ path, file: {} as File }));
const paths = (...of: string[]) => relativePaths(chosen(...of)).map(({ path }) => path);

test('the folder around everything is not part of the paths', () => {
  expect(paths('HARBOUR_IMP/CPL.xml', 'HARBOUR_IMP/sub/video.mxf', 'HARBOUR_IMP/ASSETMAP.xml')).toEqual([
    'ASSETMAP.xml',
    'CPL.xml',
    'sub/video.mxf',
  ]);
});

test('two folders side by side stay', () => {
  expect(paths('/pm/a.wav', '/me/b.wav')).toEqual(['me/b.wav', 'pm/a.wav']);
});

test('files without a folder keep their names', () => {
  expect(paths('a.wav', 'b.wav')).toEqual(['a.wav', 'b.wav']);
});

test('what the operating system left behind is not delivered', () => {
  expect(paths('imp/.DS_Store', 'imp/CPL.xml', 'imp/._CPL.xml', 'imp/Thumbs.db')).toEqual(['CPL.xml']);
});
