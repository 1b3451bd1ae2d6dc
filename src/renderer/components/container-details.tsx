import { escapeControl } from '../../shared/escape-control.ts';
import type { ContainerAction, ContainerEngine, ContainerInfo } from '../../shared/model/container.ts';
import { absencesOf } from '../logic/container-absences.ts';
import { containerFacts } from '../logic/container-facts.ts';
import { isUp } from '../logic/container-list.ts';
import { strings } from '../strings.ts';
import { ContainerActions } from './container-actions.tsx';
import { ContainerCharts } from './container-charts.tsx';
import { KeyValues } from './key-values.tsx';

const words = strings.containers;

interface ContainerDetailsProps {
  readonly container: ContainerInfo;
  readonly engine: ContainerEngine | null;
  /** Epoch milliseconds of the data. */
  readonly now: number;
  readonly asked: ContainerAction | null;
  readonly onAsk: (action: ContainerAction | null) => void;
}

/** All that is known of one container. */
export function ContainerDetails({ container, engine, now, asked, onAsk }: ContainerDetailsProps) {
  const absences = absencesOf(container);
  return (
    <>
      <ContainerActions container={container} engine={engine} asked={asked} onAsk={onAsk} />
      {isUp(container) ? <ContainerCharts container={container} /> : null}
      <div className="fact-groups">
        {containerFacts(container, engine, now).map(({ title, facts }) => (
          <div key={title} role="group" aria-label={title}>
            <h3>{title}</h3>
            <KeyValues pairs={facts} />
          </div>
        ))}
      </div>
      {absences.length === 0 ? null : (
        <ul className="note" aria-label={words.details.absent}>
          {absences.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <Labels container={container} />
    </>
  );
}

function Labels({ container: { labels, labelsLeftOut } }: { readonly container: ContainerInfo }) {
  if (labels.length === 0) return null;
  return (
    <details className="labels">
      <summary>{words.details.labels(labels.length + labelsLeftOut)}</summary>
      <div className="label-list" tabIndex={0} role="group" aria-label={words.details.labels(labels.length + labelsLeftOut)}>
        <dl>
          {labels.map(({ name, value }) => (
            <div key={name}>
              <dt>{escapeControl(name)}</dt>
              <dd>{escapeControl(value)}</dd>
            </div>
          ))}
        </dl>
      </div>
      {labelsLeftOut === 0 ? null : <p className="note">{words.details.moreLabels(labelsLeftOut)}</p>}
    </details>
  );
}
