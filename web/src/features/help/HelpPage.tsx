// The help page: every word of the glossary, searched while one types; the keys of the product; whom to ask.

import { Button, Table, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { glossary, searchGlossary, type GlossaryEntry } from '../../help/glossary';
import { helpWords as text } from '../../help-words';
import { words } from '../../words';
import { teamNames, ticketKindSituations, ticketWords } from '../../ticket-words';
import { EmptyState } from '../../ui/EmptyState';
import { PageFrame } from '../../ui/Shell';
import { KeyGroups } from '../../ui/ShortcutsHelp';
import { HOUSE_KEYS } from '../house/keys';
import { useKeySettings } from '../review/keys';
import { roomKeys } from '../review/KeysHelp';
import { NewTicketDialog } from '../tickets/NewTicketDialog';
import { ticketKindsQuery } from '../tickets/queries';
import classes from './HelpPage.module.css';

const TICKET_KEYS = {
  name: ticketWords.keys.name,
  keys: [
    { keys: 'R', does: ticketWords.keys.reply },
    { keys: 'N', does: ticketWords.keys.note },
    { keys: 'Ctrl Enter', does: ticketWords.keys.send },
  ],
};
const WHOLE_ROOM = { isVerifier: true, hasPlayer: true, hasMachine: true, hasList: true };

export function HelpPage() {
  const { q: typed = '' } = useSearch({ from: '/house/help' });
  const navigate = useNavigate({ from: '/help' });
  const found = searchGlossary(typed);
  const own = useKeySettings();
  return (
    <PageFrame title={words.nav.help} subtitle={text.subtitle}>
      <div className={classes.body} tabIndex={0} aria-label={words.nav.help} role="region">
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
          <Contact />
          <section aria-label={text.chapters.keys} className={classes.keys}>
            <h2>{text.chapters.keys}</h2>
            <KeyGroups groups={[...HOUSE_KEYS, TICKET_KEYS, ...roomKeys(WHOLE_ROOM, own)]} />
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

/** Who looks first at what: the same table by which tickets find their team. */
function Contact() {
  const kinds = useQuery(ticketKindsQuery).data ?? [];
  const [isWriting, setWriting] = useState(false);
  return (
    <section aria-label={text.chapters.contact}>
      <h2>{text.chapters.contact}</h2>
      <p>{text.contact.how}</p>
      <p>{text.contact.onboarding}</p>
      <Table fz="xs" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.contact.situation}</Table.Th>
            <Table.Th>{text.contact.team}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {kinds.map(({ kind, team }) => (
            <Table.Tr key={kind}>
              <Table.Td>{ticketKindSituations[kind]}</Table.Td>
              <Table.Td>{teamNames[team]}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Button mt="xs" onClick={() => setWriting(true)}>
        {text.contact.open}
      </Button>
      <NewTicketDialog opened={isWriting} onClose={() => setWriting(false)} />
    </section>
  );
}
