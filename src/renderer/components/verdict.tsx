import { formatDuration } from '../../shared/format.ts';
import type { Sampling } from '../../shared/model/snapshot.ts';
import type { HeldWarning } from '../../shared/model/verdict.ts';
import { useConnection, useBlocked, useSession, useSnapshot } from '../context.tsx';
import { clockText, hourText } from '../logic/time-text.ts';
import { strings } from '../strings.ts';
import { ActionButton } from './action-button.tsx';
import { Icon } from './icon.tsx';

/** The one sentence first: state, how long, main cause. While nothing is read it says so instead: an old verdict is none. */
export function Verdict() {
  const verdict = useSnapshot((snapshot) => snapshot.verdict);
  const sampling = useSnapshot((snapshot) => snapshot.sampling);
  const at = useSnapshot((snapshot) => snapshot.at) ?? 0;
  const connection = useConnection();
  if (connection === 'lost') return <LostHeader at={at} />;
  if (verdict === null || sampling === null) {
    return <Header kind="quiet" title={strings.verdict.waiting} detail="" />;
  }
  if (sampling.paused) return <PausedHeader at={at} />;
  const { severity, title, detail, since, held } = verdict;
  const lasting = since === null ? title : `${title} ${strings.verdict.since(formatDuration(at - since))}`;
  const modes = modesOf(sampling, at);
  const details = [detail, ...modes].filter((text) => text !== '').join(' · ');
  return <Header kind={severity} title={lasting} detail={details} waiting={heldText(held)} />;
}

/** Over its threshold, but not for long enough to be said: else its number would stand beside "All fine" without a word. */
function heldText([first, ...more]: readonly HeldWarning[]): string {
  if (first === undefined) return '';
  // Upwards: "0 s" would be now.
  const left = formatDuration(1000 * Math.ceil(first.leftMs / 1000));
  const text = strings.verdict.held(first.title, first.severity, left);
  return more.length === 0 ? text : `${text}, ${strings.verdict.heldMore(more.length)}`;
}

function modesOf({ locked, lowPower, intervalMs, mutedUntil }: Sampling, at: number): string[] {
  const modes: string[] = [];
  const every = formatDuration(intervalMs);
  if (locked) modes.push(strings.modes.locked(every));
  else if (lowPower) modes.push(strings.modes.lowPower(every));
  if (mutedUntil !== null && mutedUntil > at) modes.push(strings.modes.muted(hourText(mutedUntil)));
  return modes;
}

function LostHeader({ at }: { readonly at: number }) {
  const { bridge } = useSession();
  const age = at === 0 ? '' : strings.verdict.numbersFrom(clockText(at));
  return (
    <Header kind="warning" title={strings.connection.lost} detail={age}>
      <ActionButton onPress={() => bridge.retry()}>{strings.connection.retry}</ActionButton>
    </Header>
  );
}

function PausedHeader({ at }: { readonly at: number }) {
  const { actions } = useSession();
  const blocked = useBlocked();
  return (
    <Header kind="paused" title={strings.verdict.paused} detail={strings.verdict.numbersFrom(clockText(at))}>
      <ActionButton onPress={() => void actions.togglePause()} blocked={blocked}>
        {strings.verdict.resume}
      </ActionButton>
    </Header>
  );
}

interface HeaderProps {
  readonly kind: 'ok' | 'warning' | 'critical' | 'paused' | 'quiet';
  readonly title: string;
  readonly detail: string;
  /** What will be said soon. It changes every second: for the eye, and not read out by itself. */
  readonly waiting?: string;
  readonly children?: React.ReactNode;
}

const icons = { ok: 'ok', warning: 'warning', critical: 'critical', paused: 'pause', quiet: null } as const;

function Header({ kind, title, detail, waiting = '', children }: HeaderProps) {
  const icon = icons[kind];
  return (
    <div className={`verdict verdict-${kind}`}>
      <div className="verdict-text">
        <div role="status">
          <p className="verdict-title">
            {icon === null ? null : <Icon name={icon} />}
            {title}
          </p>
          {detail === '' ? null : <p className="verdict-detail">{detail}</p>}
        </div>
        {waiting === '' ? null : <p className="verdict-detail">{waiting}</p>}
      </div>
      {children}
    </div>
  );
}
