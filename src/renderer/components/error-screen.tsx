import { Component, type ReactNode } from 'react';
import { strings } from '../strings.ts';
import { ActionButton } from './action-button.tsx';
import { EmptyState } from './empty-state.tsx';

interface State {
  readonly message: string | null;
}

/** A defect in drawing shows itself with its message and a way on, not as an empty window. */
export class ErrorScreen extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { message: null };

  static getDerivedStateFromError(thrown: unknown): State {
    return { message: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return (
      <main className="app refused">
        <EmptyState
          title={strings.error.title}
          alone
          action={<ActionButton onPress={() => location.reload()}>{strings.error.reload}</ActionButton>}
        >
          <p>{strings.error.detail}</p>
          <pre>
            <code>{message}</code>
          </pre>
        </EmptyState>
      </main>
    );
  }
}
