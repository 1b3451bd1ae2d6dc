import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly title: string;
  /** It is all there is on the page. */
  readonly alone?: boolean;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Why there is nothing here, in a sentence, and the one thing to do about it. */
export function EmptyState({ title, alone = false, children, action }: EmptyStateProps) {
  const Title = alone ? 'h1' : 'h2';
  return (
    <div className="empty">
      <Title>{title}</Title>
      {children}
      {action}
    </div>
  );
}
