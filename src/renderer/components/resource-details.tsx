import type { ResourceId } from '../logic/resource-model.ts';
import { CpuDetails } from './details-cpu.tsx';
import { DiskDetails, DiskIoDetails } from './details-disk.tsx';
import { MemoryDetails, SwapDetails } from './details-memory.tsx';
import { NetworkDetails } from './details-network.tsx';
import { BatteryDetails, FileDetails, GpuDetails } from './details-other.tsx';

const details: Readonly<Record<ResourceId, () => React.ReactNode>> = {
  cpu: () => <CpuDetails />,
  memory: () => <MemoryDetails />,
  swap: () => <SwapDetails />,
  disk: () => <DiskDetails />,
  diskIo: () => <DiskIoDetails />,
  network: () => <NetworkDetails />,
  fileHandles: () => <FileDetails />,
  gpu: () => <GpuDetails />,
  battery: () => <BatteryDetails />,
};

export function ResourceDetails({ id }: { readonly id: ResourceId }) {
  return details[id]();
}
