import { escapeControl } from '../../shared/escape-control.ts';
import type { ContainerEngine, ContainerInfo } from '../../shared/model/container.ts';
import type { Engines } from '../../shared/model/snapshot.ts';
import { countsOf } from '../logic/container-list.ts';
import { strings } from '../strings.ts';
import { Icon } from './icon.tsx';

const words = strings.containers;

/** How many there are, and the engines that have them with their state. */
export function ContainerSummary({ engines, containers }: { readonly engines: Engines; readonly containers: readonly ContainerInfo[] }) {
  if (engines.list.length === 0) return null;
  const { running, paused, stopped } = countsOf(containers);
  const silent = engines.list.filter(({ state }) => state === 'reconnecting');
  return (
    <div className="container-summary">
      <p>
        <strong>{words.counts(running, stopped, paused)}</strong>
      </p>
      <ul aria-label={words.engines}>
        {engines.list.map((engine) => (
          <EngineLine key={engine.id} engine={engine} />
        ))}
      </ul>
      <div role="status">
        {silent.map((engine) => (
          <p key={engine.id} className="note engine-fault">
            {words.old(escapeControl(engine.name))} {escapeControl(engine.absent?.detail ?? '')}
          </p>
        ))}
      </div>
    </div>
  );
}

function EngineLine({ engine }: { readonly engine: ContainerEngine }) {
  const { name, version, state, endpoint, apiVersion, rootless } = engine;
  return (
    <li className="quiet" title={escapeControl(words.engineTitle(endpoint, apiVersion, rootless))}>
      {state === 'connected' ? null : <Icon name="warning" className="level-warning" />}
      {escapeControl(words.engine(name, version, words.engineStates[state]))}
    </li>
  );
}
