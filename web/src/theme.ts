// Colours, sizes and defaults of the component library: dark, dense, neutral grey. The library would write its
// variables into a style element at run time, which the content security policy forbids; theme.test.ts writes them
// into theme-variables.css instead and fails when that file is stale (`npx vitest run -u src/theme.test.ts`).

import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';
import { words } from './words';

/** Neutral to the last digit: a tinted grey beside the picture would shift how colours are judged. */
const dark: MantineColorsTuple = [
  '#e6e6e6',
  '#c8c8c8',
  '#a6a6a6',
  '#7d7d7d',
  '#4a4a4a',
  '#333333',
  '#262626',
  '#1b1b1b',
  '#151515',
  '#0e0e0e',
];

const steel: MantineColorsTuple = [
  '#eaf1f9',
  '#cfdff0',
  '#adc8e4',
  '#8bb0d8',
  '#6c99cb',
  '#5586bd',
  '#4577ad',
  '#38659a',
  '#2f5684',
  '#25466c',
];

const systemFont = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';

export const theme = createTheme({
  colors: { dark, steel },
  primaryColor: 'steel',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  fontFamily: systemFont,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", "DejaVu Sans Mono", Menlo, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  spacing: { xs: '0.375rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' },
  headings: {
    fontFamily: systemFont,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.35' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    // What is long scrolls in its field: the buttons below stay in reach.
    Textarea: { defaultProps: { size: 'xs', maxRows: 10 } },
    Select: { defaultProps: { size: 'xs' } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    Menu: { defaultProps: { shadow: 'md', withinPortal: true } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, multiline: true, maw: 340 } },
    // A click beside a dialog does not close it: the second of a double click lands there, and what was typed would go.
    // Locking the page's scroll writes a style element; the page itself never scrolls here, only its panes do.
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': words.close }, lockScroll: false, closeOnClickOutside: false, centered: true, transitionProps: { duration: 0 } } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': words.close }, lockScroll: false, position: 'right', transitionProps: { duration: 80 } } },
  },
});

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {},
  dark: {
    '--mantine-color-body': dark[7],
    '--mantine-color-text': dark[0],
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': dark[2],
    '--mantine-color-anchor': steel[2],
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-default-border': '#6e6e6e',
    '--mantine-color-disabled-color': '#9a9a9a',
  },
});
