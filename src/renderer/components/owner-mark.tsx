import type { OwnerKind } from '../../shared/model/process.ts';
import { strings } from '../strings.ts';

/** A box for a container, a screen for a virtual machine. */
const paths: Partial<Readonly<Record<OwnerKind, string>>> = {
  container: 'M8 1.6 14 4.8v6.4L8 14.4 2 11.2V4.8Zm0 1.7L4.6 5.1 8 6.9l3.4-1.8ZM3.5 6.3v4l3.75 2V8.3Zm9 0L8.75 8.3v4l3.75-2Z',
  vm: 'M2 2.75h12v8.5H8.75v1.25H11v1.25H5V12.5h2.25v-1.25H2Zm1.5 1.5v5.5h9v-5.5Z',
};

/** What an owner is, where it is no app: a shape, and the word for who listens. */
export function OwnerMark({ kind }: { readonly kind: OwnerKind }) {
  const path = paths[kind];
  if (path === undefined) return null;
  return (
    <span className="owner-mark" title={strings.owners.kinds[kind]}>
      <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={path} fillRule="evenodd" />
      </svg>
      <span className="hidden">{strings.owners.kinds[kind]} </span>
    </span>
  );
}
