import { describe, expect, test } from 'vitest';
import { agentHelp } from '../../../src/agent/agent-help.ts';
import { agentFlags, isLoopback, parseAgentOptions } from '../../../src/agent/agent-options.ts';
import { ExitError } from '../../../src/core/exit-codes.ts';

describe('options of the agent', () => {
  test('the defaults stay on this machine', () => {
    expect(parseAgentOptions([], {})).toEqual({
      port: null,
      bind: '127.0.0.1',
      readOnly: false,
      insecure: false,
      certPath: null,
      keyPath: null,
      openBrowser: true,
      rootDir: null,
    });
  });

  test('all of them', () => {
    const args = '--port 8080 --bind 0.0.0.0 --read-only --cert c.pem --key k.pem --no-open --rootfs /host'.split(' ');
    expect(parseAgentOptions(args, {})).toEqual({
      port: 8080,
      bind: '0.0.0.0',
      readOnly: true,
      insecure: false,
      certPath: 'c.pem',
      keyPath: 'k.pem',
      openBrowser: false,
      rootDir: '/host',
    });
  });

  test.each([
    [['--port', '65536'], /^--port: expected 0 to 65535, got "65536"$/],
    [['--port', 'http'], /^--port: expected 0 to 65535, got "http"$/],
    [['--port', '1e3'], /^--port/],
    [['--port', '-1'], /--port/],
    [['--cert', 'c.pem'], /expected both or none/],
    [['--bind', '0.0.0.0'], /^--bind 0\.0\.0\.0: .*--cert and --key.*--insecure/],
    [['--bind', 'box.lan'], /^--bind box\.lan:/],
    [['--bind', '127.0.0.1.evil.example'], /^--bind/],
    [['--bind', ''], /^--bind: expected an address/],
    [['--prot', '80'], /^Unknown option '--prot'$/],
    [['80'], /^Unexpected argument '80'/],
    [['--port'], /--port/],
  ])('%j is refused with 64 and one line', (args, message) => {
    let thrown: unknown;
    try {
      parseAgentOptions(args, {});
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ExitError);
    expect((thrown as ExitError).exitCode).toBe(64);
    expect((thrown as ExitError).message).toMatch(message);
    expect((thrown as ExitError).message).not.toContain('\n');
  });

  test('loopback needs no TLS, beyond it --insecure says so', () => {
    for (const bind of ['localhost', '::1', '[::1]', '127.0.0.5']) expect(parseAgentOptions(['--bind', bind], {})).not.toBeNull();
    expect(parseAgentOptions(['--bind', '[::1]'], {})?.bind).toBe('::1');
    expect(parseAgentOptions(['--bind', '0.0.0.0', '--insecure'], {})?.insecure).toBe(true);
    expect(isLoopback('0.0.0.0')).toBe(false);
    expect(isLoopback('::')).toBe(false);
  });

  test('port 0 asks for any, as in the settings; HEADROOM_ROOTFS is --rootfs; / is this machine', () => {
    expect(parseAgentOptions(['--port', '0'], {})?.port).toBeNull();
    expect(parseAgentOptions([], { HEADROOM_ROOTFS: '/host' })?.rootDir).toBe('/host');
    expect(parseAgentOptions(['--rootfs', '/other'], { HEADROOM_ROOTFS: '/host' })?.rootDir).toBe('/other');
    expect(parseAgentOptions(['--rootfs', '/'], {})?.rootDir).toBeNull();
    expect(parseAgentOptions([], { HEADROOM_ROOTFS: '' })?.rootDir).toBeNull();
  });

  test('help names every option, and wins', () => {
    expect(parseAgentOptions(['--help', '--port', 'x'], {})).toBeNull();
    for (const name of Object.keys(agentFlags)) expect(agentHelp('headroom')).toContain(`--${name}`);
  });
});
