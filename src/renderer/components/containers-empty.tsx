import type { ReactNode } from 'react';
import { escapeControl } from '../../shared/escape-control.ts';
import type { TriedPlace } from '../../shared/model/container.ts';
import type { Engines } from '../../shared/model/snapshot.ts';
import { useSession, useUi } from '../context.tsx';
import { type ContainersEmpty, remedyFor } from '../logic/container-empty.ts';
import { strings } from '../strings.ts';
import { ActionButton } from './action-button.tsx';
import { EmptyState } from './empty-state.tsx';

const words = strings.containers;

/** Why there is no container, and what to do about it. */
export function ContainersEmptyState({ empty, engines }: { readonly empty: ContainersEmpty; readonly engines: Engines }) {
  const { actions } = useSession();
  const guide = <ActionButton onPress={() => actions.openDocs()}>{words.guide}</ActionButton>;
  if (empty.kind === 'no-containers') {
    const names = empty.engines.map(({ name, version }) => `${name}${version === '' ? '' : ` ${version}`}`).join(', ');
    return (
      <EmptyState title={words.noContainersTitle}>
        <p>{words.noContainers(escapeControl(names))}</p>
        <Command>{words.noContainersCommand(empty.engines[0]?.kind ?? 'docker')}</Command>
      </EmptyState>
    );
  }
  if (empty.kind === 'gone') {
    const { name, absent } = empty.engine;
    return (
      <EmptyState title={words.goneTitle(escapeControl(name))} action={guide}>
        <p>{words.gone}</p>
        {absent === null ? null : <p>{escapeControl(absent.detail)}</p>}
        <Tried tried={engines.tried} />
      </EmptyState>
    );
  }
  if (empty.kind === 'denied') return <Denied place={empty.place} tried={engines.tried} action={guide} />;
  return (
    <EmptyState title={words.noneFoundTitle} action={guide}>
      <p>{words.noneFound}</p>
      <Tried tried={engines.tried} />
    </EmptyState>
  );
}

interface DeniedProps {
  readonly place: TriedPlace;
  readonly tried: readonly TriedPlace[];
  readonly action: ReactNode;
}

function Denied({ place, tried, action }: DeniedProps) {
  const platform = useUi(({ info }) => info?.platform ?? null);
  const remedy = remedyFor(place, platform);
  const ways: Readonly<Record<typeof remedy, ReactNode>> = {
    'docker-group': (
      <>
        <p>{words.deniedDocker}</p>
        <Command>{words.deniedDockerCommand}</Command>
      </>
    ),
    'own-podman': (
      <>
        <p>{words.deniedPodman}</p>
        <Command>{words.deniedPodmanCommand}</Command>
      </>
    ),
    ask: <p>{words.deniedElsewhere}</p>,
  };
  return (
    <EmptyState title={words.deniedTitle} action={action}>
      <p>{words.denied(escapeControl(place.place))}</p>
      {ways[remedy]}
      <Tried tried={tried} />
    </EmptyState>
  );
}

function Command({ children }: { readonly children: string }) {
  return (
    <pre>
      <code>{children}</code>
    </pre>
  );
}

/** What was found begins with the place, where it is a message of its own. */
function outcomeOf(place: string, outcome: string): string {
  return outcome.startsWith(`${place}: `) ? outcome.slice(place.length + 2) : outcome;
}

function Tried({ tried }: { readonly tried: readonly TriedPlace[] }) {
  if (tried.length === 0) return null;
  return (
    <details className="tried">
      <summary>{words.tried}</summary>
      <ul>
        {tried.map(({ place, origin, outcome }) => (
          <li key={`${origin} ${place}`}>
            <span>{escapeControl(words.triedPlace(place, origin))}</span>
            <span className="quiet">{escapeControl(outcomeOf(place, outcome))}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
