import type { KernelFiles } from './kernel-files.ts';

// What a block device is. `/sys/class/block` says it; where that cannot be read, the name does.

/** Floppies, storage that lies in memory or in other storage, and the single paths of an NVMe device that has its own line. */
const NEVER = /^(?:loop|ram|zram|fd|drbd|zd)\d|^nvme\d+c\d+n\d/;
/** Made of other devices: their traffic is counted there. */
const STACKED_NAME = /^(?:dm-|md\d|md_|bcache)/;
const PARTITION_NAME = /^((?:[shv]|xv|ub|das)d[a-z]+)\d+$|^((?:nvme\d+n|mmcblk|nbd|pmem|rbd|cciss\/c\d+d)\d+)p\d+$/;

export interface BlockDevices {
  /** True for a whole disk that no other device in the list already counts. `listed`: does the list have a device of this name? */
  isWholeDisk(name: string, listed: (name: string) => boolean): boolean;
}

export function createBlockDevices(files: KernelFiles): BlockDevices {
  return {
    isWholeDisk(name, listed) {
      if (NEVER.test(name)) return false;
      // The kernel writes "!" for "/" in the names of its folders (cciss/c0d0).
      const folder = `/sys/class/block/${name.replaceAll('/', '!')}`;
      if (files.exists(folder)) return !files.exists(`${folder}/partition`) && slaveCount(files, folder) === 0;
      if (STACKED_NAME.test(name)) return false;
      const match = PARTITION_NAME.exec(name);
      const parent = match?.[1] ?? match?.[2];
      // A virtual machine can have an xvda1 without an xvda.
      return parent === undefined || !listed(parent);
    },
  };
}

function slaveCount(files: KernelFiles, folder: string): number {
  try {
    return files.list(`${folder}/slaves`).length;
  } catch {
    return 0;
  }
}
