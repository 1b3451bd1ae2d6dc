import { z } from 'zod';
import { absentPart } from './absence.ts';
import { virtualizationType } from './environment.ts';
import { subjectId } from './reading.ts';

// A virtual machine that runs on this machine: what it was given, what it holds here, and what its guest uses where somebody says so.

const value = z.number().nullable();

/** What runs it. The last ones stand for themselves: nobody's product was recognised around them. */
const vmProducts = [
  'docker-desktop',
  'orbstack',
  'colima',
  'lima',
  'rancher-desktop',
  'podman-machine',
  'apple-container',
  'tart',
  'lume',
  'utm',
  'multipass',
  'minikube',
  'crc',
  'android-emulator',
  'libvirt',
  'kubevirt',
  'proxmox',
  'incus',
  'kata',
  'wsl',
  'hyper-v',
  'windows-sandbox',
  'virtualbox',
  'vmware',
  'parallels',
  'firecracker',
  'cloud-hypervisor',
  'crosvm',
  'kvmtool',
  'bhyve',
  'hyperkit',
  'vfkit',
  'krunkit',
  'apple-vz',
  'qemu',
] as const;
const vmProduct = z.enum(vmProducts);
export type VmProduct = z.infer<typeof vmProduct>;

const vmAccelerators = ['kvm', 'hvf', 'xen', 'whpx', 'nvmm', 'tcg'] as const;
const vmAccelerator = z.enum(vmAccelerators);
export type VmAccelerator = z.infer<typeof vmAccelerator>;

const processKey = z.object({ pid: z.number(), startTime: z.number() }).readonly();

/** One sign that told what it is. */
const vmEvidence = z.object({ source: z.string(), found: z.string() }).readonly();
export type VmEvidence = z.infer<typeof vmEvidence>;

export const vmInfo = z
  .object({
    /** The same after a restart of Headroom; after one of the VM, too, where it has a name or a UUID. */
    id: subjectId,
    product: vmProduct,
    /** "Docker Desktop", "Podman machine". */
    productName: z.string(),
    type: virtualizationType,
    /** Of QEMU: what runs its processors; `tcg` = emulated. Null where nobody says. */
    accelerator: vmAccelerator.nullable(),
    /** What tells it from others of its product; null for a product's one or default machine. Data: never markup, never a word of a command. */
    name: z.string().nullable(),
    /** What it was given by its command line or its configuration. */
    given: z.object({ memoryBytes: value, cpuCount: value }).readonly(),
    /** What it takes of this machine. */
    holds: z
      .object({
        /** Resident memory of its own processes: what its guest ever touched, and seldom gives back. */
        rssBytes: z.number(),
        cpuCores: value,
        /** The guest's memory lies in huge pages, which no process's resident memory counts. */
        hugePages: z.boolean(),
      })
      .readonly(),
    /** What its helpers (network, file sharing, supervision) take beside it. */
    helpers: z.object({ rssBytes: z.number(), cpuCores: value, processes: z.array(processKey).readonly() }).readonly(),
    /** What its guest itself says it uses. */
    guest: z.object({ memoryUsedBytes: value, cpuCores: value }).readonly(),
    /** Its own processes: the first is the one that is the machine. */
    processes: z.array(processKey).readonly(),
    evidence: z.array(vmEvidence).readonly(),
    /** What of it could not be had, and why; `part` is a path in this VM: "given.memoryBytes". */
    absent: z.array(absentPart).readonly(),
  })
  .readonly();
export type VmInfo = z.infer<typeof vmInfo>;

export const vms = z.object({ list: z.array(vmInfo).readonly() }).readonly();
export type Vms = z.infer<typeof vms>;
