// As the product is walked (../playwright.config.ts), and nothing beside it: figures are taken one after another.

import walks from '../playwright.config.ts';

export default {
  ...walks,
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../results/bench',
  workers: 1,
  timeout: 3_600_000,
  // The masters alone take minutes.
  use: { ...walks.use, trace: 'off' as const, screenshot: 'off' as const },
};
