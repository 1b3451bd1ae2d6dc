import type { ContainerInfo, ContainerState } from '../../shared/model/container.ts';
import { stateText } from '../logic/container-text.ts';

/** A shape for each state, so that none is told by colour alone. */
const paths: Readonly<Record<ContainerState, string>> = {
  running: 'M4.5 3 13 8l-8.5 5Z',
  paused: 'M4 3h2.75v10H4Zm5.25 0H12v10H9.25Z',
  restarting: 'M8 3.25c1.3 0 2.5.52 3.36 1.37V2.75h1.25v4.1H8.5V5.6h2.04A3.5 3.5 0 1 0 11.4 9h1.3A4.75 4.75 0 1 1 8 3.25Z',
  exited: 'M3.5 3.5h9v9h-9ZM5 5v6h6V5Z',
  created: 'M8 2.75a5.25 5.25 0 1 1 0 10.5 5.25 5.25 0 0 1 0-10.5Zm0 1.5a3.75 3.75 0 1 0 0 7.5 3.75 3.75 0 0 0 0-7.5Z',
  removing: 'M3 7.25h10v1.5H3Z',
  dead: 'm4.6 3.5 3.4 3.4 3.4-3.4 1.1 1.1L9.1 8l3.4 3.4-1.1 1.1L8 9.1l-3.4 3.4-1.1-1.1L6.9 8 3.5 4.6Z',
  unknown: 'M7.25 3h1.5v6.5h-1.5Zm0 8h1.5v1.75h-1.5Z',
};

/** What a container is doing: a shape and the word. */
export function ContainerStateMark({ container }: { readonly container: ContainerInfo }) {
  return (
    <span className={`state state-${container.state}`}>
      <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={paths[container.state]} fillRule="evenodd" />
      </svg>
      {stateText(container)}
    </span>
  );
}
