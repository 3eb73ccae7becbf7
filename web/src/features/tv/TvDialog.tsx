// Before a review on the TV: which one, what it can, and what each task is played with, or why it cannot be done on it.

import { Button, Modal, Table, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { asProblem } from '../../api/problem';
import type { TvChoice, TvSessionView } from '../../api/shapes';
import { tvDeskWords as text } from '../../tv-desk-words';
import { taskKindNames } from '../../words';
import classes from './Tv.module.css';
import { passText } from './pass-text';
import { startSender } from './cast-sender';
import type { Tv } from './useTv';

const LOOK_EVERY_MS = 1_000;

export function TvDialog({ tv, opened, onClose }: { tv: Tv; opened: boolean; onClose: () => void }) {
  const session = tv.view?.session;
  return (
    <Modal opened={opened} onClose={onClose} title={text.title} size="lg">
      {session?.is_mine === true ? <Check tv={tv} session={session} onClose={onClose} /> : <Connect tv={tv} elsewhere={session?.device ?? null} />}
    </Modal>
  );
}

function Connect({ tv, elsewhere }: { tv: Tv; elsewhere: string | null }) {
  const [code, setCode] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isInUse, setInUse] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const applicationId = tv.view?.application_id ?? null;
  const tried = async (act: () => Promise<unknown>) => {
    setRefusal(null);
    setBusy(true);
    try {
      await act();
    } catch (thrown) {
      const problem = asProblem(thrown);
      setInUse(problem?.code === 'tv_in_use');
      setRefusal(problem?.message ?? String(thrown));
    } finally {
      setBusy(false);
    }
  };
  const replaces = isInUse || elsewhere !== null;
  /** What was handed out for a TV to bring; until it does, one looks for it. */
  const [offered, setOffered] = useState<string | null>(null);
  const { lookAgain } = tv;
  useEffect(() => {
    if (offered === null) return undefined;
    const timer = setInterval(() => void lookAgain(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  });
  const pair = (replaces: boolean) => tried(() => tv.pair(code, replaces));
  return (
    <div className={classes.connect}>
      {elsewhere !== null && (
        <div className={classes.elsewhere}>
          <p>{text.elsewhere(elsewhere)}</p>
          <Button variant="default" loading={isBusy} onClick={() => void tried(tv.takeOver)}>
            {text.takeOver}
          </Button>
        </div>
      )}
      <p>{text.how(tv.view?.tv_url ?? '')}</p>
      <form
        className={classes.code}
        onSubmit={(event) => {
          event.preventDefault();
          void pair(false);
        }}
      >
        <TextInput data-autofocus label={text.code} value={code} maxLength={12} autoComplete="off" spellCheck={false} error={isInUse ? null : refusal} onChange={(event) => setCode(event.currentTarget.value.toUpperCase())} />
        <Button type="submit" loading={isBusy} disabled={code.trim() === ''}>
          {text.pair}
        </Button>
      </form>
      {isInUse && (
        <div role="alert" className={classes.elsewhere}>
          <p>{text.inUse}</p>
          <Button color="red" variant="light" onClick={() => void pair(true)}>
            {text.replace}
          </Button>
        </div>
      )}
      {applicationId !== null && (
        <Button
          variant="default"
          loading={isBusy}
          onClick={() =>
            void tried(async () => {
              await startSender(applicationId, async () => (await tv.offer(replaces)).token);
              setOffered('');
            })
          }
        >
          {text.findCast}
        </Button>
      )}
      {applicationId !== null && (
        <Button variant="subtle" color="gray" onClick={() => void tried(async () => setOffered(`${applicationId}:${(await tv.offer(replaces)).token}`))}>
          {text.forAgent}
        </Button>
      )}
      {offered !== null && offered !== '' && (
        <div className={classes.elsewhere}>
          <p>{text.agentHow}</p>
          <code data-testid="for-agent">{offered}</code>
        </div>
      )}
    </div>
  );
}

function Check({ tv, session, onClose }: { tv: Tv; session: TvSessionView; onClose: () => void }) {
  const { desk, snapshot } = tv;
  useEffect(() => () => desk?.showCard(false), [desk]);
  const capabilities = session.capabilities;
  if (snapshot?.ended === 'taken') {
    return (
      <div className={classes.elsewhere}>
        <p>{text.ended.taken}</p>
        <Button variant="default" onClick={() => void tv.takeOver()}>
          {text.takeOver}
        </Button>
      </div>
    );
  }
  if (desk === null || snapshot === null || capabilities == null) return <p role="status">{text.looking}</p>;
  const mode = capabilities.hdr10 && capabilities.dolby_vision ? 'both' : capabilities.hdr10 ? 'hdr10' : capabilities.dolby_vision ? 'dolby_vision' : 'none';
  const throughput = snapshot.throughputKbps ?? capabilities.throughput_kbps;
  const rows: readonly (readonly [string, string])[] = [
    [text.device, session.device],
    [text.picture, text.modes[mode]],
    [text.sound, capabilities.surround_passthrough ? text.passthrough : text.channels(capabilities.channels)],
    [text.resolution, `${capabilities.width} × ${capabilities.height}`],
    [text.throughput, throughput == null ? text.notMeasured : text.kbps(throughput)],
    [text.latency, snapshot.latencyMs === null ? text.links[snapshot.link] : text.measured(snapshot.latencyMs)],
  ];
  return (
    <div className={classes.check}>
      <h3>{text.check}</h3>
      <Table withRowBorders={false} data-testid="tv-check">
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <div className={classes.card}>
        <Button variant="default" onClick={() => desk.showCard(!snapshot.isCardShown)}>
          {snapshot.isCardShown ? text.hideCard : text.card}
        </Button>
        <span className="dim">{text.cardHow}</span>
      </div>
      <ul className={classes.tasks}>
        {session.choices.map((choice) => (
          <Task
            key={choice.task_id}
            choice={choice}
            onBegin={() => {
              tv.setTaskId(choice.task_id);
              onClose();
            }}
          />
        ))}
      </ul>
      <Button variant="subtle" color="gray" onClick={() => void tv.end()}>
        {text.end}
      </Button>
    </div>
  );
}

function Task({ choice, onBegin }: { choice: TvChoice; onBegin: () => void }) {
  const name = taskKindNames[choice.kind];
  return (
    <li data-task={choice.kind}>
      <div>
        <strong>{name}</strong> {choice.pass != null && <span>{passText(choice.pass)}</span>}
        {choice.why_not != null && <p role="alert">{choice.why_not}</p>}
        {choice.pass?.downgrade_texts.map((lost) => (
          <p key={lost} className={classes.lost}>
            {lost}
          </p>
        ))}
      </div>
      <Button disabled={choice.pass == null} onClick={onBegin}>
        {text.begin(name)}
      </Button>
    </li>
  );
}
