import { execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { CliContext } from '../../../src/cli/command.ts';
import { commands } from '../../../src/cli/commands.ts';
import { type Shell, completionScript, shells } from '../../../src/cli/completion.ts';
import { ExitError, exitCodeOfError, exitCodes } from '../../../src/core/exit-codes.ts';
import { overviewHelp } from '../../../src/cli/help.ts';
import { commandHelp } from '../../../src/core/command-help.ts';
import { agentHelp } from '../../../src/agent/agent-help.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { AppError } from '../../../src/shared/result.ts';
import { FakeClock } from '../../fakes/clock.ts';

/** Runs a command line that reads nothing of this machine. */
async function run(
  line: string,
  env: Record<string, string> = {},
  program = 'headroom',
): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const streams = { stdin: new PassThrough(), stdout, stderr } as unknown as Pick<CliContext, 'stdin' | 'stdout' | 'stderr'>;
  const code = await runCli(line.split(' ').filter(Boolean), {
    env,
    platform: 'linux',
    clock: new FakeClock(),
    program,
    commands,
    ...streams,
  });
  return { code, out: stdout.read()?.toString() ?? '', err: stderr.read()?.toString() ?? '' };
}

describe('the command line', () => {
  test.each<[string, number, string]>([
    ['stauts', 64, 'headroom stauts: no such command. Did you mean "status"? "headroom help" lists them all.\n'],
    ['xylophone', 64, 'headroom xylophone: no such command. "headroom help" lists them all.\n'],
    ['status --jsno', 64, `headroom status: Unknown option '--jsno'. Did you mean "--json"? See "headroom help status".\n`],
    ['status --rootfs', 64, 'headroom status: Option \'--rootfs <value>\' argument missing. See "headroom help status".\n'],
    ['status extra', 64, 'headroom status: unexpected argument "extra". See "headroom help status".\n'],
    ['status --then x', 64, 'headroom status: --then: expected --rootfs with it\n'],
    ['status --rootfs /nonexistent', 66, 'headroom status: /nonexistent: expected a folder, got nothing there\n'],
    ['status --rootfs /etc', 65, 'headroom status: /etc: expected the root of a Linux machine, got a folder without "proc"\n'],
    ['status --rootfs /etc/passwd', 66, 'headroom status: /etc/passwd: expected a folder, got something else\n'],
    ['doctor --rootfs /nonexistent', 66, 'headroom doctor: /nonexistent: expected a folder, got nothing there\n'],
    [
      'doctor --rootfs /etc --json',
      65,
      'headroom doctor: /etc: expected the root of a Linux machine, got a folder without "proc" or "sys"\n',
    ],
    ['doctor here', 64, 'headroom doctor: unexpected argument "here". See "headroom help doctor".\n'],
    ['watch --count 0', 64, 'headroom watch: --count: expected a whole number from 1 on, got "0"\n'],
    ['watch --interval fast', 64, 'headroom watch: --interval: expected a duration from 250ms to 1d such as "2s", got "fast"\n'],
    ['completion tcsh', 64, 'headroom completion: expected one of bash, zsh, fish, got "tcsh"\n'],
    ['settings', 64, 'headroom settings: expected one of get, set, reset, export, import, validate, got nothing.\n'],
    ['settings set a', 64, 'headroom settings: expected "headroom settings set KEY VALUE"\n'],
    ['help nothing', 64, 'headroom help: no command "nothing".\n'],
    ['top', 64, 'headroom top: expected a terminal; "headroom watch" and "headroom status" write to anything\n'],
    ['agent --bind 0.0.0.0', 64, 'headroom agent: --bind 0.0.0.0: others could read along'],
  ])('headroom %s ends with %i', async (line, code, err) => {
    const result = await run(line);
    expect(result.code).toBe(code);
    expect(result.err.slice(0, err.length)).toBe(err);
    expect(result.err.trimEnd().split('\n')).toHaveLength(1);
    expect(result.out).toBe('');
  });

  test.each([
    ['stauts', '"/a clone/bin/headroom help" lists them all.'],
    ['status extra', 'See "/a clone/bin/headroom help status".'],
    ['top', '"/a clone/bin/headroom watch" and "/a clone/bin/headroom status"'],
    ['settings set a', 'expected "/a clone/bin/headroom settings set KEY VALUE"'],
    ['settings get nothing', '"/a clone/bin/headroom settings get" lists them.'],
  ])('headroom %s names the command as it is typed here', async (line, hint) => {
    expect((await run(line, {}, '/a clone/bin/headroom')).err).toContain(hint);
  });

  test('so does every line of every help', async () => {
    const program = 'bin/headroom';
    for (const line of ['', 'help', ...commands.map(({ name }) => `help ${name}`)]) {
      const { out } = await run(line, {}, program);
      expect(out).toContain(`  ${program} `.trimStart());
      // What is left is no command line: the title, the name of a file.
      const rest = out.replaceAll(program, '').split('\n').slice(1);
      for (const each of rest) expect(each.replaceAll(/headroom\.fish|\/headroom\b/g, '')).not.toContain('headroom');
    }
  });

  test('nothing given: the overview, and the code of a wrong use', async () => {
    expect(await run('')).toMatchObject({ code: 64, out: expect.stringContaining('Commands:') });
  });

  test.each(['help', '--help', '-h'])('%s', async (line) => {
    expect(await run(line)).toEqual({ code: 0, out: `${overviewHelp(commands, 'headroom').join('\n')}\n`, err: '' });
  });

  test.each(commands.map(({ name }) => name))('%s --help and help %s are one', async (name) => {
    const asked = await run(`${name} --help`);
    expect(asked.code).toBe(0);
    expect(asked.out).toBe((await run(`help ${name}`)).out);
  });

  test("the agent's own help is the command's", async () => {
    expect((await run('agent --help')).out).toBe(`${agentHelp('headroom')}\n`);
  });

  test('version', async () => {
    expect((await run('version')).out).toMatch(/^headroom \d+\.\d+\.\d+\n$/);
    expect(JSON.parse((await run('version --json')).out)).toMatchObject({ node: process.versions.node, platform: 'linux' });
    expect(await run('--version')).toEqual(await run('version'));
  });

  test('a variable that nothing reads is told on standard error, once', async () => {
    const { code, out, err } = await run('version', { HEADROOM_CONFIGDIR: '/x', HEADROOM_LOG: 'error' });
    expect({ code, out }).toEqual({ code: 0, out: (await run('version')).out });
    expect(err).toBe('HEADROOM_CONFIGDIR: no such variable, it changes nothing. Did you mean HEADROOM_CONFIG_DIR?\n');
  });

  test('a stack trace only with HEADROOM_LOG=debug', async () => {
    expect((await run('stauts', { HEADROOM_LOG: 'debug' })).err).toMatch(/\n {4}at /);
  });
});

describe('made of the table', () => {
  test('each command is in the overview, and its help has every option and example', () => {
    const overview = overviewHelp(commands, 'headroom').join('\n');
    for (const command of commands) {
      expect(overview).toContain(`  ${command.name} `);
      const help = commandHelp(command, 'headroom').join('\n');
      for (const [name, { summary }] of Object.entries(command.options))
        expect(help).toMatch(new RegExp(`--${name}.* ${escaped(summary)}`));
      for (const { line } of command.examples) expect(help).toContain(line);
    }
  });

  test.each<Shell>([...shells])('%s completes every command, option and word', (shell) => {
    const script = completionScript(shell, commands, 'headroom');
    for (const { name, options, words = [] } of commands) {
      expect(script).toContain(name);
      for (const option of Object.keys(options)) expect(script).toContain(shell === 'fish' ? `-l ${option}` : `--${option}`);
      for (const word of words) expect(script).toContain(word);
    }
  });

  test('bash completes with it', () => {
    const ask = (...words: string[]): string[] => {
      const script = `${completionScript('bash', commands, 'headroom')}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})\nCOMP_CWORD=${words.length - 1}\n_headroom\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
    };
    expect(ask('headroom', 'st')).toEqual(['start', 'status']);
    expect(ask('headroom', 'settings', 'ex')).toEqual(['export']);
    expect(ask('headroom', 'watch', '--c')).toEqual(['--count']);
  });
});

describe('exit codes', () => {
  test.each<[unknown, number]>([
    [new ExitError(exitCodes.unavailable, 'x'), 69],
    [new AppError('invalid-input', 'x'), 65],
    [new AppError('permission-denied', 'x'), 77],
    [new AppError('not-supported', 'x'), 69],
    [Object.assign(new Error('x'), { code: 'ENOENT' }), 66],
    [Object.assign(new Error('x'), { code: 'ENOSPC' }), 74],
    [new Error('x'), 70],
    ['text', 70],
  ])('%s → %i', (thrown, code) => {
    expect(exitCodeOfError(thrown)).toBe(code);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
