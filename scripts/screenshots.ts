// `npm run screenshots [-- --seconds 90]`: the pictures of the README, of the built agent on this machine, with its own numbers.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { startAgent } from '../test/support/agent.ts';
import { chromiumArgs, findChromium } from '../test/support/chromium.ts';

const FOLDER = new URL('../docs/images/', import.meta.url).pathname;
const SIZES = { popover: { width: 380, height: 640 }, wide: { width: 1280, height: 800 } } as const;
const SCHEMES = ['light', 'dark'] as const;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '90' } } });
const executablePath = findChromium();
if (executablePath === null) throw new Error('No Chromium: install one, or name it by HEADROOM_CHROMIUM.');

/** Work in waves, so that the charts have something to show: real work of this machine, not painted. */
function startWork(): () => void {
  const program = 'const end = Date.now() + 4000; while (Date.now() < end) Math.sqrt(end); setTimeout(() => {}, 100)';
  let stopped = false;
  const wave = async (): Promise<void> => {
    while (!stopped) {
      const child = spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
      await new Promise((resolve) => {
        child.once('exit', resolve);
      });
      await sleep(7_000);
    }
  };
  void wave();
  return () => {
    stopped = true;
  };
}

mkdirSync(FOLDER, { recursive: true });
const agent = await startAgent();
const stopWork = startWork();
const browser = await chromium.launch({ executablePath, args: [...chromiumArgs] });
try {
  const login = await browser.newContext();
  const page = await login.newPage();
  await page.goto(agent.url);
  await sleep(Number(values.seconds) * 1_000);
  const { cookies } = await login.storageState();
  const origin = new URL(agent.url).origin;
  for (const scheme of SCHEMES) {
    for (const [name, size] of [
      ['popover', 'popover'],
      ['processes', 'popover'],
      ['wide', 'wide'],
    ] as const) {
      const context = await browser.newContext({ viewport: SIZES[size], colorScheme: scheme, deviceScaleFactor: 2 });
      await context.addCookies(cookies);
      const shown = await context.newPage();
      await shown.goto(origin);
      await shown.getByRole('heading', { name: /who uses it/i }).waitFor();
      if (name === 'processes') await shown.keyboard.press('2');
      await sleep(4_500);
      await shown.screenshot({ path: `${FOLDER}${name}-${scheme}.png` });
      console.log(`docs/images/${name}-${scheme}.png`);
      await context.close();
    }
  }
} finally {
  stopWork();
  await browser.close();
  await agent.stop();
}
