// Of which events one is told, and by which way: a table of events by channel, saved at once.

import { Button, Checkbox, NativeSelect, SegmentedControl, Select, Text, Tooltip } from '@mantine/core';
import type { MailWhen, NoticeGroup, NoticeSetting, NoticeSettingsChange } from '../../api/shapes';
import { mailWhenNames, noticeGroupNames, noticeKindNames, noticeWords } from '../../notice-words';
import { LinkButton } from '../../ui/LinkButton';
import { PageFrame } from '../../ui/Shell';
import { words } from '../../words';
import { Trouble } from '../house/Trouble';
import classes from './NoticeSettingsPage.module.css';
import { asUsual } from './opposite';
import { useNoticeSettings } from './useNoticeSettings';

const text = noticeWords.settings;
const WHEN = Object.entries(mailWhenNames).map(([value, label]) => ({ value, label }));
const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` }));
const ZONES = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];

export function NoticeSettingsPage() {
  const { settings: query, change, undo, isSaving } = useNoticeSettings();
  if (query.isError) return <Trouble error={query.error} />;
  const settings = query.data;
  const usual = settings === undefined ? undefined : asUsual(settings);
  const groups = [...new Set(settings?.kinds.map(({ group }) => group))];
  return (
    <PageFrame
      title={words.nav.noticeSettings}
      subtitle={text.subtitle}
      actions={
        <>
          {undo !== undefined && (
            <Button variant="default" loading={isSaving} onClick={() => change(undo)}>
              {text.undo}
            </Button>
          )}
          {usual?.kinds?.length !== 0 && usual !== undefined && (
            <Button variant="default" onClick={() => change(usual)}>
              {text.usual}
            </Button>
          )}
          <LinkButton variant="default" to="/notices">
            {text.back}
          </LinkButton>
        </>
      }
    >
      <div className={classes.scroll}>
        {settings === undefined ? (
          <p className="dim">{words.loading}</p>
        ) : (
          <div className={classes.body}>
            <p className={settings.mail_failure == null ? 'dim' : classes.warning} role="status">
              {settings.mail_failure != null ? text.mailFails(settings.mail_failure) : settings.sends_mail ? text.mailTo(settings.email) : text.noMail}
            </p>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{text.event}</th>
                  <th scope="col">{text.shown}</th>
                  <th scope="col">{text.mail}</th>
                </tr>
              </thead>
              {groups.map((group) => (
                <Group key={group} group={group} rows={settings.kinds.filter((row) => row.group === group)} change={change} />
              ))}
            </table>
            <section aria-label={text.digest}>
              <h2>{text.digest}</h2>
              <div className={classes.digest}>
                <NativeSelect label={text.hour} data={HOURS} value={String(settings.digest_hour)} onChange={(choice) => change({ digest_hour: Number(choice.currentTarget.value), kinds: [] })} />
                <Select label={text.zone} description={text.zoneHow} searchable allowDeselect={false} data={ZONES} value={settings.time_zone ?? 'UTC'} onChange={(zone) => zone !== null && change({ time_zone: zone, kinds: [] })} limit={100} w={320} />
              </div>
            </section>
          </div>
        )}
      </div>
    </PageFrame>
  );
}

interface GroupProps {
  group: NoticeGroup;
  rows: readonly NoticeSetting[];
  change: (to: NoticeSettingsChange) => void;
}

function Group({ group, rows, change }: GroupProps) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={3} className={classes.group}>
          {noticeGroupNames[group]}
        </th>
      </tr>
      {rows.map((row) => (
        <Row key={row.kind} row={row} change={change} />
      ))}
    </tbody>
  );
}

function Row({ row: { kind, is_shown: isShown, may_be_muted: mayBeMuted, mail, usual_mail: usualMail }, change }: { row: NoticeSetting; change: GroupProps['change'] }) {
  const event = noticeKindNames[kind];
  return (
    <tr>
      <th scope="row" className={classes.event}>
        {event}
      </th>
      <td>
        <Tooltip label={text.always} disabled={mayBeMuted} multiline w={260} events={{ hover: true, focus: true, touch: true }}>
          <span className={classes.tick}>
            <Checkbox
              aria-label={text.showIt(event)}
              aria-disabled={!mayBeMuted}
              checked={isShown}
              data-always={!mayBeMuted || undefined}
              onChange={(tick) => mayBeMuted && change({ kinds: [{ kind, is_shown: tick.currentTarget.checked }] })}
            />
            {!mayBeMuted && <span className="only-for-readers">{text.always}</span>}
          </span>
        </Tooltip>
      </td>
      <td>
        <SegmentedControl size="xs" aria-label={text.mailIt(event)} data={WHEN} value={mail} onChange={(to) => change({ kinds: [{ kind, mail: to as MailWhen }] })} />
        {mail !== usualMail && (
          <Text component="span" size="xs" c="dimmed" ml="sm">
            {text.usually(mailWhenNames[usualMail])}
          </Text>
        )}
      </td>
    </tr>
  );
}
