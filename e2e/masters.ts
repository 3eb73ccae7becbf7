// Masters of our own, made by the program: small pictures whose every frame carries its number.

import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { assetqc } from './program.ts';

export interface Master {
  readonly folder: string;
  /** Another package, that replaces some pictures of the first. */
  readonly supplemental?: string;
}

export interface MasterOptions {
  title: string;
  rate?: string;
  dropFrame?: boolean;
  frames?: number;
  size?: string;
  sound?: string;
  /** Tracks of timed text, as subtitles:en. */
  captions?: readonly string[];
  defects?: readonly string[];
  /** First and last frame of the pictures that the supplemental replaces. */
  replace?: readonly [number, number];
}

export async function makeMaster(folder: string, options: MasterOptions): Promise<Master> {
  const { title, rate = '24', dropFrame = false, frames = 240, size = '320x180', sound = '2.0', captions = [], defects = [], replace } = options;
  const args = ['sample-master', folder, '--title', title, '--rate', rate, '--frames', String(frames), '--size', size, '--sound', sound];
  if (dropFrame) args.push('--drop-frame');
  if (captions.length > 0) args.push('--captions', captions.join(','));
  for (const defect of defects) args.push('--defect', defect);
  if (replace === undefined) {
    await assetqc(args);
    return { folder };
  }
  const supplemental = `${folder}-supplemental`;
  await assetqc([...args, '--replace', replace.join('-'), '--supplemental', supplemental]);
  return { folder, supplemental };
}

/** The one file of a package whose name begins so. */
export function fileOf(folder: string, prefix: string): string {
  const name = readdirSync(folder).find((each) => each.startsWith(prefix));
  if (name === undefined) throw new Error(`no ${prefix}… in ${folder}`);
  return path.join(folder, name);
}

export const sha1Of = async (file: string): Promise<string> => createHash('sha1').update(await readFile(file)).digest('hex');
