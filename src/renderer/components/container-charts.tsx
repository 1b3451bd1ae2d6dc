import { useEffect, useMemo } from 'react';
import type { ContainerInfo } from '../../shared/model/container.ts';
import type { SeriesKey } from '../../shared/model/history.ts';
import { useSession } from '../context.tsx';
import { strings } from '../strings.ts';
import { Sparkline } from './sparkline.tsx';

const charts = ['cpu', 'memory'] as const;

/** Its CPU and memory of the last minutes. */
export function ContainerCharts({ container: { id, cpu, memory } }: { readonly container: ContainerInfo }) {
  const session = useSession();
  const subject = `container:${id}`;
  const limited = { cpu: cpu.usageOf === 'limit', memory: memory.usageOf === 'limit' };
  const followed = useMemo(() => session.follow(charts.map((resource): SeriesKey => ({ subject, resource }))), [session, subject]);
  useEffect(() => followed.start(), [followed]);
  return (
    <div className="container-charts">
      {charts.map((resource) => (
        <div key={resource}>
          <span className="quiet">{strings.containers.history[resource]}</span>
          <Sparkline
            series={followed.store}
            subject={subject}
            resource={resource}
            limited={limited[resource]}
            label={strings.containers.history[resource]}
            hue={resource}
          />
        </div>
      ))}
    </div>
  );
}
