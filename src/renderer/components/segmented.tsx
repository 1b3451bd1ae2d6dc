import { useId } from 'react';

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (id: T) => void;
  readonly disabled?: boolean;
  /** Why it is disabled. */
  readonly title?: string | undefined;
}

/** One of a few, all of them seen. Radio buttons underneath: arrows choose, Tab leaves. */
export function Segmented<T extends string>({ label, options, value, onChange, disabled = false, title }: SegmentedProps<T>) {
  const name = useId();
  return (
    <div className="segmented" role="radiogroup" aria-label={label} title={title}>
      {options.map((option) => (
        <label key={option.id} className="segment">
          <input
            type="radio"
            className="hidden"
            name={name}
            value={option.id}
            checked={option.id === value}
            disabled={disabled}
            onChange={() => onChange(option.id)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
