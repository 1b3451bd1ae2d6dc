import { ProbeError } from '../../../../../src/core/probes/absence.ts';
import type { FileBytes, KernelFiles, KeptFile } from '../../../../../src/core/probes/linux/kernel-files.ts';

/** A root in memory, for tests that read thousands of them. What it does not have is ENOENT; a null is EACCES. */
export function memoryFiles(contents: Readonly<Record<string, Buffer | null>>): KernelFiles {
  const bytesOf = (path: string): Buffer => {
    const content = contents[path];
    if (content === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    if (content === null) throw Object.assign(new Error(`EACCES: ${path}`), { code: 'EACCES' });
    return content;
  };
  const readOnce = (path: string): FileBytes => {
    const buffer = bytesOf(path);
    // What lies behind the length is of another read and must not be looked at.
    return { buffer: Buffer.concat([buffer, Buffer.from('99999 garbage\n')]), length: buffer.length };
  };
  const keep = (path: string): KeptFile => ({ read: () => readOnce(path), close: () => {} });
  const list = (path: string): string[] => {
    const below = Object.keys(contents).filter((other) => other.startsWith(`${path}/`));
    if (below.length === 0) bytesOf(path);
    if (below.length === 0) throw new ProbeError('malformed', `${path}: expected a folder`);
    return [...new Set(below.map((other) => other.slice(path.length + 1).split('/')[0] as string))];
  };
  return {
    rootDir: '/',
    resolve: (path) => path,
    locate: (path) => path,
    keep,
    keepSingle: keep,
    readOnce,
    readStart: readOnce,
    readText: (path) => bytesOf(path).toString('utf8'),
    readSlow: async (path) => bytesOf(path).toString('utf8'),
    list,
    exists: (path) => path in contents || Object.keys(contents).some((other) => other.startsWith(`${path}/`)),
    linkTarget: () => null,
    openCount: 0,
  };
}
