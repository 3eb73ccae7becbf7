// Files of an issue to be fixed that the redelivery does not bring: flagged by one step, as proposed.

import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import { once } from '../../api/preconditions';
import type { WatchItemView } from '../../api/shapes';
import { fixNoteWords } from '../../fix-note-words';
import classes from './WatchList.module.css';

const text = fixNoteWords.missing;

export function Missing({ item, mayFlag }: { item: WatchItemView; mayFlag: boolean }) {
  const queries = useQueryClient();
  const flag = useAct({
    send: (_: void, keyOf) => answer(api.POST('/api/v1/watch-items/{watch_item_id}/missing-asset', { params: { path: { watch_item_id: item.id } }, headers: once(keyOf(item.id)) })),
    onSuccess: () => Promise.all(['issue', 'request'].map((noun) => queries.invalidateQueries({ queryKey: [noun] }))),
  });
  return (
    <div className={classes.missing} role="note">
      <span>{text.line(item.missing_files.join(', '))}</span>
      {item.missing_asset_id != null ? (
        <span className="dim">{text.flagged}</span>
      ) : (
        mayFlag && (
          <>
            <Button size="compact-sm" variant="default" loading={flag.isPending} onClick={() => flag.mutate()}>
              {text.flag}
            </Button>
            <span className="dim">{text.orNote}</span>
          </>
        )
      )}
    </div>
  );
}
