const paths = {
  ok: 'M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5Zm3.03 4.78-3.5 3.75a.75.75 0 0 1-1.08.02L4.97 8.81a.75.75 0 1 1 1.06-1.06l.93.93 2.97-3.18a.75.75 0 1 1 1.1 1.03Z',
  warning:
    'M8.87 2.26a1 1 0 0 0-1.74 0L1.5 12.27a1 1 0 0 0 .87 1.48h11.26a1 1 0 0 0 .87-1.48L8.87 2.26ZM8 5.75a.75.75 0 0 1 .75.75v2.75a.75.75 0 0 1-1.5 0V6.5A.75.75 0 0 1 8 5.75Zm0 6.5a.9.9 0 1 1 0-1.8.9.9 0 0 1 0 1.8Z',
  critical:
    'M5.6 1.75h4.8a1 1 0 0 1 .7.3l2.85 2.84a1 1 0 0 1 .3.71v4.8a1 1 0 0 1-.3.7l-2.84 2.85a1 1 0 0 1-.71.3H5.6a1 1 0 0 1-.7-.3l-2.85-2.84a1 1 0 0 1-.3-.71V5.6a1 1 0 0 1 .3-.7l2.84-2.85a1 1 0 0 1 .71-.3ZM8 4.25a.75.75 0 0 0-.75.75v3.5a.75.75 0 0 0 1.5 0V5A.75.75 0 0 0 8 4.25Zm0 7.6a.95.95 0 1 0 0-1.9.95.95 0 0 0 0 1.9Z',
  pause: 'M5 2.75h1.5v10.5H5Zm4.5 0H11v10.5H9.5Z',
  chevron: 'M6 3.6 10.4 8 6 12.4l-.9-.9L8.6 8 5.1 4.5Z',
  back: 'm10 3.6.9.9L7.4 8l3.5 3.5-.9.9L5.6 8Z',
  close: 'm4.2 3.3 3.8 3.8 3.8-3.8.9.9L8.9 8l3.8 3.8-.9.9L8 8.9l-3.8 3.8-.9-.9L7.1 8 3.3 4.2Z',
  reset: 'M8 3.25c1.3 0 2.5.52 3.36 1.37V2.75h1.25v4.1H8.5V5.6h2.04A3.5 3.5 0 1 0 11.4 9h1.3A4.75 4.75 0 1 1 8 3.25Z',
  lock: 'M8 1.75A3 3 0 0 0 5 4.75v1.5h-.5a1 1 0 0 0-1 1v5.5a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1v-5.5a1 1 0 0 0-1-1H11v-1.5a3 3 0 0 0-3-3Zm1.75 4.5h-3.5v-1.5a1.75 1.75 0 1 1 3.5 0Z',
} as const;

export type IconName = keyof typeof paths;

/** A mark beside words that say the same: hidden from who listens. */
export function Icon({ name, className = '' }: { readonly name: IconName; readonly className?: string }) {
  return (
    <svg className={`icon ${className}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} fillRule="evenodd" />
    </svg>
  );
}
