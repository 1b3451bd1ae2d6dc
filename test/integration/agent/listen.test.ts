import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { listen } from '../../../src/agent/listen.ts';

test('a port that is taken leaves no listener behind, so that many may be tried without a warning', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => {
    holder.listen(0, '127.0.0.1', resolve);
  });
  const { port } = holder.address() as AddressInfo;
  const server = createServer();
  await expect(listen(server, '127.0.0.1', port)).rejects.toThrow(`Port ${port} of 127.0.0.1 is taken`);
  expect({ listening: server.listenerCount('listening'), error: server.listenerCount('error') }).toEqual({ listening: 0, error: 0 });
  await new Promise((resolve) => {
    holder.close(resolve);
  });
  expect(await listen(server, '127.0.0.1', port)).toEqual({ port, moved: false });
  expect({ listening: server.listenerCount('listening'), error: server.listenerCount('error') }).toEqual({ listening: 0, error: 0 });
  await new Promise((resolve) => {
    server.close(resolve);
  });
});
