import { type ChildProcess, spawn } from 'node:child_process';
import { get } from 'node:http';
import { type Program, compare, hasPsutil, installed, worker } from './programs.ts';
import { type Row, ratioText } from './table.ts';

const EXPORTER_PORT = 19_100;
const HOST_GROUPS = ['cpu', 'memory', 'diskIo', 'network', 'pressure'];
const SYSTEM_AND_PROCESSES = [...HOST_GROUPS, 'processes'];

function scrape(): Promise<void> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port: EXPORTER_PORT, path: '/metrics' }, (response) => {
      response.resume();
      response.on('end', resolve);
    });
    request.on('error', () => resolve());
  });
}

const exporter: Program = {
  name: 'node_exporter, one scrape a second',
  command: 'prometheus-node-exporter',
  args: [`--web.listen-address=127.0.0.1:${EXPORTER_PORT}`, '--log.level=error', '--no-collector.systemd'],
  eachSecond: scrape,
};

interface Bound {
  readonly peer: string;
  readonly text: string;
  readonly ratio: number;
}

async function rowsOf(
  what: string,
  ours: Program,
  peers: readonly Program[],
  bounds: readonly Bound[],
  seconds: number,
  rounds: number,
): Promise<Row[]> {
  const results = await compare([ours, ...peers], seconds, rounds);
  const own = results.get(ours.name) ?? Number.NaN;
  return peers.map(({ name }): Row => {
    const value = results.get(name) ?? Number.NaN;
    const bound = bounds.find(({ peer }) => peer === name);
    return {
      what,
      ours: `${own.toFixed(2)} ms/s`,
      peer: name,
      peerValue: `${value.toFixed(2)} ms/s`,
      ratio: ratioText(own, value),
      bound: bound?.text ?? '',
      met: bound === undefined ? null : own / value <= bound.ratio,
    };
  });
}

/** CPU milliseconds a second of a host tick at 1 Hz, against what reads the same. */
export function hostRows(seconds: number, rounds: number): Promise<Row[]> {
  const si = worker('systeminformation, five calls', 'systeminformation-1hz.ts');
  const peers = [
    worker('empty 1 Hz timer in Node (the floor)', 'empty-timer.ts'),
    si,
    ...(installed(exporter.command) ? [exporter] : []),
    ...(hasPsutil() ? [worker('psutil', 'psutil-1hz.py')] : []),
  ];
  const bounds: Bound[] = [
    { peer: si.name, text: '≤ 1/40', ratio: 1 / 40 },
    { peer: exporter.name, text: '≤ 1/6', ratio: 1 / 6 },
  ];
  return rowsOf('host tick', worker('Headroom', 'monitor-1hz.ts', ...HOST_GROUPS), peers, bounds, seconds, rounds);
}

/** The same with the process table, on a machine with some 300 processes. */
export async function processRows(seconds: number, rounds: number): Promise<Row[]> {
  const sleepers: ChildProcess[] = [];
  for (let i = 0; i < 230; i += 1) sleepers.push(spawn('sleep', ['3600'], { stdio: 'ignore' }));
  try {
    const si = worker('systeminformation with processes()', 'systeminformation-1hz.ts', 'processes');
    const top: Program = { name: 'top -b -d 1', command: 'top', args: ['-b', '-d', '1'] };
    const htop: Program = { name: 'htop -d 10', command: 'htop', args: ['-d', '10'], terminal: true };
    const peers = [
      ...(installed('top') ? [top] : []),
      ...(installed('htop') && installed('script') ? [htop] : []),
      si,
      ...(hasPsutil() ? [worker('psutil with process_iter', 'psutil-1hz.py', 'processes')] : []),
    ];
    const bounds: Bound[] = [
      { peer: top.name, text: '< 1', ratio: 1 },
      { peer: htop.name, text: '≤ 1/4', ratio: 1 / 4 },
      { peer: si.name, text: '≤ 1/60', ratio: 1 / 60 },
    ];
    const ours = worker('Headroom', 'monitor-1hz.ts', ...SYSTEM_AND_PROCESSES);
    return await rowsOf('system + 300 processes', ours, peers, bounds, seconds, rounds);
  } finally {
    for (const sleeper of sleepers) sleeper.kill('SIGKILL');
  }
}
