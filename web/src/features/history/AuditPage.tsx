// The audit: everything that anybody did, and the seal that shows that no row of it was changed.

import { Button, CopyButton, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { historyWords } from '../../history-words';
import { PageFrame } from '../../ui/Shell';
import { instantText } from '../../ui/time';
import { words } from '../../words';
import { peopleQuery } from '../people/queries';
import { rowOf } from './filter';
import { HistoryView } from './HistoryView';
import { sealQuery } from './queries';
import classes from './Timeline.module.css';

const text = historyWords.audit;

export function AuditPage() {
  const filter = useSearch({ from: '/house/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const linked = rowOf(useLocation({ select: ({ hash }) => hash }));
  const people = useQuery(peopleQuery({})).data?.items ?? [];
  return (
    <PageFrame title={text.title} subtitle={text.subtitle}>
      <div className={classes.page}>
        <Seal />
        <HistoryView
          of={{ kind: 'audit' }}
          filter={filter}
          onFilter={(search) => void navigate({ search, replace: true })}
          choices={undefined}
          people={people.map(({ id, first_name: first, last_name: last, role }) => ({ id, name: `${first} ${last}`, role }))}
          linked={linked}
          onUnlink={() => void navigate({ search: filter, hash: '' })}
          hrefOf={(row) => `/audit#history-${row.id}`}
        />
      </div>
    </PageFrame>
  );
}

function Seal() {
  const seal = useQuery(sealQuery).data;
  if (seal === undefined) return null;
  return (
    <div className={classes.seal}>
      <span>{text.seal(seal.sealed)}</span>
      {seal.waiting > 0 && <span className="dim">{text.waiting(seal.waiting)}</span>}
      {seal.head != null && (
        <>
          <Tooltip label={text.headHow} multiline w={360}>
            <span className={`${classes.head} dim`} tabIndex={0}>
              {text.head}: <span className="mono">{seal.head}</span>
            </span>
          </Tooltip>
          <CopyButton value={seal.head}>
            {({ copied, copy }) => (
              <Button size="compact-xs" variant="default" onClick={copy}>
                {copied ? words.copied : text.copy}
              </Button>
            )}
          </CopyButton>
          {seal.sealed_at != null && <span className="dim">{instantText(seal.sealed_at)}</span>}
        </>
      )}
    </div>
  );
}
