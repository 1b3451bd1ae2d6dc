import type { InterfaceRaw } from '../raw.ts';
import type { KernelFiles } from './kernel-files.ts';
import { attempt } from './sources.ts';

// What an interface is: `/sys/class/net` says it. Some of its files take the kernel's network lock, so every link is asked when it is new and
// then at every 30th read, one thirtieth of them at a time.

const REFRESH_READS = 30;
const BITS_PER_MEGABIT = 1_000_000;
/** −1 as the kernel prints it for an unsigned 32-bit number. */
const UNKNOWN_SPEED = 4_294_967_295;

type State = InterfaceRaw['state'];
interface Link {
  /** Has hardware behind it (a virtual machine's network card is hardware to the machine). */
  readonly physical: boolean;
  /** The bridge, bond or team it is a member of. */
  readonly master: string | null;
  readonly bridge: boolean;
  /** A tunnel: what it carries is counted at its carrier. */
  readonly tunnel: boolean;
  readonly state: State;
  readonly speedBitsPerSec: number | null;
}

export type LinkFacts = Pick<InterfaceRaw, 'state' | 'speedBitsPerSec' | 'counted'>;
const UNKNOWN: LinkFacts = { state: 'unknown', speedBitsPerSec: null, counted: false };

export interface Links {
  /** Takes the names that are there now, once at each read. */
  update(names: readonly string[]): void;
  of(name: string): LinkFacts;
}

export function createLinks(files: KernelFiles): Links {
  let links = new Map<string, Link>();
  let facts: ReadonlyMap<string, LinkFacts> = new Map();
  let next = 0;

  /** Asks anew for those whose turn it is; true when something changed. */
  function refresh(names: readonly string[]): boolean {
    let changed = links.size !== names.length || names.some((name) => !links.has(name));
    if (changed) {
      const now = new Set(names);
      links = new Map([...links].filter(([name]) => now.has(name)));
    }
    const turn = next;
    next = (next + 1) % REFRESH_READS;
    names.forEach((name, position) => {
      if (links.has(name) && position % REFRESH_READS !== turn) return;
      const link = readLink(files, name);
      changed ||= !sameLink(links.get(name), link);
      links.set(name, link);
    });
    return changed;
  }

  return {
    update(names) {
      if (!refresh(names)) return;
      const counted = countedLinks(links);
      facts = new Map(
        [...links].map(([name, { state, speedBitsPerSec }]) => [name, { state, speedBitsPerSec, counted: counted.has(name) }]),
      );
    },
    of: (name) => facts.get(name) ?? UNKNOWN,
  };
}

function readLink(files: KernelFiles, name: string): Link {
  const folder = `/sys/class/net/${name}`;
  const master = files.linkTarget(`${folder}/master`);
  const physical = files.exists(`${folder}/device`);
  const state = stateOf(readWord(files, `${folder}/operstate`));
  return {
    physical,
    master: master === null ? null : master.slice(master.lastIndexOf('/') + 1),
    bridge: files.exists(`${folder}/bridge`),
    tunnel: files.exists(`${folder}/tun_flags`),
    state,
    // A veth says 10 Gbit/s and means nothing by it.
    speedBitsPerSec: physical && state !== 'down' ? speedOf(readWord(files, `${folder}/speed`)) : null,
  };
}

function readWord(files: KernelFiles, path: string): string {
  const text = attempt(path, () => files.readText(path));
  return typeof text === 'string' ? text.trim() : '';
}

function stateOf(operstate: string): State {
  if (operstate === 'up') return 'up';
  return operstate === 'down' || operstate === 'lowerlayerdown' || operstate === 'notpresent' ? 'down' : 'unknown';
}

function speedOf(text: string): number | null {
  const megabits = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return megabits === 0 || megabits === UNKNOWN_SPEED ? null : megabits * BITS_PER_MEGABIT;
}

function sameLink(a: Link | undefined, b: Link): boolean {
  return (
    a !== undefined &&
    a.physical === b.physical &&
    a.master === b.master &&
    a.bridge === b.bridge &&
    a.tunnel === b.tunnel &&
    a.state === b.state &&
    a.speedBitsPerSec === b.speedBitsPerSec
  );
}

/**
 * The links whose traffic makes the totals, each packet once: those with hardware, and not the bond or bridge above them. A card whose master
 * is itself a card (a cloud machine's fast path beside its virtual card) is in its master's numbers. Without any hardware (a container): all
 * but loopback, tunnels and the members of a bridge or bond, and a bridge only where nothing else is left.
 */
export function countedLinks(links: ReadonlyMap<string, Pick<Link, 'physical' | 'master' | 'bridge' | 'tunnel'>>): ReadonlySet<string> {
  const names = (test: (link: Pick<Link, 'physical' | 'master' | 'bridge' | 'tunnel'>) => boolean): string[] =>
    [...links].filter(([name, link]) => name !== 'lo' && test(link)).map(([name]) => name);
  const isPhysical = (name: string | null): boolean => name !== null && links.get(name)?.physical === true;
  const choices = [
    names((link) => link.physical && !isPhysical(link.master)),
    names((link) => link.master === null && !link.tunnel && !link.bridge),
    names((link) => link.master === null && !link.tunnel),
    names(() => true),
  ];
  return new Set(choices.find((choice) => choice.length > 0));
}
