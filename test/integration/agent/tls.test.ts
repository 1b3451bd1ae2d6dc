import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Place, createPlace } from './agent-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'headroom-tls-'));
const file = (name: string): string => join(folder, name);

/** Makes a self-signed certificate; false where there is no openssl. */
function makeCertificate(name: string): boolean {
  const args = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=box -addext subjectAltName=DNS:box.test,DNS:*.box.test`;
  return spawnSync('openssl', [...args.split(' '), '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)]).status === 0;
}

const hasOpenssl = makeCertificate('box') && makeCertificate('other');
if (!hasOpenssl) console.warn('HTTPS of the agent is not tested: there is no openssl to make a certificate with.');

let place: Place;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

interface Answer {
  readonly status: number;
  readonly cookie: string;
}

function askTls(port: string, host: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, servername: 'box.test', ca: readFileSync(file('box.pem')), headers: { host } };
    const sent = request(options, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, cookie: response.headers['set-cookie']?.[0] ?? '' }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe.skipIf(!hasOpenssl)('beyond this machine', () => {
  test('with a certificate: under its name, over TLS only, with a cookie that stays on TLS', async () => {
    const agent = place.start(['--bind', '0.0.0.0', '--cert', file('box.pem'), '--key', file('box.key')]);
    const link = await agent.link;
    expect(link).toMatchObject({ protocol: 'https:', hostname: 'box.test' });
    const { port } = link;
    expect(await askTls(port, `box.test:${port}`, '/healthz')).toMatchObject({ status: 200 });
    expect(await askTls(port, `127.0.0.1:${port}`, '/healthz')).toMatchObject({ status: 200 });
    // A wildcard in the certificate is no name of this agent.
    for (const host of [`any.box.test:${port}`, 'box.test', `evil.example:${port}`]) {
      expect(await askTls(port, host, '/healthz')).toMatchObject({ status: 403 });
    }
    const { status, cookie } = await askTls(port, `box.test:${port}`, link.pathname + link.search);
    expect({ status, cookie }).toEqual({ status: 303, cookie: expect.stringMatching(/; HttpOnly; SameSite=Strict; Secure$/) });
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
    agent.signal('SIGTERM');
    expect(await agent.ended).toBe(0);
  });

  test('a certificate and a key that do not belong together, or are none, end it with 78 and one line', async () => {
    writeFileSync(file('garbage.pem'), 'no certificate');
    for (const [cert, key] of [
      ['box.pem', 'other.key'],
      ['garbage.pem', 'box.key'],
      ['box.pem', 'garbage.pem'],
    ] as const) {
      const agent = place.start(['--cert', file(cert), '--key', file(key)]);
      expect(await agent.ended).toBe(78);
      expect(agent.err()).toMatch(/^headroom: --cert .*expected a .*, got .*\n$/);
    }
  });

  test('--insecure says what it means', async () => {
    const agent = place.start(['--bind', '0.0.0.0', '--insecure']);
    await agent.link;
    expect(agent.err()).toContain('Without HTTPS: who can see this network can read along.\n');
  });
});
