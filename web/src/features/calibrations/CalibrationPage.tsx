// One calibration: who was given it, how each report scored, defect by defect, and what was planted.

import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import type { CalibrationView, ParticipantView } from '../../api/shapes';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { EmptyState } from '../../ui/EmptyState';
import { ReasonButton } from '../../ui/ReasonButton';
import { PageFrame } from '../../ui/Shell';
import { StateBadge } from '../../ui/StateBadge';
import { instantText } from '../../ui/time';
import { toasts } from '../../ui/toast-list';
import { calibrationStateNames, verificationWords } from '../../verification-words';
import { assetKindNames, requestStateNames, words } from '../../words';
import { useMay } from '../access/session';
import classes from '../deliveries/DeliveryPage.module.css';
import { Trouble } from '../house/Trouble';
import { actionOf } from '../requests/acts';
import { GiveDialog } from './GiveDialog';
import { PlantedDefects } from './PlantedDefects';
import { calibrationQuery } from './queries';
import { ScoreDetail } from './ScoreDetail';

const text = verificationWords.calibration;

export function CalibrationPage() {
  const { calibrationId } = useParams({ from: '/house/calibrations/$calibrationId' });
  const calibration = useQuery(calibrationQuery(calibrationId));
  if (calibration.isError) return <Trouble error={calibration.error} />;
  if (calibration.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <Loaded calibration={calibration.data} />;
}

function Loaded({ calibration }: { calibration: CalibrationView }) {
  const [openedId, setOpenedId] = useState<string>();
  const { people } = calibration;
  const opened = people.find(({ request_id: id }) => id === openedId) ?? (people.length === 1 ? people[0] : undefined);
  return (
    <PageFrame
      title={calibration.name}
      subtitle={
        <span className={classes.line}>
          <span>{calibration.title.label}</span>
          <span>{text.delivery(assetKindNames[calibration.asset_kind], calibration.delivery_number)}</span>
          <StateBadge tone={calibration.state === 'open' ? 'moving' : 'quiet'}>{calibrationStateNames[calibration.state]}</StateBadge>
          {calibration.closed_at != null && <span className="dim">{instantText(calibration.closed_at)}</span>}
        </span>
      }
      actions={<Steps calibration={calibration} />}
    >
      <div className={classes.scroll}>
        <div className={classes.body}>
          <section>
            <h2>{text.scores}</h2>
            {people.length === 0 ? <EmptyState title={text.nobody} next={text.nobodyNext} /> : <Scores people={people} openedId={opened?.request_id} onOpen={setOpenedId} />}
          </section>
          {opened?.score != null && (
            <section>
              <h2>{text.detail(opened.operator.name)}</h2>
              <ScoreDetail score={opened.score} />
            </section>
          )}
          {calibration.answer_key != null && (
            <section>
              <h2>{text.answerKey}</h2>
              <PlantedDefects calibration={calibration} answerKey={calibration.answer_key} />
            </section>
          )}
        </div>
      </div>
    </PageFrame>
  );
}

interface ScoresProps {
  people: readonly ParticipantView[];
  openedId: string | undefined;
  onOpen: (requestId: string) => void;
}

function Scores({ people, openedId, onOpen }: ScoresProps) {
  const seesRequests = useMay()('manage_calibrations');
  const heads = text.scoreColumns;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {Object.values(heads).map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {people.map(({ operator, request_id: id, request_number: number, state, score }) => (
          <tr key={id} aria-current={id === openedId || undefined}>
            <td>
              {score == null ? (
                operator.name
              ) : (
                <Button size="compact-sm" variant="subtle" onClick={() => onOpen(id)}>
                  {operator.name}
                </Button>
              )}{' '}
              <span className="dim">{operator.facility}</span>
            </td>
            <td className="number">
              {seesRequests ? (
                <Link to="/requests/$requestId" params={{ requestId: id }}>
                  {number}
                </Link>
              ) : (
                number
              )}
            </td>
            <td>{requestStateNames[state]}</td>
            {score == null
              ? Array.from({ length: 7 }, (_, index) => (
                  <td key={index} className="dim">
                    –
                  </td>
                ))
              : [text.percent(score.percent), score.found, score.wrong_code, score.wrong_severity, score.timecode_off, score.missed, score.false_flags].map((figure, index) => (
                  <td key={index} className="number">
                    {figure}
                  </td>
                ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Steps({ calibration }: { calibration: CalibrationView }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'give' | 'close'>();
  const give = actionOf(calibration.actions, 'give_calibration');
  const close = actionOf(calibration.actions, 'close_calibration');
  if (give === undefined || close === undefined) return null;
  const whyNot = (action: typeof give) => (action.allowed ? null : (action.why_not ?? words.work.notNow));
  return (
    <>
      <ReasonButton whyNot={whyNot(give)} onClick={() => setAsked('give')}>
        {text.give}
      </ReasonButton>
      <ReasonButton variant="default" whyNot={whyNot(close)} onClick={() => setAsked('close')}>
        {text.close}
      </ReasonButton>
      <GiveDialog calibration={calibration} opened={asked === 'give'} onClose={() => setAsked(undefined)} />
      <ConfirmWithReason
        opened={asked === 'close'}
        onClose={() => setAsked(undefined)}
        title={text.closeTitle}
        consequence={text.closeConsequence}
        confirmLabel={text.close.replace('…', '')}
        needsReason={false}
        isSerious
        onConfirm={async () => {
          await answer(api.POST('/api/v1/calibrations/{calibration_id}/close', { params: { path: { calibration_id: calibration.id } } }));
          toasts.show('done', text.closed);
          await queries.invalidateQueries({ queryKey: ['calibration'] });
        }}
      />
    </>
  );
}
