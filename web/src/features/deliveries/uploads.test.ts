import { expect, test } from 'vitest';
import type { DeliveryFileView } from '../../api/shapes';
import { match } from './uploads';

const announced = (path: string, size: number, uploadUrl: string | null = `/api/v1/uploads/${path}`): DeliveryFileView => ({
  id: path,
  path,
  size_bytes: size,
  received_bytes: 0,
  upload_url: uploadUrl,
});
const chosen = (path: string, size: number) => ({ path, file: { size } as File });

test('a chosen file of another size is not the announced one', () => {
  const { matched, missing } = match([announced('CPL.xml', 10), announced('video.mxf', 999)], [chosen('CPL.xml', 10), chosen('video.mxf', 998)]);
  expect(matched.map(({ file }) => file.path)).toEqual(['CPL.xml']);
  expect(missing.map(({ path }) => path)).toEqual(['video.mxf']);
});

test('a file that has arrived is not wanted again', () => {
  expect(match([announced('CPL.xml', 10, null)], [])).toEqual({ matched: [], missing: [] });
});
