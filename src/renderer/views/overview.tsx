import { Absences, Notices } from '../components/absences.tsx';
import { Busiest } from '../components/busiest.tsx';
import { Facts } from '../components/facts.tsx';
import { FileSystems, PressureSection } from '../components/machine-sections.tsx';
import { LimitsBanner } from '../components/limits-banner.tsx';
import { MoreViews } from '../components/more-views.tsx';
import { Owners } from '../components/owners.tsx';
import { ResourceRow } from '../components/resource-row.tsx';
import { SkeletonRows } from '../components/skeleton.tsx';
import { Timeline } from '../components/timeline.tsx';
import { useNetworkUnit, useSnapshot, useThresholds } from '../context.tsx';
import { onListKey } from '../hooks/list-keys.ts';
import { resourceRows } from '../logic/resources.ts';
import { strings } from '../strings.ts';

/** One glance: what is left, who uses it, how it went. */
export function Overview() {
  return (
    <div className="overview">
      <div className="column column-resources">
        <LimitsBanner />
        <Resources />
      </div>
      <div className="column column-machine">
        <Facts />
        <PressureSection />
        <FileSystems />
      </div>
      <div className="column column-owners">
        <Owners />
        <MoreViews />
        <Busiest />
      </div>
      <div className="column column-timeline">
        <Timeline />
        <Notices />
        <Absences />
      </div>
    </div>
  );
}

function Resources() {
  const snapshot = useSnapshot((whole) => whole);
  const thresholds = useThresholds();
  const networkUnit = useNetworkUnit();
  return (
    <section className="section resources" aria-label={strings.resources.title}>
      {snapshot === null ? (
        <SkeletonRows count={6} kind="resource" />
      ) : (
        <ul onKeyDown={onListKey}>
          {resourceRows(snapshot, { thresholds, networkUnit }).map((row) => (
            <ResourceRow key={row.id} row={row} />
          ))}
        </ul>
      )}
    </section>
  );
}
