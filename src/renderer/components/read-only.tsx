import { useUi } from '../context.tsx';
import { strings } from '../strings.ts';
import { Icon } from './icon.tsx';

const words = strings.rights;

/** That this page may change nothing, and how to get one that may; nothing where it may. */
export function ReadOnly() {
  const info = useUi((state) => state.info);
  if (info === null || info.right === 'control') return null;
  const { newLink } = info;
  return (
    <p className="read-only">
      <span className="badge">
        <Icon name="lock" />
        {words.badge}
      </span>
      {newLink === null ? (
        words.readOnly
      ) : newLink.control ? (
        <span>
          {words.getLink} <code>{newLink.command}</code>
        </span>
      ) : (
        words.agentReadOnly
      )}
    </p>
  );
}
