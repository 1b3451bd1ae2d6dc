import { useEffect, useRef, useState } from 'react';
import { escapeControl } from '../../shared/escape-control.ts';
import type { ContainerAction, ContainerEngine, ContainerInfo } from '../../shared/model/container.ts';
import { useBlocked, useSession, useUi } from '../context.tsx';
import { actionBlocked, actionsFor } from '../logic/container-actions.ts';
import { strings } from '../strings.ts';
import { ActionButton } from './action-button.tsx';

const words = strings.containers;
/** These end what is running: they look like it. */
const ENDING: ReadonlySet<ContainerAction> = new Set(['stop', 'restart', 'kill']);

interface ContainerActionsProps {
  readonly container: ContainerInfo;
  readonly engine: ContainerEngine | null;
  readonly asked: ContainerAction | null;
  readonly onAsk: (action: ContainerAction | null) => void;
}

/** What can be done with it in its state. Each is done at the second press, once it has said what will happen. */
export function ContainerActions({ container, engine, asked, onAsk }: ContainerActionsProps) {
  const { actions } = useSession();
  const readOnly = useBlocked();
  const busy = useUi(({ acting }) => acting.get(container.id) ?? null);
  const [outcome, setOutcome] = useState('');
  const group = useRef<HTMLDivElement>(null);
  const fitting = actionsFor(container);
  const blocked = actionBlocked(readOnly, engine) ?? (busy === null ? null : words.doing[busy]);
  const question = asked !== null && fitting.includes(asked) ? asked : null;

  async function act(action: ContainerAction): Promise<void> {
    onAsk(null);
    // The button that had the focus is gone.
    group.current?.focus();
    const done = await actions.actOnContainer(container.id, action);
    setOutcome(done ? words.done[action] : '');
  }

  return (
    <div ref={group} className="container-actions" role="group" tabIndex={-1} aria-label={words.actionsOf(escapeControl(container.name))}>
      {question === null ? (
        fitting.map((action) => (
          <ActionButton
            key={action}
            kind={action === 'kill' ? 'danger' : 'plain'}
            blocked={blocked}
            onPress={() => {
              setOutcome('');
              onAsk(action);
            }}
          >
            {words.actions[action]}
          </ActionButton>
        ))
      ) : (
        <Question
          action={question}
          name={escapeControl(container.name)}
          blocked={blocked}
          onYes={() => void act(question)}
          onNo={() => {
            onAsk(null);
            group.current?.focus();
          }}
        />
      )}
      <span className="quiet" role="status">
        {busy !== null ? words.doing[busy] : fitting.length === 0 && outcome === '' ? words.noActions : outcome}
      </span>
    </div>
  );
}

interface QuestionProps {
  readonly action: ContainerAction;
  readonly name: string;
  readonly blocked: string | null;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

function Question({ action, name, blocked, onYes, onNo }: QuestionProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.querySelector('button')?.focus();
  }, []);
  return (
    <div
      ref={place}
      className="question"
      onKeyDown={(key) => {
        if (key.key !== 'Escape') return;
        key.preventDefault();
        onNo();
      }}
    >
      <p>{words.questions[action]}</p>
      <span className="buttons">
        <ActionButton kind={ENDING.has(action) ? 'danger' : 'plain'} blocked={blocked} onPress={onYes}>
          <span className="confirm">{words.confirm(words.actions[action], name)}</span>
        </ActionButton>
        <ActionButton onPress={onNo}>{words.cancel}</ActionButton>
      </span>
    </div>
  );
}
