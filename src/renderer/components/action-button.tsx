import type { ReactNode } from 'react';

interface ActionButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  /** Why it cannot be pressed; then it stays reachable, so that the reason can be read. */
  readonly blocked?: string | null;
  readonly kind?: 'quiet' | 'plain' | 'danger';
  readonly label?: string;
  readonly title?: string | undefined;
}

export function ActionButton({ children, onPress, blocked = null, kind = 'plain', label, title }: ActionButtonProps) {
  return (
    <button
      type="button"
      className={`button button-${kind}`}
      aria-disabled={blocked === null ? undefined : true}
      aria-label={label}
      title={blocked ?? title}
      onClick={blocked === null ? onPress : undefined}
    >
      {children}
    </button>
  );
}
