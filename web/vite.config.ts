// How the pages are built and served while developing. The built files obey a policy without inline scripts and
// without inline style elements (`script-src 'self'; style-src 'self'`): nothing here may inline an asset as code.

import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.ASSETQC_SERVER ?? 'http://127.0.0.1:8080';

/** The one style sheet is the app's; the TV's page has its own, and nothing of the app. */
const withoutAppStyles: Plugin = {
  name: 'tv-without-app-styles',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { path }) => (path.endsWith('tv.html') ? html.replace(/ *<link rel="stylesheet" crossorigin[^>]*>\n?/, '') : html),
  },
};

export default defineConfig({
  resolve: { alias: [{ find: /^stream$/, replacement: fileURLToPath(new URL('src/player/captions/no-stream.ts', import.meta.url)) }] },
  plugins: [react(), withoutAppStyles],
  build: {
    target: 'es2023',
    // A data: URL would need `font-src data:` or `img-src data:`; every asset stays a file of its own.
    assetsInlineLimit: 0,
    // One style sheet, loaded with the page: a part of it that failed in an outage would not be fetched again.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The TV's page is one of its own, without the app.
      input: ['index.html', 'tv.html'],
      output: {
        codeSplitting: {
          // What the first page needs of a library apart from what only some pages need: the review page is held to a budget
          // of script before its player starts (e2e/weight.spec.ts).
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'mantine', test: /node_modules[\\/](@mantine|@floating-ui)[\\/]/, tags: ['$initial'] },
            { name: 'mantine-more', test: /node_modules[\\/](@mantine|@floating-ui)[\\/]/ },
            { name: 'tanstack', test: /node_modules[\\/]@tanstack[\\/](?!(react-)?(table|virtual))/ },
            { name: 'tables', test: /node_modules[\\/]@tanstack[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    // The glossary is read from the folder of documents beside this one.
    fs: { allow: ['..'] },
    proxy: { '/api': { target: server, changeOrigin: false } },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'node',
  },
});
