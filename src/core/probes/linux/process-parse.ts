import type { Counter } from '../counter.ts';
import type { Scanner } from './scan.ts';

// Parses the small files of a process: statm, cmdline, cgroup, io. Each takes bytes or text and gives null (or an empty text) for nonsense.

/** What is kept of a command line. */
const MAX_COMMAND_BYTES = 4096;

// Names come from any program: nothing that would move a terminal's cursor may get through.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

export function printable(text: string): string {
  return text.replace(CONTROL, ' ');
}

/** Pages that are resident, and those of them that are the process's own (resident − shared), from statm; null when it is no such line. */
export function parseResident(scanner: Scanner): { residentPages: number; privatePages: number } | null {
  if (scanner.integer() === null) return null;
  const residentPages = scanner.integer();
  const shared = scanner.integer();
  if (residentPages === null || shared === null) return null;
  return { residentPages, privatePages: Math.max(0, residentPages - shared) };
}

/** The arguments of a cmdline file; empty for a kernel thread or a zombie. A file of `MAX_COMMAND_BYTES` was cut there. */
export function parseArguments(bytes: Buffer, length: number): string[] {
  let end = Math.min(length, MAX_COMMAND_BYTES);
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  if (end === 0) return [];
  let text = bytes.toString('utf8', 0, end);
  // The cut may have gone through a character.
  if (end === MAX_COMMAND_BYTES) text = text.replace(/\uFFFD$/, '');
  return text.split('\0');
}

export function commandOf(args: readonly string[]): string {
  return printable(args.join(' ')).trim();
}

/** The kernel cuts names there. */
const COMM_LENGTH = 15;
/** What Node.js (from 23 on) calls the first thread of every program, and with it the process. */
const THREAD_NAMES: ReadonlySet<string> = new Set(['MainThread', 'node-MainThread']);

/**
 * The name of a process: the kernel's, or the whole of it where the kernel's was cut and the program's path (or, for an interpreter, its
 * script's) begins with it. A name that a runtime gave to its thread says nothing: then the program's.
 */
export function processName(comm: string, args: readonly string[]): string {
  const name = printable(comm);
  if (THREAD_NAMES.has(comm) && args[0] !== undefined) return printable(baseName(args[0])) || name;
  if (Buffer.byteLength(comm) !== COMM_LENGTH) return name;
  for (const argument of args.slice(0, 2)) {
    // A program may write all of its arguments into the first.
    for (const path of [argument.split(' ', 1)[0] ?? '', argument]) {
      const base = baseName(path);
      if (base.startsWith(comm) && base.length <= 255) return printable(base);
    }
  }
  return name;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * The cgroup of a process from /proc/PID/cgroup: the first of the unified hierarchy, systemd's own and the memory controller in which it is
 * not at the root; "/" when it is at the root of them all; null when the file names none of them.
 */
export function parseCgroup(text: string): string | null {
  let unified: string | null = null;
  let systemd: string | null = null;
  let memory: string | null = null;
  for (const line of text.split('\n')) {
    const first = line.indexOf(':');
    const second = line.indexOf(':', first + 1);
    if (first <= 0 || second === -1 || line[second + 1] !== '/') continue;
    const controllers = line.slice(first + 1, second);
    // The kernel's mark on a cgroup that was removed under its processes.
    const path = printable(line.slice(second + 1).replace(/ \(deleted\)$/, ''));
    if (controllers === '') unified = path;
    else if (controllers === 'name=systemd') systemd = path;
    else if (controllers.split(',').includes('memory')) memory = path;
  }
  const found = [unified, systemd, memory].filter((path) => path !== null);
  return found.find((path) => path !== '/') ?? found[0] ?? null;
}

/** Bytes that reached the storage, from /proc/PID/io; null when one is missing. */
export function parseProcessIo(scanner: Scanner): { readBytes: Counter; writeBytes: Counter } | null {
  let readBytes: Counter | null = null;
  let writeBytes: Counter | null = null;
  do {
    if (scanner.take('read_bytes:')) readBytes = scanner.counter();
    else if (scanner.take('write_bytes:')) writeBytes = scanner.counter();
  } while (scanner.nextLine());
  return readBytes === null || writeBytes === null ? null : { readBytes, writeBytes };
}
