// Measurements that take minutes: `npx playwright test -c bench.config.ts`.

import config from './playwright.config.ts';

export default { ...config, testMatch: '*.bench.ts', workers: 1, timeout: 1_200_000 };
