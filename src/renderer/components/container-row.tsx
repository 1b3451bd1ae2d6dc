import { useId } from 'react';
import { escapeControl } from '../../shared/escape-control.ts';
import { countQuantity, formatPercent, formatQuantity, rateQuantity } from '../../shared/format.ts';
import type { ContainerAction, ContainerEngine, ContainerInfo } from '../../shared/model/container.ts';
import { closingAtEscape } from '../hooks/list-keys.ts';
import { isUp } from '../logic/container-list.ts';
import { type Use, containerChips, cpuUse, imageText, memoryUse, stateSince } from '../logic/container-text.ts';
import { strings } from '../strings.ts';
import { Bar } from './bar.tsx';
import { Chip } from './chip.tsx';
import { ContainerDetails } from './container-details.tsx';
import { ContainerStateMark } from './container-state.tsx';
import { Icon } from './icon.tsx';

const words = strings.containers;

interface ContainerRowProps {
  readonly container: ContainerInfo;
  readonly engine: ContainerEngine | null;
  /** Epoch milliseconds of the data. */
  readonly now: number;
  readonly open: boolean;
  /** What is to be confirmed of it. */
  readonly asked: ContainerAction | null;
  readonly onToggle: () => void;
  readonly onAsk: (action: ContainerAction | null) => void;
}

/** One container against its limits; opens in place to all that is known of it, and what can be done with it. */
export function ContainerRow({ container, engine, now, open, asked, onToggle, onAsk }: ContainerRowProps) {
  const id = useId();
  const name = escapeControl(container.name);
  const since = stateSince(container, now);
  return (
    <li className={engine?.state === 'connected' ? 'container' : 'container old'} onKeyDown={closingAtEscape(open, onToggle)}>
      <button
        type="button"
        className="container-row"
        data-stop={container.id}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={onToggle}
      >
        <Icon name="chevron" className="chevron" />
        <span className="container-name">
          <span className="name" title={name}>
            {name}
          </span>
          <span className="container-sub">
            <ContainerStateMark container={container} />
            {since === null ? null : <span className="quiet since">{since}</span>}
            <span className="quiet image" title={escapeControl(container.image)}>
              {escapeControl(imageText(container.image))}
            </span>
            {containerChips(container).map((chip) => (
              <Chip key={chip.text} chip={chip} />
            ))}
          </span>
        </span>
        {isUp(container) ? <Figures container={container} name={name} /> : null}
      </button>
      {open ? (
        <div className="container-details" id={id} role="group" aria-label={words.details.facts(name)}>
          <ContainerDetails container={container} engine={engine} now={now} asked={asked} onAsk={onAsk} />
        </div>
      ) : null}
    </li>
  );
}

function Figures({ container, name }: { readonly container: ContainerInfo; readonly name: string }) {
  const { memory, network, hostNetwork, sharedNetwork, processes } = container;
  return (
    <>
      <UseCell use={cpuUse(container)} hue="cpu" label={words.cpuUse} name={name} note={null} />
      <UseCell
        use={memoryUse(container)}
        hue="memory"
        label={words.memoryUse}
        name={name}
        note={memory.includesCache ? words.includesCache : null}
      />
      <span className="container-more">
        {hostNetwork || sharedNetwork ? (
          <span className="quiet">{hostNetwork ? words.hostNetwork : words.sharedNetwork}</span>
        ) : network.receivedBytes === null ? null : (
          <>
            <span>↓ {formatQuantity(rateQuantity(network.receivedBytesPerSec))}</span>
            <span>↑ {formatQuantity(rateQuantity(network.sentBytesPerSec))}</span>
          </>
        )}
      </span>
      <span className="container-more">
        <span>
          {countQuantity(processes.used).value} <span className="quiet">{words.processCount(processes.used)}</span>
        </span>
      </span>
    </>
  );
}

interface UseCellProps {
  readonly use: Use;
  readonly hue: 'cpu' | 'memory';
  readonly label: (name: string, percent: string) => string;
  readonly name: string;
  readonly note: string | null;
}

/** A bar only where there is a limit of its own: without one the share of the machine says more. */
function UseCell({ use, hue, label, name, note }: UseCellProps) {
  const { value, after, percent, of } = use;
  const text = formatPercent(percent);
  return (
    <span className="use">
      <span className="use-amount">
        <strong>{value}</strong> <span className="quiet">{after}</span>
      </span>
      <span className="use-sub quiet">
        {percent === null ? null : of === 'limit' ? (
          <Bar percent={percent} hue={hue} severity={use.severity} label={label(name, text)} />
        ) : (
          <span title={words.percentOfMachine(text)}>
            <span className="share">{text} </span>
            {words.ofMachine}
          </span>
        )}
        {note === null ? null : <span title={words.includesCacheTitle}>{note}</span>}
      </span>
    </span>
  );
}
