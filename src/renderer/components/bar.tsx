import type { Severity } from '../../shared/model/verdict.ts';
import type { Hue } from '../logic/resource-model.ts';

interface BarProps {
  /** 0–100; more fills the bar. */
  readonly percent: number;
  readonly hue: Hue;
  readonly severity: Severity;
  readonly label: string;
}

/** Use of the subject's own limit. Its colour is its resource's, or its severity's: never both. */
export function Bar({ percent, hue, severity, label }: BarProps) {
  const color = severity === 'ok' ? `hue-${hue}` : `level-${severity}`;
  return (
    <span className="bar" role="img" aria-label={label} title={label}>
      <span className={`bar-fill ${color}`} style={{ inlineSize: `${Math.max(0, Math.min(100, percent))}%` }} />
    </span>
  );
}
