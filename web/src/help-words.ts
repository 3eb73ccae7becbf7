// What people read on the help page and beside labels. The meanings themselves stand in docs/domain/glossary.md.

export const helpWords = {
  subtitle: 'The words, the keys, and whom to ask',
  whatIsThis: 'What is this?',
  search: 'Search the words',
  searchHow: 'lease, severity, FFOM…',
  count: (found: number, all: number) => (found === all ? `${all} words` : `${found} of ${all} words`),
  none: (typed: string) => `No word holds “${typed}”.`,
  noneNext: 'Try a shorter part of it, or ask: “?” at the upper right opens a ticket.',
  contact: {
    how: 'Open a ticket: “?” at the upper right of every page. On a request its subject is filled in, and what support needs is attached. The kind decides which team looks first.',
    onboarding: 'New operators are onboarded by the studio alone: the vendor manager opens a ticket of the kind “Onboarding” that lists first name, last name and e-mail of each person.',
    situation: 'What is it about',
    team: 'Who looks first',
    open: 'Open a ticket',
  },
  chapters: { words: 'Words', keys: 'Keys', contact: 'Whom to ask' },
};
