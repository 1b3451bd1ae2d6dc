import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Browser, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningAgent, startAgent } from '../support/agent.ts';
import { until } from '../support/app-driver.ts';
import { chromiumArgs, findChromium } from '../support/chromium.ts';
import { controls, overview, processes, readOnly, resourceRow, settingsPage, showView } from './page-objects.ts';
import { describePage, watchFaults } from './page-specs.ts';

const COMMAND = new URL('../../out/main/cli.js', import.meta.url).pathname;
const executablePath = findChromium();
if (executablePath === null) throw new Error('No Chromium: install one, or name it by HEADROOM_CHROMIUM.');

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath, args: [...chromiumArgs] });
});
afterAll(async () => {
  await browser.close();
});

for (const [name, viewport] of [
  ['of the agent, narrow', { width: 380, height: 640 }],
  ['of the agent, wide', { width: 1280, height: 800 }],
] as const) {
  describePage(name, async () => {
    const agent = await startAgent([], { HEADROOM_CHECK_OUTPUTS: '1' });
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    const faults = watchFaults(page);
    await page.goto(agent.url);
    return {
      page,
      faults,
      async dispose() {
        await context.close();
        expect(await agent.stop()).toBe(0);
        expect(agent.errors()).not.toMatch(/ error /);
      },
    };
  });
}

describe('access to the page of the agent', () => {
  let agent: RunningAgent;
  beforeAll(async () => {
    agent = await startAgent();
  });
  afterAll(async () => {
    await agent.stop();
  });

  it('is given once for a link; a page without it says how to get one', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(agent.url);
    await resourceRow(page, 'CPU').waitFor();
    expect(page.url()).not.toContain('token');
    // The cookie serves the next visit; the link does not serve another browser.
    await page.goto(new URL(agent.url).origin);
    await resourceRow(page, 'CPU').waitFor();
    // Nor does the link, clicked again, shut this browser out.
    await page.goto(agent.url);
    await resourceRow(page, 'CPU').waitFor();
    const other = await browser.newContext();
    const refused = await other.newPage();
    const answer = await refused.goto(agent.url);
    expect(answer?.status()).toBeGreaterThanOrEqual(400);
    expect(await refused.textContent('body')).toContain('headroom open');
    await Promise.all([context.close(), other.close()]);
  });

  it('without the right to control: everything is shown, nothing can be done, and the way out is told', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, 'open', '--view', '--print'], {
      env: { ...process.env, ...agent.env },
    });
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(stdout.trim());
    await resourceRow(page, 'CPU').waitFor();
    expect(await readOnly(page).innerText()).toMatch(/headroom open$/);
    for (const control of [controls.pause(page), controls.mute(page)]) {
      expect(await control.isDisabled()).toBe(true);
      expect(await control.getAttribute('title')).toContain('headroom open');
    }
    await showView(page, 'processes');
    await page.getByRole('row').nth(1).click();
    expect(await processes.askToEnd(page).isDisabled()).toBe(true);
    await showView(page, 'settings');
    for (const label of ['Preset', 'Theme', 'Every', 'Read temperatures'])
      expect(await settingsPage.field(page, label).isDisabled(), label).toBe(true);
    await context.close();
  });

  it('of an agent that lets nobody control: the page promises no link that would', async () => {
    const looking = await startAgent(['--read-only']);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(looking.url);
    await resourceRow(page, 'CPU').waitFor();
    expect(await readOnly(page).innerText()).toContain('--read-only');
    expect(await readOnly(page).innerText()).not.toContain('headroom open');
    expect(await controls.pause(page).isDisabled()).toBe(true);
    await context.close();
    await looking.stop();
  });
});

describe('a page whose agent goes', () => {
  const lost = (page: Page): Promise<void> =>
    page
      .getByText(/connection lost/i)
      .first()
      .waitFor();

  it('says so, keeps the last numbers, and is live again when its agent is back', { timeout: 90_000 }, async () => {
    const first = await startAgent();
    const { port } = new URL(first.url);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(first.url);
    await resourceRow(page, 'Memory').waitFor();
    first.child.kill('SIGKILL');
    await lost(page);
    expect(await resourceRow(page, 'Memory').innerText()).toMatch(/\d/);
    const second = await startAgent(['--port', port], first.env);
    await until('the page is live', async () => (await page.getByText(/connection lost/i).count()) === 0, 60_000);
    await controls.pause(page).click();
    await controls.resume(page).waitFor();
    await context.close();
    await second.stop();
    await first.stop();
  });

  it('says what to do where another agent is in its place, and is live after a new link', { timeout: 90_000 }, async () => {
    const first = await startAgent();
    const { port } = new URL(first.url);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(first.url);
    await resourceRow(page, 'Memory').waitFor();
    await first.stop();
    await lost(page);
    const second = await startAgent(['--port', port]);
    await until('the page asks for a new link', async () => (await page.getByText(/does not know this page/).count()) > 0, 60_000);
    expect(await page.getByRole('main').innerText()).toMatch(/headroom open/);
    await page.goto(second.url);
    await overview.owners(page).waitFor();
    await context.close();
    await second.stop();
  });
});
