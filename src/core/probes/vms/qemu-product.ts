import type { VmProduct } from '../../../shared/model/vm.ts';
import type { Options } from './command-line.ts';

export interface QemuProduct {
  readonly product: VmProduct;
  readonly name: string | null;
  /** Its folder: what works for it names that. */
  readonly mark: string | null;
  readonly found: string;
}

interface Rule {
  readonly product: VmProduct;
  /** Over each argument; the group `name` is the machine's, `mark` its folder. */
  readonly argument?: RegExp;
  /** Over the value of `-name`. */
  readonly named?: RegExp;
}

/** The most specific first: a product often runs another one below it. */
const RULES: readonly Rule[] = [
  { product: 'docker-desktop', argument: /\/Docker\.app\/|\/opt\/docker-desktop\/|com\.docker\.docker\/|\/\.docker\/desktop\// },
  { product: 'android-emulator', argument: /\/emulator\/qemu\/|\.avd\// },
  { product: 'multipass', argument: /(?<mark>\/multipassd\/(?:qemu\/)?vault\/instances\/(?<name>[^/,]+)\/)/ },
  { product: 'rancher-desktop', argument: /(?<mark>\/rancher-desktop\/lima\/(?<name>[^/,_][^/,]*)\/)/ },
  { product: 'colima', argument: /(?<mark>\/_lima\/(?<name>colima[^/,]*)\/)/, named: /^lima-(?<name>colima.*)$/ },
  { product: 'lima', argument: /(?<mark>\/\.lima\/(?<name>[^/,_][^/,]*)\/)/, named: /^lima-(?<name>.+)$/ },
  { product: 'podman-machine', argument: /\/podman\/qmp_(?<name>[^/,]+)\.sock/ },
  { product: 'podman-machine', argument: /\/containers\/podman\/machine\/(?:qemu\/)?(?<name>[^/,]+?)(?:[-_][^-_/,]*)?\.(?:qcow2|raw)/ },
  { product: 'minikube', argument: /(?<mark>\/\.minikube\/machines\/(?<name>[^/,]+)\/)/ },
  { product: 'utm', argument: /(?<mark>\/(?<name>[^/]+)\.utm\/)/ },
  { product: 'proxmox', argument: /\/run\/qemu-server\/(?<name>\d+)\./ },
  { product: 'incus', argument: /\/(?:incus|lxd)\/(?:logs\/)?[^/]+\/qemu\.(?:conf|pid|log|monitor)/ },
  { product: 'kubevirt', argument: /\/kubevirt(?:-private)?\// },
  { product: 'libvirt', argument: /(?<mark>\/libvirt\/qemu\/(?:lib\/|save\/|channel\/target\/)?domain-\d+-[^/,"]+)/ },
  { product: 'libvirt', argument: /\/libvirt\/qemu\// },
  { product: 'kata', argument: /\/run\/vc\/(?:vm|sbs)\//, named: /^sandbox-[0-9a-f]{12,64}$/ },
];

/** Whose machine a QEMU runs; null where nothing in its arguments says so. */
export function qemuProduct(options: Options, guestName: string | null): QemuProduct | null {
  for (const { product, argument, named } of RULES) {
    const match =
      (argument === undefined ? null : options.find(argument)) ?? (guestName === null ? null : (named?.exec(guestName) ?? null));
    if (match === null) continue;
    return { product, name: match.groups?.['name'] ?? null, mark: match.groups?.['mark'] ?? null, found: match[0] };
  }
  return null;
}
