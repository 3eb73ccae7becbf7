// The breaks of one person, for whoever answers for them.

import { useQuery } from '@tanstack/react-query';
import { assignmentWords } from '../../assignment-words';
import { shortInstantText } from '../../ui/time';
import { breaksQuery } from './queries';

const text = assignmentWords.breaks;

export function BreakHistory({ personId }: { personId: string }) {
  const breaks = useQuery(breaksQuery(personId)).data ?? [];
  return (
    <section>
      <strong>{text.list}</strong>
      {breaks.length === 0 ? (
        <p className="dim">{text.none}</p>
      ) : (
        <ul>
          {breaks.map((one) => (
            <li key={one.id}>
              {text.range(shortInstantText(one.began_at), one.ended_at == null ? text.lasts : shortInstantText(one.ended_at))}: {one.reason}
              {one.ended_at == null && one.until != null && <span className="dim"> {text.untilText(shortInstantText(one.until))}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
