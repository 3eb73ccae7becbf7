// The thresholds of the machine as policy: the version in force, what each version changed, and setting them anew.

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ThresholdsView } from '../../api/shapes';
import { machineWords, thresholdName } from '../../machine-words';
import { instantText } from '../../ui/time';
import classes from '../deliveries/DeliveryPage.module.css';
import { thresholdsQuery } from './queries';
import { changesOf, numbersOf } from './thresholds';
import { ThresholdsDialog } from './ThresholdsDialog';

const text = machineWords.thresholds;

export function ThresholdsSection() {
  const policy = useQuery(thresholdsQuery).data;
  const [isOpen, setOpen] = useState(false);
  if (policy === undefined) return null;
  const { versions } = policy;
  return (
    <section>
      <div className={classes.panelHead}>
        <div>
          <h2>{text.title}</h2>
          <p className="dim">{text.explain}</p>
        </div>
        <Button variant="default" onClick={() => setOpen(true)}>
          {text.edit}
        </Button>
      </div>
      <table className={classes.table}>
        <thead>
          <tr>
            {[text.version, text.by, text.why, text.changes].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {versions.map((version, index) => (
            <tr key={version.version}>
              <td className="number">{version.version}</td>
              <td>{version.saved_by == null ? text.own : `${version.saved_by.name}, ${instantText(version.saved_at ?? '')}`}</td>
              <td>{version.note}</td>
              <td>{changesText(version, versions[index + 1])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="dim">
        {text.inForce(policy.in_force)} {policy.judged_otherwise > 0 && text.otherwise(policy.judged_otherwise)}
      </p>
      <ThresholdsDialog opened={isOpen} policy={policy} onClose={() => setOpen(false)} />
    </section>
  );
}

function changesText(version: ThresholdsView, before: ThresholdsView | undefined): string {
  if (before === undefined) return '';
  const changes = changesOf(numbersOf(before), numbersOf(version));
  return changes.length === 0 ? text.same : changes.map(({ name, from, to }) => `${thresholdName(name)} ${from ?? '–'} → ${to}`).join(', ');
}
