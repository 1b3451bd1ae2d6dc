import { homedir } from 'node:os';
import type { Clock } from '../../ports.ts';
import { fromQuoted } from './command-line.ts';
import { readConfigFile } from './config-reader.ts';
import { type VmReader, createVmReader } from './vm-reader.ts';

/** Machines on Windows: all from the process list, and configuration files of this user. */
export function createWindowsVmReader(clock: Clock, home: string = homedir()): VmReader {
  return createVmReader({
    platform: 'win32',
    commandLineOf: ({ command }) => fromQuoted(command),
    homeOf: () => home.replace(/[\\/]+$/, ''),
    readConfig: ({ path }) => readConfigFile(clock, path, path),
    openFilesOf: () => Promise.resolve(new Map()),
  });
}
