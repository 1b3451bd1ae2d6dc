/** What `/proc/cpuinfo` says of the processor, as far as it tells a machine from a guest. */
export interface CpuSigns {
  /** The flag that a hypervisor sets; null where processors have no such flag (all but x86). */
  readonly hypervisor: boolean | null;
  /** "GenuineIntel". */
  readonly vendor: string | null;
  readonly model: string | null;
  /** Empty where there are none. */
  readonly flags: ReadonlySet<string>;
  /** ARM: "0x61". */
  readonly implementer: string | null;
  readonly part: string | null;
  /** POWER: "IBM pSeries (emulated by qemu)". */
  readonly machine: string | null;
}

/** No processor has a longer record. */
const MAX_LINES = 400;

/** Reads the first of each key: all processors of a machine are alike in them. It never throws. */
export function parseCpuSigns(text: string): CpuSigns {
  const values = new Map<string, string>();
  for (const line of text.split('\n', MAX_LINES)) {
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    const key = line.slice(0, colon).trim().toLowerCase();
    if (!values.has(key)) values.set(key, line.slice(colon + 1).trim());
  }
  const textOf = (key: string): string | null => values.get(key)?.slice(0, 200) || null;
  const flags = values.get('flags');
  return {
    hypervisor: flags === undefined ? null : /(?:^|\s)hypervisor(?:\s|$)/.test(flags),
    vendor: textOf('vendor_id'),
    model: textOf('model name'),
    flags: new Set(flags?.split(/\s+/)),
    implementer: textOf('cpu implementer'),
    part: textOf('cpu part'),
    machine: textOf('model name') === null ? textOf('model') : null,
  };
}

/**
 * Features that QEMU has never emulated without the help of a processor ("missing" in TCG_FEATURES and TCG_EXT_FEATURES of its
 * target/i386/cpu.c): a QEMU guest that shows one runs on hardware virtualization.
 */
const NEVER_EMULATED = ['vme', 'vmx', 'tsc_deadline_timer'] as const;

/** The sign that a QEMU guest does not run on emulation; null where there is none. */
export function accelerationSign({ flags, vendor, model }: CpuSigns): string | null {
  const flag = NEVER_EMULATED.find((name) => flags.has(name));
  if (model?.endsWith('KVM processor') === true) return `the model "${model}"`;
  if (flag !== undefined) return `flag ${flag}, which QEMU does not emulate`;
  // QEMU's default model is an AMD one; only KVM puts the vendor of the real processor in its place.
  return vendor === 'GenuineIntel' && model?.startsWith('QEMU Virtual CPU') === true
    ? 'vendor GenuineIntel with the model "QEMU Virtual CPU"'
    : null;
}

/**
 * The numbers that Apple's hypervisor shows in the place of the processor's own, which are never 0: part 0 of Apple on an M3 and later, all 0
 * before. Null for any other processor.
 */
export function appleGuestSign({ implementer, part }: CpuSigns): string | null {
  return part === '0x000' && (implementer === '0x61' || implementer === '0x00') ? `CPU implementer ${implementer} part ${part}` : null;
}

/** The names that QEMU gives to the processors it shows (`-cpu`): no real one is called so. */
const QEMU_MODEL =
  /^(?:QEMU |Common (?:32-bit )?KVM |Intel (?:Core|Xeon) Processor \(|Intel Celeron_4x0|Intel Core 2 Duo P9xxx|Intel Core i7 9xx|Intel Xeon E3-?12xx|Westmere E56xx|AMD Opteron \d{2}x|AMD EPYC(?:-\w+)? Processor)/;

export function isQemuModel({ model }: CpuSigns): boolean {
  return QEMU_MODEL.test(model ?? '');
}
