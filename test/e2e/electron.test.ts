import { expect, it } from 'vitest';
import { findElectron, startElectron } from '../support/electron-driver.ts';
import { describeApp } from './app-specs.ts';

const missing =
  findElectron() === null
    ? "Electron's binary is not here (npx install-electron)"
    : process.platform === 'linux' && (process.env['DISPLAY'] ?? '') === '' && (process.env['WAYLAND_DISPLAY'] ?? '') === ''
      ? 'there is no display (xvfb-run)'
      : null;

if (missing === null) describeApp("Electron's binary", startElectron);

// One line says why the same specs ran on the stand-in only.
it.skipIf(missing !== null)(`the specs run on Electron's binary${missing === null ? '' : `: ${missing}`}`, () => {
  expect(findElectron()).not.toBeNull();
});
