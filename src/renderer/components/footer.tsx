import { UNKNOWN, formatNumber, formatPercent, formatQuantity, memoryQuantity } from '../../shared/format.ts';
import type { Self } from '../../shared/model/snapshot.ts';
import { useBlocked, useSession, useSnapshot, useUi } from '../context.tsx';
import { strings } from '../strings.ts';
import { ActionButton } from './action-button.tsx';

/** The few controls, and what all this costs. */
export function Footer() {
  const { actions, ui } = useSession();
  const sampling = useSnapshot((snapshot) => snapshot.sampling);
  const at = useSnapshot((snapshot) => snapshot.at) ?? 0;
  const view = useUi((state) => state.view);
  const blocked = useBlocked();
  const words = strings.footer;
  const muted = (sampling?.mutedUntil ?? 0) > at;
  return (
    <footer className="footer" aria-label={words.label}>
      {view === 'settings' ? (
        <ActionButton kind="quiet" onPress={() => actions.show('overview')}>
          {strings.views.overview}
        </ActionButton>
      ) : (
        <ActionButton kind="quiet" onPress={() => actions.show('settings')}>
          {words.settings}
        </ActionButton>
      )}
      <ActionButton kind="quiet" onPress={() => void actions.togglePause()} blocked={blocked}>
        {sampling?.paused === true ? words.resume : words.pause}
      </ActionButton>
      <ActionButton kind="quiet" onPress={() => void actions.toggleMute()} blocked={blocked}>
        {muted ? words.unmute : words.mute}
      </ActionButton>
      <span className="keys-button">
        <ActionButton kind="quiet" label={words.keys} title={words.keys} onPress={() => ui.setState({ keysShown: true })}>
          ?
        </ActionButton>
      </span>
      <OwnCost />
    </footer>
  );
}

function costTitle({ tickMsP50, tickMsP99, skippedTicks }: Self): string {
  const ms = (value: number | null): string => (value === null ? UNKNOWN : `${formatNumber(value)} ms`);
  return strings.footer.ownTitle(ms(tickMsP50), ms(tickMsP99), skippedTicks);
}

function OwnCost() {
  const self = useSnapshot((snapshot) => snapshot.self);
  if (self === null) return <span className="own-cost" />;
  return (
    <span className="own-cost" title={costTitle(self)}>
      <span className="own-cost-label">{strings.footer.ownCost} </span>
      {strings.footer.own(formatPercent(self.cpuPercent), formatQuantity(memoryQuantity(self.memoryBytes)))}
    </span>
  );
}
