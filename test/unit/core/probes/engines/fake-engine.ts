import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A small engine on a Unix socket that a test owns: what it answers, when it is slow, when it breaks.

export interface FakeContainer {
  Id: string;
  State: string;
  Name: string;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export class FakeEngine {
  readonly dir = mkdtempSync(join(tmpdir(), 'hr-fake-'));
  readonly socketPath = join(this.dir, 'e.sock');
  readonly containers = new Map<string, FakeContainer>();
  /** What was asked, "GET /containers/json?all=true", without the version. */
  readonly asked: string[] = [];
  /** Answers that stand in for the usual ones, by the start of what is asked. */
  readonly instead = new Map<string, Answer>();
  id = 'AAAA:BBBB';
  version = '1.41';
  inspectionsNow = 0;
  inspectionsAtOnce = 0;
  /** As it was asked, with the version. */
  readonly urls: string[] = [];
  readonly #streams = new Map<string, ServerResponse>();
  readonly #events = new Set<ServerResponse>();
  readonly #server = createServer((request, response) => this.#answer(request, response));

  listen(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.listen(this.socketPath, resolve);
    });
  }

  /** As a crash: every connection breaks, and the socket is gone. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#events.clear();
    this.#streams.clear();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  get eventStreams(): number {
    return this.#events.size;
  }

  get statsStreams(): number {
    return this.#streams.size;
  }

  hasStats(id: string): boolean {
    return this.#streams.has(id);
  }

  sendStats(id: string, text: string): void {
    this.#streams.get(id)?.write(text);
  }

  breakStats(id: string): void {
    this.#streams.get(id)?.destroy();
  }

  add(id: string, state = 'running'): void {
    this.containers.set(id, { Id: id, State: state, Name: `/n-${id}` });
  }

  emit(action: string, id: string): void {
    this.emitRaw(`${JSON.stringify({ Type: 'container', Action: action, Actor: { ID: id } })}\n`);
  }

  emitRaw(text: string): void {
    for (const response of this.#events) response.write(text);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').replace(/^\/v[\d.]+/, '');
    const question = `${request.method} ${path}`;
    this.asked.push(question);
    this.urls.push(request.url ?? '');
    const special = [...this.instead].find(([start]) => question.startsWith(start));
    if (special !== undefined) special[1](request, response);
    else this.#usual(path, response);
  }

  #usual(path: string, response: ServerResponse): void {
    const json = (value: unknown): void => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(value));
    };
    const [, id = '', what = ''] = /^\/containers\/([^/?]+)\/([a-z]+)/.exec(path) ?? [];
    if (path === '/_ping') {
      if (this.version !== '') response.setHeader('Api-Version', this.version);
      response.end('OK');
    } else if (path === '/version') {
      json({ Version: '1.2.3', Components: [{ Name: 'Engine' }] });
    } else if (path === '/info') {
      json({ ID: this.id, Name: 'host', NCPU: 4, MemTotal: 8e9, OSType: 'linux' });
    } else if (path.startsWith('/containers/json')) {
      json([...this.containers.values()].map(({ Id, Name, State }) => ({ Id, Names: [Name], State, Image: 'i', Labels: {} })));
    } else if (path.startsWith('/events')) {
      this.#events.add(response);
      response.once('close', () => this.#events.delete(response));
      response.flushHeaders();
    } else if (what === 'stats') {
      this.#streams.set(id, response);
      response.once('close', () => this.#streams.delete(id));
      response.flushHeaders();
    } else if (what === 'json') {
      this.#inspect(id, response, json);
    } else {
      response.statusCode = 204;
      response.end();
    }
  }

  #inspect(id: string, response: ServerResponse, json: (value: unknown) => void): void {
    const container = this.containers.get(id);
    this.inspectionsNow += 1;
    this.inspectionsAtOnce = Math.max(this.inspectionsAtOnce, this.inspectionsNow);
    setTimeout(() => {
      this.inspectionsNow -= 1;
      if (container === undefined) {
        response.statusCode = 404;
        json({ message: `No such container: ${id}` });
        return;
      }
      const State = { Status: container.State, Pid: 0, StartedAt: '2026-01-02T03:04:05.678Z', FinishedAt: '0001-01-01T00:00:00Z' };
      json({ Id: id, Name: container.Name, State, Config: { Image: 'i', Labels: {} }, HostConfig: { Memory: 1e6 } });
    }, 5);
  }
}
