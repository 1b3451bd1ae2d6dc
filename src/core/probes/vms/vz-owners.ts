import type { VmProduct } from '../../../shared/model/vm.ts';
import { parseAppleContainerConfig, parseLimaYaml, parseTartConfig } from './config-text.ts';
import { defaultToNull } from './found-vm.ts';
import type { ConfigFacts, ConfigFile } from './raw-vms.ts';

/** Whose a machine is, told by a file that it has open or that its supervisor names. */
export interface VzOwner {
  readonly product: VmProduct;
  readonly name: string | null;
  /** "" where the product has one machine only. */
  readonly key: string;
  /** What the sign was. */
  readonly file: string;
  /** What its supervisor and helpers have in their command lines. */
  readonly marks: readonly string[];
  readonly config: ConfigFile | null;
}

interface Rule {
  readonly product: VmProduct;
  /** Groups: `name` of the machine, `folder` the end of the path of the folder that is its own. */
  readonly file: RegExp;
  readonly config?: { readonly file: string; readonly parse: (text: string) => ConfigFacts };
  readonly mark?: (name: string) => string;
}

const LIMA_FILE = String.raw`\/(?:diffdisk|basedisk|disk|cidata\.iso|cidata|vz-efi|vz-identifier|iso|ha\.(?:pid|sock))(?:,|$)`;
const limaIn = (folder: string, name: string): RegExp => new RegExp(`(?<folder>${folder}(?<name>${name}))${LIMA_FILE}`);
const LIMA_YAML = { file: 'lima.yaml', parse: parseLimaYaml };
const TART_JSON = { file: 'config.json', parse: parseTartConfig };

/**
 * In the order of trust: a machine that shares folders has files of its user open, which may be anything, another product's disk included.
 * So the signs are names of disk images and the like, and Docker's, which shares most, come first.
 */
const RULES: readonly Rule[] = [
  { product: 'docker-desktop', file: /\/com\.docker\.docker\/Data\/vms\/|\/Docker\.raw(?:,|$)/ },
  { product: 'orbstack', file: /\/HUAQ24HBR6\.dev\.orbstack\/data\/|\/\.orbstack\/data\// },
  { product: 'colima', file: limaIn(String.raw`\/_lima\/`, '(?:colima)[^/]*'), config: LIMA_YAML },
  { product: 'rancher-desktop', file: limaIn(String.raw`\/rancher-desktop\/lima\/`, '[^/_][^/]*'), config: LIMA_YAML },
  { product: 'lima', file: limaIn(String.raw`\/\.lima\/`, '[^/_][^/]*'), config: LIMA_YAML },
  { product: 'tart', file: /(?<folder>\/\.tart\/vms\/(?<name>[^/]+))\/(?:disk\.img|nvram\.bin)$/, config: TART_JSON },
  { product: 'lume', file: /(?<folder>\/\.lume\/(?<name>[^/]+))\/(?:disk\.img|nvram\.bin)$/, config: TART_JSON },
  { product: 'utm', file: /\/(?<name>[^/]+)\.utm\/Data\// },
  {
    product: 'podman-machine',
    file: /\/podman\/machine\/(?:applehv\/|libkrun\/)?(?!efi-bl-)(?<name>[^/,]+?)(?:-(?:arm64|amd64|aarch64|x86_64))?(?:\.raw)?(?:,|$)/,
    mark: (name) => `/podman/${name}-`,
  },
  { product: 'crc', file: /(?<folder>\/\.crc\/machines\/(?<name>[^/]+))\// },
  { product: 'minikube', file: /(?<folder>\/\.minikube\/machines\/(?<name>[^/]+))\// },
  {
    product: 'apple-container',
    file: /(?<folder>\/com\.apple\.container\/containers\/(?<name>[^/]+))\//,
    config: { file: 'config.json', parse: parseAppleContainerConfig },
  },
  { product: 'multipass', file: /(?<folder>\/multipassd\/(?:\w+\/)?vault\/instances\/(?<name>[^/]+))\// },
];

/** Whose machine has, or names, these files; null when none of them says it. */
export function vzOwnerOf(files: readonly string[]): VzOwner | null {
  for (const rule of RULES) {
    for (const file of files) {
      const match = rule.file.exec(file);
      if (match !== null) return ownerOf(rule, file, match);
    }
  }
  return null;
}

function ownerOf(rule: Rule, file: string, { groups = {}, index }: RegExpExecArray): VzOwner {
  const { name } = groups;
  const folder = groups['folder'] === undefined ? undefined : pathBefore(file, index) + groups['folder'];
  const marks: string[] = [];
  if (folder !== undefined) marks.push(`${folder}/`);
  if (rule.mark !== undefined && name !== undefined) marks.push(rule.mark(name));
  const config = rule.config;
  return {
    product: rule.product,
    name: defaultToNull(rule.product, name ?? null),
    key: name ?? '',
    file,
    marks,
    config:
      config === undefined || folder === undefined ? null : { path: `${folder}/${config.file}`, seenFrom: 'machine', parse: config.parse },
  };
}

/** The beginning of the path that goes on at `index`. In an option a path stands behind "=" or ",". */
function pathBefore(text: string, index: number): string {
  const before = text.slice(0, index);
  return before.slice(Math.max(before.lastIndexOf('='), before.lastIndexOf(',')) + 1);
}
