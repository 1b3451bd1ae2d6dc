import { absenceOf, Absence, type Maybe } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { SystemRaw } from '../raw.ts';
import { runDarwin, type DarwinPorts } from './darwin-commands.ts';
import { NO_CONTEXT_SWITCHES, osFacts } from './node-os.ts';
import type { ProcessCount } from './process-count.ts';
import { parseSwVers } from './sw-vers.ts';
import { sysctlBootTime, sysctlInteger, type SysctlValues } from './sysctl.ts';
import { countUsers } from './who.ts';

export function createDarwinSystemProbe(
  ports: DarwinPorts,
  sysctl: () => Promise<SysctlValues>,
  processes: ProcessCount,
): Probe<SystemRaw> {
  let versions: Promise<ReturnType<typeof parseSwVers>> | null = null;
  const unknown = { osName: null, osVersion: null };

  function versionsOnce(): Promise<ReturnType<typeof parseSwVers>> {
    versions ??= runDarwin(ports.commands, 'swVers').then(parseSwVers);
    return versions.catch(() => {
      versions = null;
      return unknown;
    });
  }
  async function users(): Promise<Maybe<number>> {
    try {
      return countUsers(await runDarwin(ports.commands, 'who'));
    } catch (thrown) {
      return absenceOf(thrown, 'who');
    }
  }

  return {
    async read() {
      const [values, userCount, version] = await Promise.all([sysctl(), users(), versionsOnce()]);
      const bootTime = sysctlBootTime(values);
      const facts = osFacts();
      return {
        uptimeSeconds: bootTime instanceof Absence ? bootTime : Math.max(0, Math.round((ports.clock.now() - bootTime) / 1000)),
        bootTime,
        users: userCount,
        processes: processes.get(),
        processLimit: sysctlInteger(values, 'kern.maxproc'),
        threads: new Absence('not-supported', 'macOS counts threads only process by process, which costs too much'),
        threadLimit: sysctlInteger(values, 'kern.num_threads'),
        openFiles: sysctlInteger(values, 'kern.num_files'),
        contextSwitches: NO_CONTEXT_SWITCHES,
        hostname: facts.hostname,
        osName: version.osName,
        osVersion: version.osVersion,
        kernel: facts.kernel,
        arch: facts.arch,
      };
    },
    dispose() {},
  };
}
