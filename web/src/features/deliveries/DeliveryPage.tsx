// One delivery: its upload, what inspection found with the remedy, its streams, its files with their hashes.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { DeliveryView, EditRate } from '../../api/shapes';
import { ConfirmWithReason } from '../../ui/ConfirmWithReason';
import { FailureText } from '../../ui/FailureText';
import { ReasonButton } from '../../ui/ReasonButton';
import { LinkButton } from '../../ui/LinkButton';
import { PageFrame } from '../../ui/Shell';
import { sizeText } from '../../ui/size';
import { instantText } from '../../ui/time';
import { assignmentWords } from '../../assignment-words';
import { assetKindNames, packageKindNames, words } from '../../words';
import { useMay } from '../access/session';
import { Trouble } from '../house/Trouble';
import { MeasuredSection } from '../machine-findings/MeasuredSection';
import { actionOf } from '../requests/acts';
import classes from './DeliveryPage.module.css';
import { FileList } from './FileList';
import { Findings } from './Findings';
import { DeliveryStateBadge } from './look';
import { deliveryQuery } from './queries';
import { RenditionProgress } from './RenditionProgress';
import { UploadPanel } from './UploadPanel';

const text = words.deliveries;

export function DeliveryPage() {
  const { deliveryId } = useParams({ from: '/house/deliveries/$deliveryId' });
  const delivery = useQuery(deliveryQuery(deliveryId));
  if (delivery.isError) return <Trouble error={delivery.error} />;
  if (delivery.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <Loaded delivery={delivery.data} />;
}

const rateText = ({ num, den }: EditRate) => (den === 1 ? String(num) : (num / den).toFixed(3));

function Loaded({ delivery }: { delivery: DeliveryView }) {
  return (
    <PageFrame
      title={
        <Link to="/titles/$titleId" params={{ titleId: delivery.title.id }} className={classes.title}>
          {delivery.title.label}
        </Link>
      }
      subtitle={
        <span className={classes.line}>
          <span>
            {assetKindNames[delivery.asset_kind]}
            {delivery.language != null && ` ${assignmentWords.versions.short(delivery.language)}`}, {text.number(delivery.number)} ({packageKindNames[delivery.package_kind]})
          </span>
          <DeliveryStateBadge state={delivery.state} />
          <span>{sizeText(delivery.size_bytes)}</span>
        </span>
      }
      actions={delivery.state === 'rejected' ? <DeliverAnew delivery={delivery} /> : <Cancel delivery={delivery} />}
    >
      <div className={classes.scroll}>
        <div className={classes.body}>
          {delivery.failure != null && <Failed delivery={delivery} failure={delivery.failure} />}
          {delivery.state === 'uploading' && <UploadPanel delivery={delivery} />}
          {delivery.state === 'inspecting' && <p>{text.inspecting}</p>}
          {(delivery.state === 'accepted' || delivery.state === 'rejected') && (
            <section>
              <h2>{text.findings.title}</h2>
              <Findings findings={delivery.findings} isRejected={delivery.state === 'rejected'} />
            </section>
          )}
          {delivery.state === 'accepted' && (
            <section>
              <h2>{text.streams}</h2>
              <RenditionProgress renditions={delivery.renditions} rate={delivery.edit_rate ?? null} />
            </section>
          )}
          {delivery.measurement != null && <MeasuredSection measurement={delivery.measurement} />}
          {delivery.request_ids.length > 0 && (
            <section>
              <h2>{text.requests}</h2>
              {delivery.request_ids.map((id) => (
                <LinkButton key={id} to="/requests/$requestId" params={{ requestId: id }} variant="default" mr="sm">
                  {text.openRequest}
                </LinkButton>
              ))}
            </section>
          )}
          <section>
            <h2>{text.facts.title}</h2>
            <dl className={classes.facts}>
              <dt>{text.facts.created}</dt>
              <dd>
                {instantText(delivery.created_at)}, {delivery.created_by.name}
              </dd>
              {delivery.accepted_at != null && (
                <>
                  <dt>{text.facts.accepted}</dt>
                  <dd>{instantText(delivery.accepted_at)}</dd>
                </>
              )}
              {delivery.edit_rate != null && (
                <>
                  <dt>{text.facts.rate}</dt>
                  <dd>{text.facts.rateText(rateText(delivery.edit_rate), delivery.drop_frame)}</dd>
                </>
              )}
              {delivery.duration_frames != null && (
                <>
                  <dt>{text.facts.duration}</dt>
                  <dd className="number">{text.facts.frames(delivery.duration_frames)}</dd>
                </>
              )}
            </dl>
          </section>
          <section>
            <h2>{text.files.title}</h2>
            <FileList files={delivery.files} />
          </section>
        </div>
      </div>
    </PageFrame>
  );
}

function Failed({ delivery, failure }: { delivery: DeliveryView; failure: string }) {
  const queries = useQueryClient();
  const again = useAct({
    send: () => answer(api.POST('/api/v1/deliveries/{delivery_id}/inspect', { params: { path: { delivery_id: delivery.id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['delivery'] }),
  });
  const action = actionOf(delivery.actions, 'inspect_again');
  return (
    <div className={classes.failure}>
      <FailureText text={text.failure(failure)} label={text.renditions.details} />
      {delivery.state === 'inspecting' && action !== undefined && (
        <ReasonButton mt="sm" variant="default" loading={again.isPending} whyNot={action.allowed ? null : (action.why_not ?? words.work.notNow)} onClick={() => again.mutate()}>
          {text.inspectAgain}
        </ReasonButton>
      )}
    </div>
  );
}

function DeliverAnew({ delivery }: { delivery: DeliveryView }) {
  const may = useMay();
  if (!may('create_delivery')) return null;
  const answers = delivery.answers_request_id == null ? {} : { answers: delivery.answers_request_id };
  return (
    <LinkButton to="/deliveries/new" search={{ title: delivery.title.id, ...answers }}>
      {text.again}
    </LinkButton>
  );
}

/** A decided delivery has nothing to cancel: then there is no button. */
const isOpen = ({ state }: DeliveryView) => state === 'uploading' || state === 'inspecting';

function Cancel({ delivery }: { delivery: DeliveryView }) {
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const action = actionOf(delivery.actions, 'cancel_delivery');
  if (action === undefined || !isOpen(delivery)) return null;
  return (
    <>
      <ReasonButton variant="default" whyNot={action.allowed ? null : (action.why_not ?? words.work.notNow)} onClick={() => setAsked(true)}>
        {text.cancel}
      </ReasonButton>
      <ConfirmWithReason
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text.cancel}
        consequence={text.cancelConsequence}
        confirmLabel={text.cancel}
        isSerious
        onConfirm={async (reason) => {
          await answer(api.POST('/api/v1/deliveries/{delivery_id}/cancel', { params: { path: { delivery_id: delivery.id } }, body: { reason } }));
          await queries.invalidateQueries({ queryKey: ['delivery'] });
        }}
      />
    </>
  );
}
