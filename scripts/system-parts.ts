import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from '../test/support/chromium.ts';
import { whyNoDesktopBus } from '../test/support/desktop-bus.ts';
import { programPath } from '../test/support/engines.ts';

/** A program the tests need that npm does not bring. */
interface Part {
  readonly name: string;
  readonly present: () => boolean;
  readonly debianPackages: readonly string[];
}

const parts: readonly Part[] = [
  // A font, so that pages are laid out (and screenshots drawn) alike everywhere.
  { name: 'Chromium', present: () => findChromium() !== null, debianPackages: ['chromium', 'fonts-inter', 'fonts-dejavu-core'] },
  {
    name: 'ps (procps)',
    present: () => process.platform !== 'linux' || existsSync('/usr/bin/ps') || existsSync('/bin/ps'),
    debianPackages: ['procps'],
  },
  // Real container engines; busybox is the image that the tests import without a registry.
  {
    name: 'Docker and Podman',
    present: () =>
      process.platform !== 'linux' ||
      ['dockerd', 'containerd', 'podman', 'runc', 'conmon', 'busybox', 'iptables'].every((name) => programPath(name) !== null),
    debianPackages: ['docker.io', 'containerd', 'podman', 'runc', 'conmon', 'busybox-static', 'iptables'],
  },
  // A desktop's notification service without a desktop, and the programs that talk to it.
  {
    name: 'D-Bus with Python and notify-send',
    present: () => process.platform !== 'linux' || whyNoDesktopBus() === null,
    debianPackages: ['dbus-daemon', 'libglib2.0-bin', 'libnotify-bin', 'python3-dbus', 'python3-gi'],
  },
];

function apt(...args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
}

/** Installs what is missing where that is allowed (root on Debian), else says in one line what to install. False when CI lacks a part. */
export function installSystemParts(): boolean {
  const missing = parts.filter((part) => !part.present());
  if (missing.length === 0) return true;
  const packages = missing.flatMap((part) => part.debianPackages);
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`▸ installing ${missing.map((part) => part.name).join(', ')}`);
    if (apt('update') && apt('install', '-y', '--no-install-recommends', ...packages) && missing.every((part) => part.present()))
      return true;
  }
  console.error(
    `Missing: ${missing.map((part) => part.name).join(', ')}. Install it (Debian: sudo apt-get install ${packages.join(' ')}) or set HEADROOM_CHROMIUM.`,
  );
  return process.env['CI'] !== 'true';
}
