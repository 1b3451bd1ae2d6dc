import type { VirtualizationFacts } from '../../../shared/model/environment.ts';
import type { CommandRunner } from '../../ports.ts';
import { cloudOfDmi, type Dmi, hypervisorOfDmi } from './dmi.ts';
import type { Notes } from './notes.ts';

const QUESTION = 'Get-CimInstance Win32_ComputerSystemProduct | ConvertTo-Json -Compress';
const SOURCE = 'Win32_ComputerSystemProduct';
/** A cold PowerShell takes seconds. */
const TIMEOUT_MS = 15_000;

/** Asks Windows for the machine's name; empty where it does not answer. It never throws. */
export async function readWindowsProduct(commands: CommandRunner): Promise<string> {
  try {
    return await commands.run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', QUESTION], {
      timeoutMs: TIMEOUT_MS,
      maxBytes: 64 * 1024,
    });
  } catch {
    return '';
  }
}

/** Win32_ComputerSystemProduct as JSON: what SMBIOS says of the system. Nothing for what is no such object. */
export function parseWindowsProduct(json: string): Dmi {
  try {
    const value: unknown = JSON.parse(json);
    const record = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
    const text = (key: string): string => (typeof record[key] === 'string' ? record[key].trim().slice(0, 300) : '');
    return { product_name: text('Name'), sys_vendor: text('Vendor'), product_version: text('Version') };
  } catch {
    return {};
  }
}

/**
 * The virtual machine that Windows is the guest of, by the names of the machine. Not by `HypervisorPresent`: that is true on hardware as
 * well, wherever Hyper-V or the security that builds on it is switched on.
 */
export function judgeWindowsGuest(dmi: Dmi, notes: Notes): Omit<VirtualizationFacts, 'guest'> {
  const verdict = hypervisorOfDmi(dmi, null);
  const cloud = cloudOfDmi(dmi);
  const type = verdict?.type ?? 'none';
  if (dmi.sys_vendor || dmi.product_name) {
    notes.add('virtualization', SOURCE, `${dmi.sys_vendor} ${dmi.product_name}`, verdict === null ? 'no sign of a guest' : type);
  }
  return {
    present: type !== 'none',
    type,
    mode: type === 'xen' ? 'hvm' : null,
    product: verdict?.product ?? null,
    cloud: cloud?.cloud ?? null,
    hypervisor: null,
    hostOf: null,
    dom0: null,
    hints: [],
  };
}
