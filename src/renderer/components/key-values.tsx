import type { ReactNode } from 'react';

export type KeyValue = readonly [key: string, value: ReactNode];

/** Facts as a list of terms. */
export function KeyValues({ pairs, className = '' }: { readonly pairs: readonly KeyValue[]; readonly className?: string }) {
  return (
    <dl className={`facts ${className}`}>
      {pairs.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
