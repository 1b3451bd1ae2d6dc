// node --import ./test/standin/register.ts out/main/index.js: the built app, unchanged, with `electron` replaced by the stand-in.
import { registerHooks } from 'node:module';

const ELECTRON = new Set(['electron', 'electron/main', 'electron/common']);
const STANDIN = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => (ELECTRON.has(specifier) ? { url: STANDIN, shortCircuit: true } : next(specifier, context)),
});

Object.assign(process.versions, { electron: '45.4.1' });
Object.assign(process, { type: 'browser', resourcesPath: process.cwd() });
