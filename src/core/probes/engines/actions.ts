import type { ContainerAction } from '../../../shared/model/container.ts';
import { AppError, type ErrorCode } from '../../../shared/result.ts';
import { excerpt } from '../portable/text.ts';
import { isContainerId } from './container-facts.ts';
import { EngineError } from './engine-error.ts';
import type { EngineWatcher } from './engine-watcher.ts';

/** Only containers that are known are acted on: an id from outside never becomes a question by itself. Throws an AppError in plain words. */
export async function runAction(watchers: readonly EngineWatcher[], id: string, action: ContainerAction): Promise<void> {
  if (!isContainerId(id)) throw new AppError('invalid-input', `container: expected an id of hexadecimal digits, got ${excerpt(id)}`);
  const watcher = watchers.find(({ records }) => records.has(id));
  const record = watcher?.records.get(id);
  if (watcher === undefined || record === undefined) throw new AppError('not-found', `There is no container ${id.slice(0, 12)} any more.`);
  const what = `Cannot ${action} ${excerpt(record.identity.name)}`;
  if (watcher.api === null) throw new AppError('conflict', `${what}: its engine at ${watcher.place.endpoint.address} does not answer now.`);
  try {
    await watcher.api.act(id, action);
  } catch (thrown) {
    if (!(thrown instanceof EngineError)) throw thrown;
    throw new AppError(codeOf(thrown), `${what}: ${thrown.words ?? thrown.message}`, { cause: thrown });
  }
}

function codeOf({ reason, status }: EngineError): ErrorCode {
  if (reason === 'permission-denied' || reason === 'not-found' || reason === 'timed-out' || reason === 'not-supported') return reason;
  // The engine refused: it is paused, it is being removed, its program cannot be started.
  return status === null ? 'internal' : 'conflict';
}
