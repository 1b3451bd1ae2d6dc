import { chmodSync, copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Place, createPlace, runProgram } from './headroom.ts';

const BIN = new URL('../../../bin/headroom', import.meta.url).pathname;
const TOOLS = ['sh', 'dirname', 'readlink'];

let place: Place;
let bin: string;
beforeEach(() => {
  place = createPlace();
  bin = join(place.folder, 'a clone', 'bin', 'headroom');
  mkdirSync(join(bin, '..'), { recursive: true });
  copyFileSync(BIN, bin);
  chmodSync(bin, 0o755);
});
afterEach(() => place.remove());

/** A folder of programs in which there is no Node. */
function pathWithoutNode(): string {
  const tools = join(place.folder, 'tools');
  mkdirSync(tools);
  for (const tool of TOOLS) symlinkSync(join('/usr/bin', tool), join(tools, tool));
  return tools;
}

describe.skipIf(process.platform === 'win32')('bin/headroom', () => {
  test('through symlinks, with its arguments as they are, and the exit code', async () => {
    place.write('a clone/out/main/cli.js', 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;');
    const links = join(place.folder, 'links');
    mkdirSync(links);
    symlinkSync('../a clone/bin/headroom', join(links, 'relative'));
    symlinkSync(join(links, 'relative'), join(links, 'absolute'));
    for (const file of [bin, join(links, 'relative'), join(links, 'absolute')]) {
      expect(await runProgram(file, ['a b', '', '$x'], {})).toEqual({ code: 7, out: '["a b","","$x"]\n', err: '' });
    }
  });

  test("the project's own Node comes first", async () => {
    place.write('a clone/out/main/cli.js', 'console.log(process.execPath, process.argv0)');
    const node = join(place.folder, 'a clone/node_modules/.bin/node');
    mkdirSync(join(node, '..'), { recursive: true });
    symlinkSync(process.execPath, node);
    expect((await runProgram(bin, [], { PATH: pathWithoutNode() })).out).toContain(node);
  });

  test('no Node: one line, 69', async () => {
    const { code, err } = await runProgram(bin, ['status'], { PATH: pathWithoutNode() });
    expect(code).toBe(69);
    expect(err).toMatch(/^headroom: expected Node 22 or later, found none: .*\n$/);
  });

  test('not built, and nothing to build with: one line, 69', async () => {
    const { code, err } = await runProgram(bin, ['status'], {});
    expect(code).toBe(69);
    expect(err).toMatch(/^headroom: not built, .*\n$/);
  });
});
