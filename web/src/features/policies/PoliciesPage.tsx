// Policies as data: what a delivery opens, how work finds people, which reports are verified. A policy of a show goes before that of all.

import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment, useState, type ReactNode } from 'react';
import { useAct } from '../../api/act';
import { answer, api } from '../../api/client';
import type { AssignmentPolicyView, FixNotePolicyView, RequestPolicyView, SamplingPolicyView } from '../../api/shapes';
import { assignmentWords } from '../../assignment-words';
import { fixNoteWords } from '../../fix-note-words';
import { PageFrame } from '../../ui/Shell';
import { lengthText } from '../../ui/time';
import { verificationWords } from '../../verification-words';
import { assetKindNames, deliveryPhaseNames, modelNames, phaseNames, priorityNames, serviceNames, words } from '../../words';
import classes from '../deliveries/DeliveryPage.module.css';
import { Trouble } from '../house/Trouble';
import { ThresholdsSection } from '../machine-findings/ThresholdsSection';
import { tasksText } from '../requests/look';
import { showsQuery } from '../titles/queries';
import { AssignmentPolicyDialog } from './AssignmentPolicyDialog';
import { FixNotePolicyDialog } from './FixNotePolicyDialog';
import own from './PoliciesPage.module.css';
import { assignmentPoliciesQuery, fixNotePoliciesQuery, requestPoliciesQuery, samplingPoliciesQuery } from './queries';
import { RequestPolicyDialog } from './RequestPolicyDialog';
import { SamplingPolicyDialog } from './SamplingPolicyDialog';
import { Warnings } from './Warnings';

const text = words.policies;
const sampling = verificationWords.sampling;
const answers = fixNoteWords.policy;
const more = assignmentWords.policies;

/** How long fix checks stay with the operator of the first QC; verification keeps nothing. */
const keptText = ({ phase, reservation_s: kept }: AssignmentPolicyView): string => {
  if (phase === 'verification') return '–';
  if (kept == null) return more.usual;
  return kept === 0 ? more.notKept : lengthText(kept);
};

export function PoliciesPage() {
  const queries = useQueryClient();
  const shows = useQuery(showsQuery).data ?? [];
  const opens = useQuery(requestPoliciesQuery);
  const finds = useQuery(assignmentPoliciesQuery);
  const samples = useQuery(samplingPoliciesQuery);
  const deadlines = useQuery(fixNotePoliciesQuery);
  const [deadlineForm, setDeadlineForm] = useState<FixNotePolicyView | 'new'>();
  const [opensForm, setOpensForm] = useState<RequestPolicyView | 'new'>();
  const [findsForm, setFindsForm] = useState<AssignmentPolicyView | 'new'>();
  const [samplesForm, setSamplesForm] = useState<SamplingPolicyView | 'new'>();
  const refresh = () => queries.invalidateQueries({ queryKey: ['policy'] });
  const removeOpens = useAct({
    send: (id: string) => answer(api.DELETE('/api/v1/policies/requests/{policy_id}', { params: { path: { policy_id: id } } })),
    onSuccess: refresh,
  });
  const removeFinds = useAct({
    send: (id: string) => answer(api.DELETE('/api/v1/policies/assignment/{policy_id}', { params: { path: { policy_id: id } } })),
    onSuccess: refresh,
  });
  const removeSamples = useAct({
    send: (id: string) => answer(api.DELETE('/api/v1/policies/sampling/{policy_id}', { params: { path: { policy_id: id } } })),
    onSuccess: refresh,
  });
  const removeDeadline = useAct({
    send: (id: string) => answer(api.DELETE('/api/v1/policies/fix-notes/{policy_id}', { params: { path: { policy_id: id } } })),
    onSuccess: refresh,
  });
  if (opens.isError) return <Trouble error={opens.error} />;
  const showName = (id: string | null | undefined) => (id == null ? text.allShows : (shows.find((show) => show.id === id)?.name ?? '…'));

  return (
    <PageFrame title={text.title} subtitle={text.subtitle}>
      <div className={classes.scroll}>
        <div className={classes.body}>
          <PolicyTable
            title={text.opens.title}
            explain={text.opens.explain}
            defaults={text.opens.defaults}
            onAdd={() => setOpensForm('new')}
            heads={[text.show, text.opens.asset, text.opens.phase, text.opens.service, text.opens.tasks, text.opens.priority]}
            rows={(opens.data ?? []).map((row) => ({
              id: row.id,
              cells: [showName(row.show_id), assetKindNames[row.asset_kind], deliveryPhaseNames[row.delivery_phase], serviceNames[row.service], tasksText(row.tasks), priorityNames[row.priority]],
              warnings: row.warnings,
              onEdit: () => setOpensForm(row),
              onRemove: () => removeOpens.mutate(row.id),
            }))}
          />
          <PolicyTable
            title={text.finds.title}
            explain={text.finds.explain}
            defaults={text.finds.defaults}
            onAdd={() => setFindsForm('new')}
            heads={[text.show, text.finds.service, text.finds.phase, text.finds.model, text.finds.lease, more.warnHead, more.keptHead]}
            rows={(finds.data ?? []).map((row) => ({
              id: row.id,
              cells: [showName(row.show_id), serviceNames[row.service], phaseNames[row.phase], modelNames[row.model], lengthText(row.lease_s), `${row.warn_percent} %`, keptText(row)],
              warnings: row.warnings,
              onEdit: () => setFindsForm(row),
              onRemove: () => removeFinds.mutate(row.id),
            }))}
          />
          <PolicyTable
            title={sampling.title}
            explain={sampling.explain}
            defaults={sampling.defaults}
            onAdd={() => setSamplesForm('new')}
            heads={[text.show, text.opens.service, sampling.minimum, sampling.fullUntil]}
            rows={(samples.data ?? []).map((row) => ({
              id: row.id,
              cells: [showName(row.show_id), serviceNames[row.service], sampling.percent(row.minimum_percent), sampling.reports(row.full_until)],
              onEdit: () => setSamplesForm(row),
              onRemove: () => removeSamples.mutate(row.id),
            }))}
          />
          <PolicyTable
            title={answers.title}
            explain={answers.explain}
            defaults={answers.defaults}
            onAdd={() => setDeadlineForm('new')}
            heads={[text.show, answers.days, answers.zone, answers.redelivery]}
            rows={(deadlines.data ?? []).map((row) => ({
              id: row.id,
              cells: [
                showName(row.show_id),
                row.answer_days == null ? answers.none : answers.businessDays(row.answer_days),
                row.zone,
                row.redelivery_days == null ? answers.none : answers.inDays(row.redelivery_days),
              ],
              onEdit: () => setDeadlineForm(row),
              onRemove: () => removeDeadline.mutate(row.id),
            }))}
          />
          <ThresholdsSection />
        </div>
      </div>
      <RequestPolicyDialog policy={opensForm} onClose={() => setOpensForm(undefined)} />
      <SamplingPolicyDialog policy={samplesForm} onClose={() => setSamplesForm(undefined)} />
      <FixNotePolicyDialog policy={deadlineForm} onClose={() => setDeadlineForm(undefined)} />
      <AssignmentPolicyDialog policy={findsForm} onClose={() => setFindsForm(undefined)} />
    </PageFrame>
  );
}

interface PolicyTableProps {
  title: string;
  explain: string;
  /** What holds where no row says otherwise. */
  defaults: string;
  heads: readonly string[];
  rows: readonly { id: string; cells: readonly ReactNode[]; warnings?: readonly string[]; onEdit: () => void; onRemove: () => void }[];
  onAdd: () => void;
}

function PolicyTable({ title, explain, defaults, heads, rows, onAdd }: PolicyTableProps) {
  return (
    <section>
      <div className={classes.panelHead}>
        <div>
          <h2>{title}</h2>
          <p className="dim">{explain}</p>
        </div>
        <Button variant="default" onClick={onAdd}>
          {text.add}
        </Button>
      </div>
      <table className={classes.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            <th scope="col" aria-label={text.steps} />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells, warnings = [], onEdit, onRemove }) => (
            <Fragment key={id}>
            <tr>
              {cells.map((cell, index) => (
                <td key={heads[index]}>{cell}</td>
              ))}
              <td className={classes.end}>
                <Button size="compact-xs" variant="default" onClick={onEdit} mr="xs">
                  {text.edit}
                </Button>
                <Button size="compact-xs" variant="default" onClick={onRemove}>
                  {words.remove}
                </Button>
              </td>
            </tr>
            {warnings.length > 0 && (
              <tr className={own.warned}>
                <td colSpan={heads.length + 1}>
                  <Warnings title={more.missing(warnings.length)} lines={warnings} />
                </td>
              </tr>
            )}
            </Fragment>
          ))}
        </tbody>
      </table>
      <p className="dim">{defaults}</p>
    </section>
  );
}
