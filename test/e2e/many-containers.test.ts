import { type Browser, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeEngine } from '../unit/core/probes/engines/fake-engine.ts';
import { type RunningAgent, startAgent } from '../support/agent.ts';
import { until } from '../support/app-driver.ts';
import { chromiumArgs, findChromium } from '../support/chromium.ts';
import { containers, overview, showView } from './page-objects.ts';
import { violations, watchFaults } from './page-specs.ts';

const executablePath = findChromium();
if (executablePath === null) throw new Error('No Chromium: install one, or name it by HEADROOM_CHROMIUM.');

const COUNT = 60;
const idOf = (index: number): string => index.toString(16).padStart(64, '0');
/** As browsers count them: what is pressed meanwhile has to wait. */
const LONG_TASK_MS = 50;
const WATCHED_MS = 5_000;

describe('sixty containers', () => {
  const engine = new FakeEngine();
  let agent: RunningAgent;
  let browser: Browser;
  let page: Page;
  let faults: readonly string[];

  beforeAll(async () => {
    for (let index = 0; index < COUNT; index += 1) engine.add(idOf(index), index % 4 === 0 ? 'exited' : 'running');
    await engine.listen();
    agent = await startAgent([], { DOCKER_HOST: `unix://${engine.socketPath}` });
    browser = await chromium.launch({ executablePath, args: [...chromiumArgs] });
    page = await (await browser.newContext({ viewport: { width: 380, height: 640 } })).newPage();
    faults = watchFaults(page);
    await page.goto(agent.url);
    await overview.owners(page).waitFor();
    await showView(page, 'containers');
  });
  afterAll(async () => {
    await browser.close();
    await agent.stop();
    await engine.remove();
  });

  it('have a row each', async () => {
    await until('all are listed', async () => (await containers.rows(page).count()) === COUNT);
    await page.getByText(`45 running, 15 stopped`).waitFor();
  });

  it('are kept up to date without a long task', async () => {
    const longTasks = (): Promise<number[]> =>
      page.evaluate(
        async ([watchedMs, longMs]) => {
          const found: number[] = [];
          const observer = new PerformanceObserver((list) => found.push(...list.getEntries().map(({ duration }) => duration)));
          observer.observe({ type: 'longtask' });
          await new Promise((resolve) => {
            setTimeout(resolve, watchedMs);
          });
          observer.disconnect();
          return found.filter((durationMs) => durationMs > (longMs ?? 0));
        },
        [WATCHED_MS, LONG_TASK_MS],
      );
    // Another process that takes the core makes any task long, but not in every window.
    let tasks = await longTasks();
    for (let again = 0; again < 2 && tasks.length > 0; again += 1) tasks = await longTasks();
    expect(tasks).toEqual([]);
  });

  it('follow the engine: one that ends says so, one that is removed is gone', async () => {
    const [ended, removed] = [idOf(1), idOf(2)];
    engine.add(ended, 'exited');
    engine.emit('die', ended);
    engine.containers.delete(removed);
    engine.emit('destroy', removed);
    await page.getByText('43 running, 16 stopped').waitFor();
    expect(await containers.rows(page).count()).toBe(COUNT - 1);
  });

  it('are no burden to who listens', { timeout: 120_000 }, async () => {
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});

describe('a page without an engine', () => {
  it('says so, and what was tried', async () => {
    const agent = await startAgent([], { DOCKER_HOST: 'unix:///nonexistent/engine.sock' });
    const browser = await chromium.launch({ executablePath, args: [...chromiumArgs] });
    try {
      const page = await (await browser.newContext({ viewport: { width: 380, height: 640 } })).newPage();
      await page.goto(agent.url);
      await overview.owners(page).waitFor();
      await showView(page, 'containers');
      // This machine may have an engine of its own, where the usual places are looked at.
      if ((await containers.engines(page).count()) > 0) {
        console.log('skipped: a page without an engine (this machine has one)');
        return;
      }
      await page.getByText('What was tried').first().click();
      await page.getByText('unix:///nonexistent/engine.sock (DOCKER_HOST)').waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);
    } finally {
      await browser.close();
      await agent.stop();
    }
  });
});
