import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatteryProbe } from '../../../../../src/core/probes/linux/battery.ts';
import { createConnectionsProbe } from '../../../../../src/core/probes/linux/connections.ts';
import { createCpuProbe } from '../../../../../src/core/probes/linux/cpu.ts';
import { createDiskIoProbe } from '../../../../../src/core/probes/linux/disk-io.ts';
import { createDiskProbe } from '../../../../../src/core/probes/linux/disk.ts';
import { createFileHandlesProbe } from '../../../../../src/core/probes/linux/file-handles.ts';
import { createGpuProbe } from '../../../../../src/core/probes/linux/gpu.ts';
import type { KernelFiles } from '../../../../../src/core/probes/linux/kernel-files.ts';
import { createMemoryProbe } from '../../../../../src/core/probes/linux/memory.ts';
import { createNetworkProbe } from '../../../../../src/core/probes/linux/network.ts';
import { createPressureProbe } from '../../../../../src/core/probes/linux/pressure.ts';
import { createSensorsProbe } from '../../../../../src/core/probes/linux/sensors.ts';
import { createSystemProbe } from '../../../../../src/core/probes/linux/system.ts';
import type { Probe } from '../../../../../src/core/probes/probe.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { spoiled } from './damage.ts';
import { memoryFiles } from './memory-files.ts';
import { expectSoundRead } from './raw-invariants.ts';

interface Case {
  readonly contents: Readonly<Record<string, string | Buffer>>;
  readonly create: (files: KernelFiles) => Probe<unknown>;
}

const utmp = Buffer.alloc(768);
utmp.writeInt16LE(7, 0);
utmp.writeInt32LE(1, 4);
utmp.write('ada', 44);

const LINK = { '/sys/class/net/eth0/device/x': '', '/sys/class/net/eth0/operstate': 'up\n', '/sys/class/net/eth0/speed': '1000\n' };
const cases: Readonly<Record<string, Case>> = {
  cpu: {
    contents: {
      '/proc/stat': 'cpu  100 20 30 4000 50 6 7 8 9 10\ncpu0 60 10 15 2000 25 3 4 4 4 5\ncpu2 40 10 15 2000\nintr 1 2\nctxt 98\nbtime 17\n',
      '/proc/loadavg': '0.50 1.25 12.00 3/497 11947\n',
      '/proc/cpuinfo': 'processor\t: 0\nmodel name\t: Example CPU\ncpu MHz\t\t: 1999.500\ncpu\t\t: POWER9\n',
      '/proc/self/status': 'Name:\tnode\nCpus_allowed_list:\t0-3,8\n',
      '/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq': '3000000\n',
    },
    create: createCpuProbe,
  },
  memory: {
    contents: {
      '/proc/meminfo':
        'MemTotal: 160 kB\nMemFree: 20 kB\nMemAvailable: 90 kB\nBuffers: 3 kB\nCached: 50 kB\nSwapCached: 1 kB\nSwapTotal: 40 kB\nSwapFree: 30 kB\n',
    },
    create: createMemoryProbe,
  },
  pressure: {
    contents: {
      '/proc/pressure/cpu': 'some avg10=1.71 avg60=2.36 avg300=2.57 total=230548833\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
      '/proc/pressure/memory': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1\n',
      '/proc/pressure/io': 'full avg10=0.00 avg60=0.00 avg300=99.99 total=18446744073709551615\n',
    },
    create: createPressureProbe,
  },
  network: {
    contents: {
      '/proc/net/dev':
        'Inter-|  Receive\n face |bytes packets\n    lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n  eth0:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n',
      ...LINK,
    },
    create: createNetworkProbe,
  },
  diskIo: {
    contents: {
      '/proc/diskstats':
        '   8       0 sda 10 1 20 30 40 4 50 60 0 70 90 1 2 3 4\n   8 1 sda1 1 2 3 4\n 7 0 loop0 0\n 11 0 sr0 0 0 0 0 0 0 0 0 0 0 0\n',
      '/sys/class/block/sda/slaves/x': '',
    },
    create: createDiskIoProbe,
  },
  disk: {
    contents: {
      '/proc/self/mountinfo':
        '21 0 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n22 21 0:5 / /mnt/a\\040b rw - nfs4 server:/x rw\n23 21 0:30 /@ /home rw - btrfs /dev/sdb rw,subvol=/@\n24 21 0:9 / /proc rw - proc proc rw\n',
      '/proc/mounts': '/dev/sda1 / ext4 rw 0 0\n',
    },
    create: (files) =>
      createDiskProbe(files, new FakeClock(), {
        statfs: async (place) => ({ bsize: 4096, blocks: place.length, bfree: 1, bavail: place.length - 9, files: 3, ffree: 4 }),
        deviceNumber: async () => 0,
      }),
  },
  system: {
    contents: {
      '/proc/stat': 'cpu  1 2 3 4\nctxt 98\nbtime 1700000000\n',
      '/proc/uptime': '2627.73 4000.00\n',
      '/proc/loadavg': '0.02 0.04 0.05 1/497 11947\n',
      '/proc/sys/fs/file-nr': '1234\t0\t5000\n',
      '/proc/sys/kernel/pid_max': '32768\n',
      '/proc/sys/kernel/threads-max': '192000\n',
      '/proc/sys/kernel/hostname': 'machine\n',
      '/etc/os-release': 'NAME="Example OS"\nVERSION_ID="12"\n',
      '/run/utmp': utmp,
      '/run/systemd/users/1000': 'STATE=active\n',
      '/proc/1/stat': '',
    },
    create: createSystemProbe,
  },
  fileHandles: { contents: { '/proc/sys/fs/file-nr': '1234\t0\t5000\n' }, create: createFileHandlesProbe },
  connections: {
    contents: {
      '/proc/net/sockstat': 'sockets: used 500\nTCP: inuse 10 orphan 1 tw 7 alloc 20 mem 3\nUDP: inuse 4 mem 2\n',
      '/proc/net/sockstat6': 'TCP6: inuse 5\nUDP6: inuse 3\n',
      '/proc/net/snmp': 'Tcp: RtoAlgorithm MaxConn CurrEstab InSegs\nTcp: 1 -1 9 13719\n',
      '/proc/net/tcp': '  sl  local_address rem_address   st\n   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000\n',
      '/proc/net/tcp6': '  sl  local_address rem_address   st\n   0: 0:1F90 0:0000 01 00000000:00000000\n',
    },
    create: (files) => createConnectionsProbe(files, new FakeClock()),
  },
  battery: {
    contents: {
      '/sys/class/power_supply/BAT0/uevent':
        'POWER_SUPPLY_TYPE=Battery\nPOWER_SUPPLY_STATUS=Discharging\nPOWER_SUPPLY_CAPACITY=50\nPOWER_SUPPLY_ENERGY_NOW=25000000\nPOWER_SUPPLY_ENERGY_FULL=50000000\nPOWER_SUPPLY_POWER_NOW=10000000\n',
      '/sys/class/power_supply/BAT1/uevent':
        'POWER_SUPPLY_TYPE=Battery\nPOWER_SUPPLY_STATUS=Charging\nPOWER_SUPPLY_CHARGE_NOW=2500000\nPOWER_SUPPLY_CHARGE_FULL=5000000\nPOWER_SUPPLY_VOLTAGE_NOW=12000000\nPOWER_SUPPLY_CURRENT_NOW=-1000000\n',
      '/sys/class/power_supply/AC/uevent': 'POWER_SUPPLY_TYPE=Mains\nPOWER_SUPPLY_ONLINE=0\n',
    },
    create: createBatteryProbe,
  },
  gpu: {
    contents: {
      '/sys/class/drm/card0/device/uevent': 'DRIVER=amdgpu\nPCI_ID=1002:73BF\n',
      '/sys/class/drm/card0/device/gpu_busy_percent': '37\n',
      '/sys/class/drm/card0/device/mem_info_vram_used': '1073741824\n',
      '/sys/class/drm/card0/device/mem_info_vram_total': '17163091968\n',
      '/sys/class/drm/card0/device/hwmon/hwmon3/power1_average': '45500000\n',
      '/sys/class/drm/card1/device/uevent': 'DRIVER=nvidia\nPCI_SLOT_NAME=0000:01:00.0\n',
      '/proc/driver/nvidia/gpus/0000:01:00.0/information': 'Model: \t Example 4000\n',
    },
    create: createGpuProbe,
  },
  sensors: {
    contents: {
      '/sys/class/hwmon/hwmon0/name': 'coretemp\n',
      '/sys/class/hwmon/hwmon0/temp1_input': '45000\n',
      '/sys/class/hwmon/hwmon0/temp1_label': 'Package id 0\n',
      '/sys/class/thermal/thermal_zone1/type': 'cpu-thermal\n',
      '/sys/class/thermal/thermal_zone1/temp': '51000\n',
    },
    create: createSensorsProbe,
  },
};

const RUNS = 900;

describe('garbled files', () => {
  const outcomes = { answer: 0, absent: 0 };

  it.each(Object.keys(cases))('%s: sound, or absent with a reason, whatever the files hold', async (name) => {
    const { contents, create } = cases[name] as Case;
    const whole = Object.fromEntries(Object.entries(contents).map(([path, content]) => [path, Buffer.from(content as Buffer)]));
    expect(await expectSoundRead(() => create(memoryFiles(whole)).read({ detail: true }))).toBe('answer');

    const paths = Object.keys(contents);
    await fc.assert(
      fc.asyncProperty(spoiled, async (changes) => {
        const current: Record<string, Buffer | null> = { ...whole };
        const probe = create(memoryFiles(current));
        for (const { file, damages } of changes) {
          const path = paths[file % paths.length] as string;
          current[path] = damages === null ? null : damages.reduce((content, spoil) => spoil(content), current[path] ?? Buffer.alloc(0));
        }
        outcomes[await expectSoundRead(() => probe.read({ detail: true }))] += 1;
        // And again, with what it remembers of the first time.
        await expectSoundRead(() => probe.read({ detail: false }));
      }),
      { numRuns: RUNS },
    );
  });

  it('were enough, and harmed enough to show something', () => {
    expect(outcomes.answer + outcomes.absent).toBeGreaterThanOrEqual(10_000);
    expect(Math.min(outcomes.answer, outcomes.absent)).toBeGreaterThan(1_000);
  });
});
