import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { once } from 'node:events';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { cgroupFolders } from './cgroup-folders.ts';

// Real container engines, started by a test in a folder of its own and gone without a trace afterwards: processes, mounts, cgroups, files.

const START_TIMEOUT_MS = 40_000;
const STOP_TIMEOUT_MS = 15_000;
/** Cgroups that engines make beside the one they are given, and leave behind empty. */
const OWN_CGROUPS = ['docker', 'libpod_parent'] as const;
const APPLETS = ['sh', 'sleep', 'dd', 'cat', 'true'] as const;

export interface ContainerSpec {
  readonly name: string;
  readonly command: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly host?: Readonly<Record<string, unknown>>;
}

export interface TestEngine {
  readonly socketPath: string;
  readonly dir: string;
  /** Starts the engine and waits until it answers. The image is imported at the first start. */
  start(): Promise<void>;
  /** Ends the engine's process as a crash would; its containers and helpers go on. */
  crash(): Promise<void>;
  /** Makes a container and starts it; answers with its id. */
  run(spec: ContainerSpec): Promise<string>;
  /** One question to the engine's API; the answer's JSON. Throws for a status of 400 and above. */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** Another process of the engine on a socket of its own, with the same containers. */
  serveAlso(socketPath: string): Promise<void>;
  stop(): Promise<void>;
}

/** Why engines cannot be started here, in a line; null when they can. What `npm test` installs is never missing there. */
export function engineFault(...programs: readonly string[]): string | null {
  if (process.platform !== 'linux') return 'needs Linux';
  const missing = [...programs, 'busybox', 'runc'].filter((program) => programPath(program) === null);
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  return process.getuid?.() === 0 ? null : 'needs root';
}

export function programPath(name: string): string | null {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/bin', '/bin']) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return null;
}

export function createDocker(): TestEngine {
  return createEngine(
    'dockerd',
    '--host unix://SOCKET --data-root DIR/data --exec-root DIR/exec --pidfile DIR/pid --storage-driver vfs --iptables=false --bridge=none --cgroup-parent /NAME',
  );
}

export function createPodman(): TestEngine {
  return createEngine(
    'podman',
    '--root DIR/root --runroot DIR/run --tmpdir DIR/tmp --storage-driver vfs --runtime runc --cgroup-manager cgroupfs --events-backend file system service --time=0 unix://SOCKET',
  );
}

/** @param line its arguments, with SOCKET, DIR and NAME for what differs from engine to engine */
function createEngine(program: string, line: string): TestEngine {
  // A socket's path has at most 107 bytes.
  const dir = mkdtempSync(join(tmpdir(), 'hr-engine-'));
  const socketPath = join(dir, 'engine.sock');
  const children = new Set<ChildProcess>();
  let image: string | null = null;

  const made = OWN_CGROUPS.filter((name) => cgroupFolders(name).length === 0);
  // It waits for the end of its input, which comes with the end of this process, whatever ends it.
  const sweeper = spawn(process.execPath, [join(import.meta.dirname, 'engine-sweeper.ts'), dir, ...made], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });

  async function launch(path: string): Promise<ChildProcess> {
    const words = line.split(' ').map((word) => word.replace('SOCKET', path).replace('DIR', dir).replace('NAME', basename(dir)));
    // Podman's conmon leaves a file "oom" in the folder it was started in.
    const child = spawn(programPath(program) ?? program, words, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    children.add(child);
    child.once('exit', () => children.delete(child));
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
      const answers = await ask(path, 'GET', '/_ping').then(
        () => true,
        () => false,
      );
      if (answers) return child;
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
    throw new Error(`${program} does not start: ${said}`);
  }

  async function importImage(): Promise<string> {
    const root = join(dir, 'image');
    mkdirSync(join(root, 'bin'), { recursive: true });
    copyFileSync(programPath('busybox') ?? '', join(root, 'bin/busybox'));
    for (const name of APPLETS) symlinkSync('busybox', join(root, 'bin', name));
    const tar = spawnSync('tar', ['-C', root, '-c', '.'], { maxBuffer: 64 * 1024 * 1024 });
    await ask(socketPath, 'POST', '/images/create?fromSrc=-&repo=headroom-test&tag=1', tar.stdout);
    const [first] = (await ask(socketPath, 'GET', '/images/json')) as { Id: string }[];
    if (first === undefined) throw new Error(`${program}: the image was not imported`);
    return first.Id;
  }

  return {
    socketPath,
    dir,
    async start() {
      await launch(socketPath);
      image ??= await importImage();
    },
    async crash() {
      await Promise.all([...children].map((child) => ended(child, 'SIGKILL')));
      // Its containerd died with it; Docker 20.10 would wait for the process that the file names until it gives up
      // ("timeout waiting for containerd to start": https://github.com/moby/moby/issues/43281).
      rmSync(join(dir, 'exec/containerd/containerd.pid'), { force: true });
    },
    async run({ name, command, labels = {}, host = {} }) {
      const spec = {
        Image: image,
        Cmd: command,
        Labels: labels,
        HostConfig: {
          NetworkMode: 'none',
          // Podman's own default is above what a sandbox allows.
          Ulimits: [
            { Name: 'nofile', Soft: 1024, Hard: 4096 },
            { Name: 'nproc', Soft: 1024, Hard: 4096 },
          ],
          ...(program === 'podman' ? { CgroupParent: `/${basename(dir)}` } : {}),
          ...host,
        },
      };
      const { Id } = (await ask(socketPath, 'POST', `/containers/create?name=${encodeURIComponent(name)}`, spec)) as { Id: string };
      await ask(socketPath, 'POST', `/containers/${Id}/start`);
      return Id;
    },
    call: (method, path, body) => ask(socketPath, method, path, body),
    async serveAlso(path) {
      await launch(path);
    },
    async stop() {
      try {
        const list = (await ask(socketPath, 'GET', '/containers/json?all=true')) as { Id: string }[];
        await Promise.all(list.map(({ Id }) => ask(socketPath, 'DELETE', `/containers/${Id}?force=true`)));
      } catch {
        // It does not answer any more: what it left is swept away below.
      }
      await Promise.all([...children].map((child) => ended(child, 'SIGTERM')));
      const swept = once(sweeper, 'exit');
      sweeper.stdin.end();
      await swept;
    },
  };
}

async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await gone;
  clearTimeout(timer);
}

function ask(socketPath: string, method: string, path: string, body?: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const payload = body === undefined ? '' : Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const headers = {
      'Content-Type': Buffer.isBuffer(body) ? 'application/x-tar' : 'application/json',
      'Content-Length': Buffer.byteLength(payload),
    };
    const outgoing = request({ socketPath, method, path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if ((answer.statusCode ?? 500) >= 400) reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
        else resolve(text.startsWith('{') || text.startsWith('[') ? parsed(text) : text);
      });
    });
    outgoing.once('error', reject);
    outgoing.end(payload);
  });
}

/** The answer to an import is several JSON objects. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
