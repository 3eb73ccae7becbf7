// Figures of the work, as far as the viewer answers for it: in all, month by month, and by whom or what. The address
// says what is counted; every figure leads to what made it.

import { Button, Menu, SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Dimension, Role } from '../../api/shapes';
import { dimensionNames, metricsWords as text } from '../../metrics-words';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { PageFrame } from '../../ui/Shell';
import { useNow } from '../../ui/useNow';
import { VirtualTable } from '../../ui/VirtualTable';
import { serviceNames, words } from '../../words';
import { useMay, useSession } from '../access/session';
import { facilitiesQuery } from '../facilities/queries';
import { Trouble } from '../house/Trouble';
import { showsQuery } from '../titles/queries';
import { Codes } from './Codes';
import { Figures } from './Figures';
import { metricFilter, written, type MetricFilter, type MetricSearch } from './filter';
import { groupColumns } from './groups';
import classes from './metrics.module.css';
import { PeriodControl } from './PeriodControl';
import { codesQuery, metricsQuery } from './queries';
import { Trends } from './Trends';

const ROW_PX = 46;
const HEAD_PX = 34;
const MOST_ROWS = 12;

/** What each role tells its figures apart by; the first is what it sees. */
const dimensionsOf = (role: Role): readonly [Dimension, ...Dimension[]] => {
  switch (role) {
    case 'studio_admin':
      return ['facility', 'operator', 'show', 'service', 'month'];
    case 'vendor_manager':
      return ['operator', 'show', 'service', 'month'];
    case 'post':
    case 'production':
      return ['show', 'service', 'month'];
    default:
      return ['service', 'show', 'month'];
  }
};

export function MetricsPage() {
  const { person } = useSession();
  const search = useSearch({ from: '/house/metrics' });
  const navigate = useNavigate({ from: '/metrics' });
  const day = useNow().toISOString().slice(0, 10);
  const { by: asked, ...counted } = search;
  const dimensions = dimensionsOf(person.role);
  const by = dimensions.find((each) => each === asked) ?? dimensions[0];
  const now = useMemo(() => new Date(`${day}T12:00:00Z`), [day]);
  const filter = metricFilter(counted, now);
  const linked = written(counted, now);
  const figures = useQuery(metricsQuery(by, filter));
  const months = useQuery(metricsQuery('month', filter));
  const codes = useQuery(codesQuery(filter));
  const change = (next: Partial<Record<keyof MetricSearch | 'by', string | undefined>>) => {
    const all = { ...search, ...next };
    void navigate({ search: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)), replace: true });
  };
  if (figures.isError) return <Trouble error={figures.error} />;
  const data = figures.data;
  return (
    <PageFrame
      title={text.title}
      subtitle={text.subtitle}
      actions={
        <div className={classes.actions}>
          {person.role === 'operator' && (
            <LinkButton to="/metrics/operators/$personId" params={{ personId: person.id }} variant="default">
              {text.scorecard.alone}
            </LinkButton>
          )}
          {person.role === 'vendor_manager' && person.facility_id != null && (
            <LinkButton to="/metrics/facilities/$facilityId" params={{ facilityId: person.facility_id }} variant="default">
              {text.scorecard.facility}
            </LinkButton>
          )}
          <ExportMenu by={by} filter={filter} />
        </div>
      }
    >
      <div className={classes.filters}>
        <PeriodControl search={counted} onChange={(from) => change({ from, to: undefined })} />
        <Filters search={counted} onChange={change} />
      </div>
      <div className={classes.scroll}>
        <div className={classes.body}>
          {data === undefined ? (
            <p className="dim">{words.loading}</p>
          ) : data.total.reports === 0 ? (
            <EmptyState title={text.none} next={text.noneNext} />
          ) : (
            <>
              <Figures figures={data.total} search={linked} />
              {months.data !== undefined && <Trends months={months.data.groups} />}
              <section>
                <div className={classes.actions}>
                  <SegmentedControl
                    mb="xs"
                    aria-label={text.filters.by}
                    data={dimensions.map((each) => ({ value: each, label: dimensionNames[each] }))}
                    value={by}
                    onChange={(chosen) => change({ by: chosen })}
                  />
                </div>
                <div className={classes.table} style={{ height: HEAD_PX + ROW_PX * Math.min(MOST_ROWS, Math.max(1, data.groups.length)) }}>
                  <VirtualTable
                    key={by}
                    label={dimensionNames[by]}
                    columns={groupColumns(by, linked, data.total.quality != null)}
                    rows={data.groups}
                    rowId={(row) => row.key}
                    rowHeight={ROW_PX}
                    rememberAs={`metrics-${by}`}
                    empty={<EmptyState title={text.none} />}
                  />
                </div>
              </section>
              {codes.data !== undefined && <Codes codes={codes.data} search={linked} />}
            </>
          )}
        </div>
      </div>
    </PageFrame>
  );
}

function Filters({ search, onChange }: { search: MetricSearch; onChange: (next: Partial<Record<keyof MetricSearch, string | undefined>>) => void }) {
  const may = useMay();
  const shows = useQuery({ ...showsQuery, enabled: may('see_title') });
  const facilities = useQuery({ ...facilitiesQuery, enabled: may('manage_facilities') });
  const named = (list: readonly { id: string; name: string }[] | undefined) => (list ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <Select
        aria-label={text.filters.service}
        placeholder={text.filters.allServices}
        clearable
        data={Object.entries(serviceNames).map(([value, label]) => ({ value, label }))}
        value={search.service ?? null}
        onChange={(service) => onChange({ service: service ?? undefined })}
      />
      {(shows.data ?? []).length > 1 && (
        <Select
          aria-label={text.filters.show}
          placeholder={text.filters.allShows}
          clearable
          searchable
          data={named(shows.data)}
          value={search.show ?? null}
          onChange={(show) => onChange({ show: show ?? undefined })}
        />
      )}
      {(facilities.data ?? []).length > 1 && (
        <Select
          aria-label={text.filters.facility}
          placeholder={text.filters.allFacilities}
          clearable
          searchable
          data={named(facilities.data)}
          value={search.facility ?? null}
          onChange={(facility) => onChange({ facility: facility ?? undefined })}
        />
      )}
    </>
  );
}

/** The figures as files: a table for spreadsheets, or the data as the server says it. */
export function ExportMenu({ by, filter }: { by: Dimension; filter: MetricFilter }) {
  const query = new URLSearchParams({ by, ...filter }).toString();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default">{text.export}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={`/api/v1/metrics.csv?${query}`} download>
          {text.csv}
        </Menu.Item>
        <Menu.Item component="a" href={`/api/v1/metrics?${query}`} download={`metrics-by-${by}.json`}>
          {text.json}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
