import { strings } from '../strings.ts';
import type { ChipModel } from '../logic/resource-model.ts';

/** A few words beside a number; coloured only by severity, and then with a mark of its own shape. */
export function Chip({ chip: { text, severity, title } }: { readonly chip: ChipModel }) {
  return (
    <span className={`chip chip-${severity}`} title={title}>
      {severity === 'ok' ? null : <span className="hidden">{strings.severity[severity]}: </span>}
      {text}
    </span>
  );
}
