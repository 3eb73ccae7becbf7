import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cssVariablesResolver, theme } from './theme';

/** What the library's own stylesheet says already is left out. */
const without = (all: Record<string, string>, known: Record<string, string>) =>
  Object.fromEntries(Object.entries(all).filter(([name, value]) => known[name] !== value));

test('the style sheet of variables is what the theme says', async () => {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const ours = defaultCssVariablesResolver(merged);
  const theirs = defaultCssVariablesResolver(DEFAULT_THEME);
  const own = cssVariablesResolver(merged);
  const css = convertCssVariables({
    variables: { ...without(ours.variables, theirs.variables), ...own.variables },
    dark: { ...without(ours.dark, theirs.dark), ...own.dark, '--mantine-color-scheme': 'dark' },
    light: {},
  });
  const lines = css.replaceAll(/[{;]/g, (mark) => `${mark}\n`).replaceAll('}', '}\n').trim();
  await expect(`/* Written by theme.test.ts from theme.ts. */\n${lines}\n`).toMatchFileSnapshot('theme-variables.css');
});

/** These write a style element for each use; the policy of the page forbids it. */
const WRITES_STYLE = /\b(SimpleGrid|Grid|AppShell)\b[^}]*\} from '@mantine\/core'|\b(hiddenFrom|visibleFrom)=|=\{\{ base:/;

test('nothing writes a style element', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));
  expect(files.filter((name) => WRITES_STYLE.test(readFileSync(join(import.meta.dirname, name), 'utf8')))).toEqual([]);
});
