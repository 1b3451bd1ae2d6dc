import type { Server } from 'node:net';
import { ExitError, exitCodes } from '../core/exit-codes.ts';

export const FIRST_PORT = 4717;
const PORTS_TRIED = 21;

export interface Listening {
  readonly port: number;
  /** True when the first port was taken and none was asked for. */
  readonly moved: boolean;
}

/** Listens at the port that was asked for, else at the first free one from 4717 on. Throws an ExitError (69, 77 or 64) that says what to do. */
export async function listen(server: Server, address: string, asked: number | null): Promise<Listening> {
  const ports = asked === null ? Array.from({ length: PORTS_TRIED }, (_, index) => FIRST_PORT + index) : [asked];
  for (const port of ports) {
    try {
      await listenOnce(server, address, port);
      return { port, moved: asked === null && port !== FIRST_PORT };
    } catch (thrown) {
      const fault = thrown as NodeJS.ErrnoException;
      if (fault.code !== 'EADDRINUSE') throw faultOf(fault, address, port);
    }
  }
  throw new ExitError(
    exitCodes.unavailable,
    asked === null
      ? `Ports ${FIRST_PORT} to ${FIRST_PORT + PORTS_TRIED - 1} of ${address} are taken; give another one with --port.`
      : `Port ${asked} of ${address} is taken; give another one with --port, or none to get the next free one.`,
  );
}

function listenOnce(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // Neither stays behind: the next port is tried with the same server.
    const onError = (error: Error): void => {
      server.off('listening', onListening);
      reject(error);
    };
    const onListening = (): void => {
      server.off('error', onError);
      resolve();
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen({ host, port, exclusive: true });
  });
}

function faultOf(fault: NodeJS.ErrnoException, address: string, port: number): ExitError {
  switch (fault.code) {
    case 'EACCES':
      return new ExitError(exitCodes.permission, `Port ${port} needs more rights than this user has; give one from 1024 on with --port.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ExitError(exitCodes.usage, `--bind ${address}: expected an address of this machine (${fault.code})`);
    default:
      return new ExitError(exitCodes.unavailable, `Cannot listen at ${address}, port ${port}: ${fault.message}`);
  }
}
