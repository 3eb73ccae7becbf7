// What people read on the help page and beside labels. The meanings themselves stand in docs/domain/glossary.md.

export const helpWords = {
  title: 'Help',
  subtitle: 'The words, the keys, and whom to ask',
  whatIs: (word: string) => `What is “${word}”?`,
  search: 'Search the words',
  searchHow: 'lease, severity, FFOM…',
  count: (found: number, all: number) => (found === all ? `${all} words` : `${found} of ${all} words`),
  none: (typed: string) => `No word holds “${typed}”.`,
  noneNext: 'Try a shorter part of it, or ask: “?” at the upper right opens a ticket.',
  chapters: { words: 'Words', keys: 'Keys', contact: 'Whom to ask' },
};
