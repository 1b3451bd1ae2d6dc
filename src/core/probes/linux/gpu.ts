import { Absence, absenceOf, ProbeError, type Maybe } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { GpuRaw } from '../raw.ts';
import type { KernelFiles } from './kernel-files.ts';
import { attempt } from './sources.ts';
import { parseUevent } from './uevent.ts';

const FOLDER = '/sys/class/drm';
const NVIDIA = '/proc/driver/nvidia/gpus';
const WATTS_PER_MICROWATT = 1e-6;
/** Drivers of a display without a graphics processor behind it: firmware, virtual machines, servers' consoles. */
const DISPLAY_ONLY = new Set([
  'ast',
  'bochs',
  'bochs-drm',
  'cirrus',
  'efifb',
  'hyperv_drm',
  'mgag200',
  'qxl',
  'simple-framebuffer',
  'simpledrm',
  'vboxvideo',
  'virtio_gpu',
  'virtio-pci',
  'vkms',
  'vmwgfx',
]);

type Device = GpuRaw['devices'][number];

/**
 * Graphics processors below `/sys/class/drm`. Only AMD's driver says in files how busy it is; of the others the name is shown, and why no
 * more. Absent (`not-found`) on a machine without. Drivers ask the hardware, so it is read off the main thread.
 */
export function createGpuProbe(files: KernelFiles): Probe<GpuRaw> {
  return {
    async read() {
      const cards = attempt(FOLDER, () => files.list(FOLDER));
      // "card0-HDMI-A-1" is a plug of card0.
      const names = Array.isArray(cards) ? cards.filter((name) => /^card\d+$/.test(name)).sort() : [];
      const devices: Device[] = [];
      for (const name of names) {
        const device = await readDevice(files, `${FOLDER}/${name}/device`);
        if (device !== null) devices.push(device);
      }
      if (devices.length === 0) throw new ProbeError('not-found', `${FOLDER}: this machine has no graphics processor`);
      return { devices };
    },
    dispose() {},
  };
}

async function readDevice(files: KernelFiles, folder: string): Promise<Device | null> {
  const uevent = parseUevent((await textOf(files, `${folder}/uevent`)) ?? '');
  const driver = uevent.get('DRIVER') ?? '';
  if (driver === '' || DISPLAY_ONLY.has(driver)) return null;
  if (driver === 'amdgpu') return readAmd(files, folder, uevent);
  const name = driver === 'nvidia' ? await nvidiaName(files, uevent.get('PCI_SLOT_NAME') ?? '') : nameOf(driver, uevent);
  const absent = new Absence('not-supported', `the driver ${driver} does not say in /sys how busy it is`);
  return { name, usagePercent: absent, memoryUsedBytes: absent, memoryTotalBytes: absent, powerWatts: absent };
}

async function readAmd(files: KernelFiles, folder: string, uevent: ReadonlyMap<string, string>): Promise<Device> {
  const product = (await textOf(files, `${folder}/product_name`))?.trim();
  const name = product === undefined || product === '' ? nameOf('amdgpu', uevent) : product;
  // A question would wake it.
  if ((await textOf(files, `${folder}/power/runtime_status`))?.trim() === 'suspended') {
    const asleep = new Absence('not-found', `${name}: asleep`);
    return { name, usagePercent: 0, memoryUsedBytes: asleep, memoryTotalBytes: asleep, powerWatts: asleep };
  }
  const usage = await numberOf(files, `${folder}/gpu_busy_percent`);
  return {
    name,
    usagePercent: typeof usage === 'number' ? Math.min(usage, 100) : usage,
    memoryUsedBytes: await numberOf(files, `${folder}/mem_info_vram_used`),
    memoryTotalBytes: await numberOf(files, `${folder}/mem_info_vram_total`),
    powerWatts: await readWatts(files, folder),
  };
}

async function readWatts(files: KernelFiles, folder: string): Promise<Maybe<number>> {
  const chips = attempt(`${folder}/hwmon`, () => files.list(`${folder}/hwmon`));
  let answer: Maybe<number> = new Absence('not-found', `${folder}/hwmon: no chip in it`);
  for (const chip of Array.isArray(chips) ? chips : []) {
    // Newer chips have "input" in place of "average".
    for (const file of ['power1_average', 'power1_input']) {
      answer = await numberOf(files, `${folder}/hwmon/${chip}/${file}`);
      if (typeof answer === 'number') return answer * WATTS_PER_MICROWATT;
    }
  }
  return answer;
}

function nameOf(driver: string, uevent: ReadonlyMap<string, string>): string {
  const id = uevent.get('PCI_ID') ?? uevent.get('OF_NAME') ?? '';
  return id === '' ? driver : `${driver} ${id.toLowerCase()}`;
}

async function nvidiaName(files: KernelFiles, slot: string): Promise<string> {
  const text = slot.includes('/') ? null : await textOf(files, `${NVIDIA}/${slot}/information`);
  return /^Model:\s*(\S.*?)\s*$/m.exec(text ?? '')?.[1]?.slice(0, 100) ?? 'nvidia';
}

async function textOf(files: KernelFiles, path: string): Promise<string | null> {
  try {
    return await files.readSlow(path);
  } catch {
    return null;
  }
}

async function numberOf(files: KernelFiles, path: string): Promise<Maybe<number>> {
  try {
    const text = (await files.readSlow(path)).trim();
    return /^\d{1,18}$/.test(text) ? Number(text) : new Absence('malformed', `${path}: expected a whole number`);
  } catch (thrown) {
    return absenceOf(thrown, path);
  }
}
