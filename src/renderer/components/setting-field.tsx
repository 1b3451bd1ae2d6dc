import { useId, useState } from 'react';
import { variableOf } from '../../shared/setting-variable.ts';
import { useBlocked, useSession } from '../context.tsx';
import { type SettingPath, fields, parseInput } from '../logic/setting-fields.ts';
import { strings } from '../strings.ts';
import { Icon } from './icon.tsx';
import { Segmented } from './segmented.tsx';

const words = strings.settings;

interface SettingFieldProps {
  readonly path: SettingPath;
  readonly value: string | number | boolean;
  /** Its value comes from the environment. */
  readonly locked: boolean;
  /** It is not its default. */
  readonly changed: boolean;
  /** What was wrong with the last change. */
  readonly fault: string | null;
}

/** One setting with the control that fits it. */
export function SettingField({ path, value, locked, changed, fault }: SettingFieldProps) {
  const { actions } = useSession();
  const readOnly = useBlocked();
  const id = useId();
  const [label, hint] = words.labels[path];
  const reason = locked ? words.locked(variableOf(path)) : readOnly;
  return (
    <div className={fault === null ? 'field' : 'field field-faulty'}>
      <div className="field-text">
        <label htmlFor={id}>{label}</label>
        {locked ? (
          <span className="field-hint">
            <Icon name="lock" /> {words.locked(variableOf(path))}
          </span>
        ) : hint === '' ? null : (
          <span className="field-hint" id={`${id}-hint`}>
            {hint}
          </span>
        )}
      </div>
      <div className="field-control">
        <Control id={id} path={path} value={value} reason={reason} faulty={fault !== null} />
        {changed && reason === null ? (
          <button
            type="button"
            className="back reset"
            aria-label={words.reset(label)}
            title={words.reset(label)}
            onClick={() => void actions.set(path, null)}
          >
            <Icon name="reset" />
          </button>
        ) : (
          <span className="reset" />
        )}
      </div>
      {fault === null ? null : (
        <p className="field-fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

interface ControlProps {
  readonly id: string;
  readonly path: SettingPath;
  readonly value: string | number | boolean;
  /** Why it cannot be changed; null when it can. */
  readonly reason: string | null;
  readonly faulty: boolean;
}

function Control({ id, path, value, reason, faulty }: ControlProps) {
  const { actions } = useSession();
  const field = fields[path];
  const [label] = words.labels[path];
  const title = reason ?? undefined;
  if (field.kind === 'switch') {
    return (
      <input
        id={id}
        type="checkbox"
        role="switch"
        className="switch"
        checked={value === true}
        disabled={reason !== null}
        title={title}
        onChange={({ target }) => void actions.set(path, target.checked)}
      />
    );
  }
  if (field.kind === 'choice' && field.choices.length <= 2) {
    const options = field.choices.map((choice) => ({ id: choice, label: words.choices[choice] }));
    return (
      <Segmented
        label={label}
        options={options}
        value={value as (typeof field.choices)[number]}
        disabled={reason !== null}
        title={title}
        onChange={(choice) => void actions.set(path, choice)}
      />
    );
  }
  if (field.kind === 'choice') {
    return (
      <select
        id={id}
        className="input select"
        value={String(value)}
        disabled={reason !== null}
        title={title}
        onChange={({ target }) => void actions.set(path, target.value)}
      >
        {field.choices.map((choice) => (
          <option key={choice} value={choice}>
            {words.choices[choice]}
          </option>
        ))}
      </select>
    );
  }
  return <TextControl key={String(value)} id={id} path={path} value={value} reason={reason} faulty={faulty} />;
}

/** Saved with Enter or when the focus leaves; Escape takes it back. What was refused stays to be mended. */
function TextControl({ id, path, value, reason, faulty }: ControlProps) {
  const { actions, settings } = useSession();
  const [text, setText] = useState(String(value));
  const { kind } = fields[path];

  function save(): void {
    if (text === String(value) && !faulty) return;
    const parsed = parseInput(kind, text);
    if (parsed === null) settings.setState(({ faults }) => ({ faults: new Map(faults).set(path, words.expectedNumber) }));
    else void actions.set(path, parsed);
  }

  return (
    <>
      <input
        id={id}
        className={`input input-${kind}`}
        value={text}
        disabled={reason !== null}
        title={reason ?? undefined}
        inputMode={kind === 'number' || kind === 'percent' ? 'decimal' : 'text'}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={faulty || undefined}
        aria-describedby={faulty ? `${id}-fault` : undefined}
        onChange={({ target }) => setText(target.value)}
        onBlur={save}
        onKeyDown={(key) => {
          if (key.key === 'Enter') save();
          if (key.key !== 'Escape' || text === String(value)) return;
          setText(String(value));
          key.stopPropagation();
        }}
      />
      {kind === 'percent' ? <span className="quiet unit">{words.percent}</span> : null}
    </>
  );
}
