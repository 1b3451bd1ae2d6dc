import { execFile } from 'node:child_process';
import { installScript } from './facts.ts';

const LIMIT_MS = 30_000;
const MAX_REASON_CHARS = 160;

/** Fetches Electron's program, in a child that is given half a minute. Answers with what went wrong in one line, or null. */
export function installElectron(projectDir: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(process.execPath, [installScript(projectDir)], { timeout: LIMIT_MS, killSignal: 'SIGKILL' }, (error, _stdout, stderr) => {
      if (error === null) resolve(null);
      else if (error.killed === true) resolve(`no end within ${LIMIT_MS / 1000} s`);
      else resolve(reasonIn(stderr) ?? 'the download failed');
    });
  });
}

/** The line of an uncaught error's report that names the error. */
function reasonIn(stderr: string): string | null {
  const line = stderr.split('\n').find((each) => /^\s*(?:[\w ]*Error|RequestError)\b.*: ?\S/.test(each));
  return line === undefined ? null : line.trim().slice(0, MAX_REASON_CHARS);
}
