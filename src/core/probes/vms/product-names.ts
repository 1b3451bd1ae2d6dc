import type { VmProduct } from '../../../shared/model/vm.ts';

const NAMES: Readonly<Record<VmProduct, string>> = {
  'docker-desktop': 'Docker Desktop',
  orbstack: 'OrbStack',
  colima: 'Colima',
  lima: 'Lima',
  'rancher-desktop': 'Rancher Desktop',
  'podman-machine': 'Podman machine',
  'apple-container': 'Apple container',
  tart: 'Tart',
  lume: 'Lume',
  utm: 'UTM',
  multipass: 'Multipass',
  minikube: 'minikube',
  crc: 'OpenShift Local',
  'android-emulator': 'Android Emulator',
  libvirt: 'libvirt',
  kubevirt: 'KubeVirt',
  proxmox: 'Proxmox VE',
  incus: 'Incus',
  kata: 'Kata Containers',
  wsl: 'WSL',
  'hyper-v': 'Hyper-V',
  'windows-sandbox': 'Windows Sandbox',
  virtualbox: 'VirtualBox',
  vmware: 'VMware',
  parallels: 'Parallels Desktop',
  firecracker: 'Firecracker',
  'cloud-hypervisor': 'Cloud Hypervisor',
  crosvm: 'crosvm',
  kvmtool: 'kvmtool',
  bhyve: 'bhyve',
  hyperkit: 'HyperKit',
  vfkit: 'vfkit',
  krunkit: 'krunkit',
  'apple-vz': 'Virtual machine',
  qemu: 'QEMU',
};

/** A product as people write it. */
export function vmProductName(product: VmProduct): string {
  return NAMES[product];
}
