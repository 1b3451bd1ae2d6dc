import type { ProcessRaw } from '../../../../src/core/probes/raw.ts';

/** A process that does nothing, but for what the test says of it. */
export function rawProcess(fields: Partial<ProcessRaw> & { pid: number }): ProcessRaw {
  return {
    parentPid: 1,
    startTime: 1000,
    name: `p${fields.pid}`,
    command: fields.name ?? `p${fields.pid}`,
    user: 'ana',
    userId: 1000,
    state: 'sleeping',
    cpuMs: 0,
    reapedCpuMs: 0,
    rssBytes: 0,
    privateBytes: 0,
    pssBytes: null,
    virtualBytes: 0,
    threads: 1,
    fileHandles: null,
    readBytes: null,
    writeBytes: null,
    cgroup: '/',
    kernelThread: false,
    sessionId: 1,
    terminal: 0,
    ...fields,
  };
}
