// The help page: every word of the glossary, searched while one types; the keys of the product; whom to ask.

import { TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { glossary, searchGlossary, type GlossaryEntry } from '../../help/glossary';
import { helpWords as text } from '../../help-words';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { KeyGroups } from '../../ui/ShortcutsHelp';
import { HOUSE_KEYS } from '../house/keys';
import { roomKeys } from '../review/KeysHelp';
import classes from './HelpPage.module.css';

const KEYS = [...HOUSE_KEYS, ...roomKeys({ isVerifier: true, hasPlayer: true })];

export function HelpPage() {
  const { q: typed = '' } = useSearch({ from: '/house/help' });
  const navigate = useNavigate({ from: '/help' });
  const found = searchGlossary(typed);
  return (
    <PageFrame title={text.title} subtitle={text.subtitle}>
      <div className={classes.body} tabIndex={0} aria-label={text.title} role="region">
        <section aria-label={text.chapters.words}>
          <div className={classes.search}>
            <TextInput
              type="search"
              label={text.search}
              placeholder={text.searchHow}
              value={typed}
              onChange={(change) => void navigate({ search: change.currentTarget.value === '' ? {} : { q: change.currentTarget.value }, replace: true })}
            />
            <span className="dim" role="status">
              {text.count(found.length, glossary.length)}
            </span>
          </div>
          {found.length === 0 ? <EmptyState title={text.none(typed)} next={text.noneNext} /> : <Words entries={found} isSearched={typed.trim() !== ''} />}
        </section>
        <aside className={classes.side}>
          <section aria-label={text.chapters.keys} className={classes.keys}>
            <h2>{text.chapters.keys}</h2>
            <KeyGroups groups={KEYS} />
          </section>
        </aside>
      </div>
    </PageFrame>
  );
}

/** By chapter; what was searched for in the order of how well it fits. */
function Words({ entries, isSearched }: { entries: readonly GlossaryEntry[]; isSearched: boolean }) {
  if (isSearched) return <Rows entries={entries} />;
  return [...Map.groupBy(entries, ({ chapter }) => chapter)].map(([chapter, rows]) => (
    <section key={chapter}>
      <h2>{chapter}</h2>
      <Rows entries={rows} />
    </section>
  ));
}

const Rows = ({ entries }: { entries: readonly GlossaryEntry[] }) => (
  <dl className={classes.words}>
    {entries.map(({ word, meaning }) => (
      <div key={word}>
        <dt>{word}</dt>
        <dd>{meaning}</dd>
      </div>
    ))}
  </dl>
);
