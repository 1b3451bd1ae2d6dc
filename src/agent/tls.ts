import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { toError } from '../shared/result.ts';
import { ExitError, exitCodes } from '../core/exit-codes.ts';
import { plainWords } from '../core/plain-fault.ts';

export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** The DNS names of the certificate, without wildcards: pages may be asked for under them. */
  readonly names: readonly string[];
}

/** Reads the certificate and its key. Throws an ExitError (66: no such file; 78: not a matching pair). */
export function readTlsFiles(certPath: string, keyPath: string): TlsFiles {
  const cert = read('--cert', certPath);
  const key = read('--key', keyPath);
  try {
    return { cert, key, names: dnsNames(new X509Certificate(cert).subjectAltName ?? '') };
  } catch (thrown) {
    throw new ExitError(exitCodes.config, `--cert ${certPath}: expected a certificate in PEM, got ${toError(thrown).message}`, {
      cause: thrown,
    });
  }
}

function read(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (thrown) {
    throw new ExitError(exitCodes.noInput, `${option} ${path}: expected a file in PEM, got ${plainWords(thrown)}`, { cause: thrown });
  }
}

/** "DNS:box.lan, DNS:*.lan, IP Address:10.0.0.2" → ["box.lan"]. */
function dnsNames(subjectAltName: string): string[] {
  return [...subjectAltName.matchAll(/DNS:([\w.-]+)(?=,|$)/g)].map(([, name = '']) => name.toLowerCase());
}
