import { describe, expect, it } from 'vitest';
import { channelSettings } from '../../../src/shared/model/channels.ts';

const mail = { id: 'mail', kind: 'email', host: 'smtp.example.org', from: 'a@example.org', to: ['b@example.org'] };
const login = { user: 'a', password: 'secret:mail' };
/** The keys that are wrong, with what was expected. */
function faults(value: unknown): string[] {
  return (channelSettings.safeParse(value).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe("a channel's settings", () => {
  it('have defaults that harm nobody', () => {
    expect(channelSettings.parse(mail)).toMatchObject({
      enabled: true,
      port: 587,
      security: 'starttls',
      minSeverity: 'info',
      subjects: ['*'],
      timeout: '15s',
    });
    expect(channelSettings.parse({ id: 'x', kind: 'command', command: ['true'] })).toMatchObject({ enabled: false });
  });

  it.each([
    [{ ...mail, user: 'a', password: 'hunter2' }, 'password'],
    [{ id: 'x', kind: 'slack', url: 'https://hooks.slack.example/T0/B0/x' }, 'url'],
    [{ id: 'x', kind: 'webhook', url: 'https://x.example', signingSecret: 'hunter2' }, 'signingSecret'],
    [{ id: 'x', kind: 'webhook', url: 'https://x.example', authorization: 'Bearer hunter2' }, 'authorization'],
  ])('hold references, never secrets: %#', (settings, key) => {
    expect(faults(settings)).toEqual([`${key}: a reference such as "secret:ops-mail", never the secret itself`]);
  });

  it('send no password where others can read along', () => {
    expect(faults({ ...mail, ...login, security: 'none' })).toEqual([expect.stringMatching(/^security: "tls" or "starttls"/)]);
    for (const host of ['localhost', '127.0.0.1', '::1']) expect(faults({ ...mail, ...login, host, security: 'none' })).toEqual([]);
    for (const host of ['localhost.example.org', '127.0.0.1.example.org', '10.0.0.1'])
      expect(faults({ ...mail, ...login, host, security: 'none' })).toHaveLength(1);
    expect(faults({ ...mail, security: 'none' })).toEqual([]);
    expect(faults({ ...mail, user: 'a' })).toEqual(['password: "user" and "password", or neither']);
  });

  it.each(['ftp://x.example', 'javascript:alert(1)', 'x.example', 'https://user:pass@x.example/', 'https://token@x.example', ''])(
    'have addresses of the web, without a password in them: %j',
    (url) => {
      expect(faults({ id: 'x', kind: 'webhook', url })).not.toEqual([]);
    },
  );

  it.each(['http://127.0.0.1:9000/hook', 'https://x.example/a@b', 'https://x.example?to=a@b', 'http://[::1]/'])(
    'take the address %s',
    (url) => {
      expect(faults({ id: 'x', kind: 'webhook', url })).toEqual([]);
    },
  );

  it.each([
    { id: '../x' },
    { id: '' },
    { host: 'a\r\nRCPT TO:<x>' },
    { from: 'a@example.org\r\nBcc: x@example.org' },
    { to: [] },
    { to: ['nobody'] },
    { timeout: '1h' },
    { timeout: 5 },
    { port: 0 },
    { subjects: [] },
    { minSeverity: 'fatal' },
    { pasword: 'x' },
  ])('refuse what cannot be meant: %j', (over) => {
    expect(faults({ ...mail, ...over })).toHaveLength(1);
  });
});
