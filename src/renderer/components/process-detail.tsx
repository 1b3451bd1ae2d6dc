import { UNKNOWN, formatDuration, formatPercent, formatQuantity, memoryQuantity, rateQuantity } from '../../shared/format.ts';
import type { ProcessInfo } from '../../shared/model/process.ts';
import { useBlocked } from '../context.tsx';
import { momentText } from '../logic/time-text.ts';
import { strings } from '../strings.ts';
import { ActionButton } from './action-button.tsx';
import { Icon } from './icon.tsx';
import { KeyValues } from './key-values.tsx';

const words = strings.processes;

interface ProcessDetailProps {
  readonly process: ProcessInfo;
  /** Epoch milliseconds of the data. */
  readonly now: number;
  readonly ended: boolean;
  /** It was asked to end: the next request ends it. */
  readonly asked: boolean;
  readonly onEnd: () => void;
  readonly onClose: () => void;
}

/** All that is known of one process, and how to end it. */
export function ProcessDetail({ process, now, ended, asked, onEnd, onClose }: ProcessDetailProps) {
  const readOnly = useBlocked();
  const memory = (bytes: number | null): string => formatQuantity(memoryQuantity(bytes));
  const rate = (value: number | null): string => formatQuantity(rateQuantity(value));
  const blocked = ended ? words.gone : readOnly;
  return (
    <section className="process-detail" aria-label={words.detail}>
      <header>
        <h2>
          {process.name} <span className="quiet">{strings.owners.pid(process.pid)}</span>
        </h2>
        <button type="button" className="back" aria-label={words.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <p className="command" tabIndex={0} role="group" aria-label={words.command}>
        {process.command === '' ? process.name : process.command}
      </p>
      <KeyValues
        pairs={[
          [words.columns.cpu, formatPercent(process.cpuPercent)],
          [words.columns.memory, memory(process.rssBytes)],
          [words.state, words.states[process.state]],
          [words.columns.user, process.user],
          [
            words.columns.started,
            <span key="started" title={momentText(process.startTime, now)}>
              {words.ago(formatDuration(now - process.startTime))}
            </span>,
          ],
          [words.parent, process.parentPid],
          [words.columns.threads, process.threads ?? UNKNOWN],
          [words.files, process.fileHandles ?? UNKNOWN],
          [words.columns.read, rate(process.readBytesPerSec)],
          [words.columns.write, rate(process.writeBytesPerSec)],
          ...(process.pssBytes === null ? [] : [[words.shared, memory(process.pssBytes)] as const]),
          [words.virtual, memory(process.virtualBytes)],
        ]}
      />
      <footer>
        <ActionButton kind="danger" onPress={onEnd} blocked={blocked}>
          {asked ? words.endNow : words.end}
        </ActionButton>
        <span className="quiet" role="status">
          {ended ? words.gone : asked ? words.asked(process.name) : ''}
        </span>
      </footer>
    </section>
  );
}
