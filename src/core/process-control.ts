import { type ErrorCode, AppError } from '../shared/result.ts';
import type { ProcessControl } from './ports.ts';

const MEANING: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ESRCH: ['not-found', 'there is no such process'],
  EPERM: ['permission-denied', 'it belongs to another user'],
};

/** Signals processes of this machine. Never a group: 0 and negative numbers are refused. */
export function createProcessControl(): ProcessControl {
  return {
    signal(pid, signal) {
      if (!Number.isSafeInteger(pid) || pid <= 0) {
        throw new AppError('invalid-input', `process ${pid}: expected a process id above 0`);
      }
      try {
        process.kill(pid, signal);
      } catch (thrown) {
        const code = (thrown as NodeJS.ErrnoException).code ?? '';
        const [errorCode, why] = MEANING[code] ?? (['internal', code === '' ? String(thrown) : code] as const);
        throw new AppError(errorCode, `${signal} to process ${pid}: ${why}`, { cause: thrown });
      }
    },
  };
}
