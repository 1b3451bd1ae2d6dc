import type { ChildProcess } from 'node:child_process';
import type { ChannelOf } from '../../../shared/model/channels.ts';
import { plainWords } from '../../plain-fault.ts';
import { oneLine } from './message.ts';
import { type AlertPayload, payloadOf } from './payload.ts';
import { DeliveryError, type Send } from './send.ts';
import type { SenderParts } from './sender-parts.ts';

/** What of a program's complaints is kept: its last words say most. */
const MAX_ERROR_CHARS = 2_000;

/**
 * Runs a program with the alert as JSON on its standard input and as `HEADROOM_ALERT_*` variables; no shell. Exit code 0 is success, any
 * other is tried again; a program that cannot be started is not. At the time limit the program and all that it started are killed.
 */
export function createCommandSender({ command: [file, ...args] }: ChannelOf<'command'>, { environment, hostname }: SenderParts): Send {
  return (message, signal) =>
    new Promise((resolve, reject) => {
      const payload = payloadOf(message, hostname);
      // Loaded when it is needed, as for every program: most machines have no such channel.
      const { spawn } = process.getBuiltinModule('node:child_process');
      const child = spawn(file, args, {
        env: { ...environment, ...variablesOf(payload) },
        stdio: ['pipe', 'ignore', 'pipe'],
        // A group of its own, so that what a script started ends with it.
        detached: process.platform !== 'win32',
        windowsHide: true,
      });
      const kill = (): void => killGroup(child);
      signal.addEventListener('abort', kill, { once: true });
      let complaints = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        complaints = (complaints + text).slice(-MAX_ERROR_CHARS);
      });
      child.once('error', (error) => {
        signal.removeEventListener('abort', kill);
        reject(new DeliveryError(`${file} could not be started: ${plainWords(error)}`, { permanent: true }));
      });
      const ended = (code: number | null, endedBy: string | null): void => {
        signal.removeEventListener('abort', kill);
        const end = code === null ? `ended by ${endedBy ?? 'a signal'}` : `exit code ${code}`;
        const lastLine = oneLine(complaints.trimEnd().split('\n').at(-1) ?? '');
        if (code === 0) resolve(end);
        else reject(new DeliveryError(lastLine === '' ? end : `${end}: ${lastLine}`));
      };
      // A success does not wait for what it left running, which may hold its standard error.
      child.once('exit', (code) => {
        if (code === 0) child.stderr.destroy();
      });
      child.once('close', ended);
      // It need not read what it is given.
      child.stdin.on('error', () => {});
      child.stdin.end(`${JSON.stringify(payload)}\n`);
    });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** No value may hold a NUL: the system cannot pass it on. */
function variablesOf({ type, timestamp, data }: AlertPayload): Record<string, string> {
  const values = {
    KIND: type.replace('alert.', ''),
    TIME: timestamp,
    KEY: data.key,
    INCIDENT: data.incidentId,
    SEVERITY: data.severity,
    HOST: data.host,
    RULE: data.ruleId,
    SUBJECT: data.subject,
    RESOURCE: data.resource,
    VALUE: data.value ?? '',
    THRESHOLD: data.threshold ?? '',
    LIMIT: data.limit ?? '',
    UNIT: data.unit,
    TITLE: oneLine(data.title),
    BODY: oneLine(data.body),
    SUMMARY: oneLine(data.summary),
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`HEADROOM_ALERT_${name}`, String(value).replaceAll('\0', '')]));
}
