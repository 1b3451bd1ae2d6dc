import { rootDirOf } from '../core/root-place.ts';
import { toError } from '../shared/result.ts';
import { type CommandText, helpOption } from '../core/command-help.ts';
import { ExitError, exitCodes } from '../core/exit-codes.ts';

export interface AgentOptions {
  /** Null: none asked for; then the settings' one, or the first free one from 4717 on. */
  readonly port: number | null;
  /** The address to listen at. */
  readonly bind: string;
  /** Pages may only look, whatever their link says. */
  readonly readOnly: boolean;
  /** Beyond loopback without TLS. */
  readonly insecure: boolean;
  /** Files, in PEM. Both or none. */
  readonly certPath: string | null;
  readonly keyPath: string | null;
  readonly openBrowser: boolean;
  /** The folder read as if it were `/`. */
  readonly rootDir: string | null;
}

/** The options of the agent as parseArgs takes them; with what the help says of each. */
export const agentFlags = {
  port: { type: 'string', value: 'N', summary: 'listen at this port (default: the first free one from 4717 on)' },
  bind: { type: 'string', value: 'ADDRESS', summary: 'listen at this address (default: 127.0.0.1)' },
  'read-only': { type: 'boolean', summary: 'pages may look and change nothing' },
  cert: { type: 'string', value: 'FILE', summary: 'certificate for HTTPS, in PEM' },
  key: { type: 'string', value: 'FILE', summary: 'key of the certificate, in PEM' },
  insecure: { type: 'boolean', summary: 'allow an address beyond this machine without HTTPS' },
  'no-open': { type: 'boolean', summary: 'open no browser' },
  rootfs: { type: 'string', value: 'DIR', summary: 'read the machine below this folder as if it were /' },
  help: helpOption,
} as const;

const { help: _, ...optionsInHelp } = agentFlags;

/** What the help says, of the agent itself and of the command. */
export const agentText = {
  name: 'agent',
  summary: 'run Headroom without a desktop: a page in the browser',
  usage: ['[--port N] [--no-open] [--read-only]', '--bind ADDRESS --cert FILE --key FILE'],
  examples: [
    { line: 'headroom agent', what: 'prints a link that works once, and runs until Ctrl-C' },
    { line: 'headroom agent --read-only --port 8080', what: 'a page that changes nothing, at port 8080' },
    { line: 'headroom agent --bind 0.0.0.0 --cert box.pem --key box.key', what: 'for other machines, with HTTPS' },
    { line: 'headroom agent --rootfs /host --no-open', what: 'in a container that has the host mounted' },
  ],
  options: optionsInHelp,
} as const satisfies CommandText;

const loopbackNames: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

export function isLoopback(address: string): boolean {
  return loopbackNames.has(address) || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
}

/** Reads the arguments after `agent`; null when help is asked for. Throws an ExitError (64) that names what is wrong. */
export function parseAgentOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): AgentOptions | null {
  const values = parsed(args);
  if (values.help === true) return null;
  const certPath = values.cert ?? null;
  const keyPath = values.key ?? null;
  if ((certPath === null) !== (keyPath === null)) throw new ExitError(exitCodes.usage, '--cert and --key: expected both or none');
  // "[::1]" as in a URL is the same address.
  const bind = (values.bind ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1');
  if (bind === '' || bind.length > 253) throw new ExitError(exitCodes.usage, '--bind: expected an address or a name of this machine');
  const insecure = values.insecure ?? false;
  if (!isLoopback(bind) && certPath === null && !insecure) {
    throw new ExitError(
      exitCodes.usage,
      `--bind ${bind}: others could read along; give --cert and --key, or say --insecure where the network is yours alone`,
    );
  }
  return {
    port: values.port === undefined ? null : portOf(values.port),
    bind,
    readOnly: values['read-only'] ?? false,
    insecure,
    certPath,
    keyPath,
    openBrowser: values['no-open'] !== true,
    rootDir: rootDirOf(values.rootfs, env),
  };
}

function parsed(args: readonly string[]) {
  // An `import` would read all exports of node:util, and load what is behind its getters: 1 MB.
  const { parseArgs } = process.getBuiltinModule('node:util');
  try {
    return parseArgs({ args: [...args], options: agentFlags, strict: true, allowPositionals: false }).values;
  } catch (thrown) {
    // Of what parseArgs says, the first sentence is the fault; the others are its advice.
    throw new ExitError(exitCodes.usage, (toError(thrown).message.split('\n')[0] ?? '').replace(/\. To specify.*$/, ''), { cause: thrown });
  }
}

/** 0 stands for "any", as in the settings. */
function portOf(text: string): number | null {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new ExitError(exitCodes.usage, `--port: expected 0 to 65535, got ${JSON.stringify(text)}`);
  return port === 0 ? null : port;
}
