// Whether the system is well: what the server says of itself.

import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { PageFrame } from '../../ui/Shell';
import { StateBadge } from '../../ui/StateBadge';
import { words } from '../../words';
import classes from '../deliveries/DeliveryPage.module.css';
import { Trouble } from './Trouble';

const text = words.health;
const REFRESH_MS = 15_000;

export function HealthPage() {
  const health = useQuery({ queryKey: ['health'], queryFn: () => answer(api.GET('/api/v1/health', {})), refetchInterval: REFRESH_MS });
  if (health.isError) return <Trouble error={health.error} />;
  const isWell = health.data?.status === 'well';
  return (
    <PageFrame title={text.title} subtitle={text.subtitle}>
      <div className={classes.scroll}>
        <div className={classes.body}>
          {health.data === undefined ? (
            <p className="dim">{words.loading}</p>
          ) : (
            <dl className={classes.facts}>
              <dt>{text.state}</dt>
              <dd>
                <StateBadge tone={isWell ? 'good' : 'bad'}>{health.data.status}</StateBadge>
              </dd>
              {Object.entries(health.data)
                .filter(([name, value]) => name !== 'status' && value != null)
                .map(([name, value]) => (
                  <Fact key={name} name={text.names[name as keyof typeof text.names] ?? name} value={String(value)} />
                ))}
            </dl>
          )}
        </div>
      </div>
    </PageFrame>
  );
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </>
);
