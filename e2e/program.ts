// The program under test, as somebody at a terminal runs it.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const PROGRAM = process.env.ASSETQC_PROGRAM ?? fileURLToPath(new URL('../target/debug/assetqc', import.meta.url));

/** Neither the settings of whoever starts the tests nor how full their disk is are those of the tests. */
export const cleanEnvironment = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ASSETQC_'))),
  ASSETQC_DISK_RESERVE_PERCENT: '0',
  ...more,
});

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a command to its end and gives what it said, whatever the end. */
export const tryAssetqc = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = spawn(PROGRAM, args, { env: cleanEnvironment(environment), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });

/** As `tryAssetqc`, and it must end well. */
export async function assetqc(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, output } = await tryAssetqc(args, environment);
  if (code !== 0) throw new Error(`assetqc ${args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}
