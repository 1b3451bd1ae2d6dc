import type { ReactNode } from 'react';
import { escapeControl } from '../../shared/escape-control.ts';
import type { TriedPlace } from '../../shared/model/container.ts';
import type { Engines } from '../../shared/model/snapshot.ts';
import { useSession, useUi } from '../context.tsx';
import { type ContainersEmpty, remedyFor } from '../logic/container-empty.ts';
import { strings } from '../strings.ts';
import { ActionButton } from './action-button.tsx';
import { DataTable } from './data-table.tsx';
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
  if (empty.kind === 'denied') return <Denied place={empty.place} tried={engines.tried} />;
  return (
    <EmptyState title={words.noneFoundTitle} action={guide}>
      <p>{words.noneFound}</p>
      <Tried tried={engines.tried} />
    </EmptyState>
  );
}

function Denied({ place, tried }: { readonly place: TriedPlace; readonly tried: readonly TriedPlace[] }) {
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
    <EmptyState title={words.deniedTitle}>
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

function Tried({ tried }: { readonly tried: readonly TriedPlace[] }) {
  if (tried.length === 0) return null;
  return (
    <details className="tried">
      <summary>{words.tried}</summary>
      <DataTable
        caption={words.tried}
        head={words.triedHead}
        rows={tried.map(({ place, origin, outcome }) => ({
          key: `${origin} ${place}`,
          cells: [escapeControl(place), escapeControl(origin), escapeControl(outcome)],
        }))}
      />
    </details>
  );
}
