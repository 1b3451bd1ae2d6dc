import type * as http from 'node:http';

/**
 * `node:http`, as `require` gives it. An `import` of it reads all its exports, among them the getters that load Node's own fetch and WebSocket
 * client, which nobody here uses: 14 MB instead of 2 (Node 24).
 */
export const nodeHttp: typeof http = process.getBuiltinModule('node:http');
