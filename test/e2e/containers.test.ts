import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningAgent, startAgent } from '../support/agent.ts';
import { until } from '../support/app-driver.ts';
import { chromiumArgs, findChromium } from '../support/chromium.ts';
import { type TestEngine, createDocker, engineFault } from '../support/engines.ts';
import { containers, overview, showView } from './page-objects.ts';
import { violations, watchFaults } from './page-specs.ts';

// The page over a real Docker: what runs is shown, and what is pressed is done.

const executablePath = findChromium();
if (executablePath === null) throw new Error('No Chromium: install one, or name it by HEADROOM_CHROMIUM.');

const fault = engineFault('dockerd', 'containerd');
if (fault !== null) console.log(`skipped: the containers of a real Docker (${fault})`);
const MB = 2 ** 20;
const NAMES = ['web-1', 'db-1', 'stubborn', 'ended', 'broken', 'ugly'] as const;
const EVIL = `<img src=x onerror="document.title='broken in'">\n'"\u202Egnp.exe ${'long '.repeat(60)}`;

describe.skipIf(fault !== null)('the containers of a real Docker', () => {
  let docker: TestEngine;
  let agent: RunningAgent;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let faults: readonly string[];
  const ids = new Map<string, string>();

  const stateOf = async (name: string): Promise<string> => {
    const { State } = (await docker.call('GET', `/containers/${ids.get(name)}/json`)) as { State: { Status: string } };
    return State.Status;
  };
  async function act(name: string, label: string): Promise<void> {
    const row = containers.row(page, name);
    if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click();
    await containers.action(page, name, label).click();
    await containers.action(page, name, `${label} ${name}`).click();
  }

  beforeAll(async () => {
    docker = createDocker();
    await docker.start();
    const run = async (name: string, command: readonly string[], host = {}, labels = {}): Promise<void> => {
      ids.set(name, await docker.run({ name, command, host, labels }));
    };
    const shop = { 'com.docker.compose.project': 'shop' };
    await run('web-1', ['sleep', '100000'], { Memory: 128 * MB, NanoCpus: 5e8, PidsLimit: 50 }, shop);
    await run('db-1', ['sleep', '100000'], {}, shop);
    await run('stubborn', ['sh', '-c', "trap '' TERM; while :; do sleep 1; done"]);
    await run('ended', ['sh', '-c', 'exit 3']);
    await run('ugly', ['sleep', '100000'], {}, { 'com.docker.compose.project': EVIL, '<b>x</b>': 'v'.repeat(300) });
    await run('broken', ['/no/such/program']).catch(() => {});
    const list = (await docker.call('GET', '/containers/json?all=true')) as { Id: string; Names: string[] }[];
    for (const { Id, Names } of list) ids.set(Names[0]!.slice(1), Id);
    agent = await startAgent([], { DOCKER_HOST: `unix://${docker.socketPath}` });
    browser = await chromium.launch({ executablePath, args: [...chromiumArgs] });
    context = await browser.newContext({ viewport: { width: 380, height: 640 } });
    page = await context.newPage();
    faults = watchFaults(page);
    await page.goto(agent.url);
    await overview.owners(page).waitFor();
    await showView(page, 'containers');
    await containers.row(page, 'web-1').waitFor();
  });
  afterAll(async () => {
    await context.close();
    await browser.close();
    await agent.stop();
    await docker.stop();
  });

  it('has one row for each, under its project, with state and limits in words', async () => {
    await until('all are listed', async () => (await containers.rows(page).count()) === NAMES.length);
    const text = (await containers.row(page, 'web-1').innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/running .*(?:of 0\.5|— ) .*of 128 MB/);
    expect(await containers.row(page, 'db-1').innerText()).toContain('of the machine');
    expect(await containers.row(page, 'ended').innerText()).toContain('exited (3)');
    expect(await containers.group(page, 'shop').getByRole('listitem').count()).toBe(2);
    expect(await containers.engines(page).innerText()).toMatch(/^Docker [\d.]+.* · connected$/);
  });

  it('opens all that is known of one, with its history', async () => {
    await containers.row(page, 'web-1').click();
    const details = containers.details(page, 'web-1');
    await details.getByRole('img', { name: /^CPU, last 5 min: now / }).waitFor();
    await details.getByRole('img', { name: /^Memory, last 5 min: now / }).waitFor();
    const text = (await details.innerText()).replaceAll(/\s+/g, ' ');
    for (const words of ['0.5 cores, set by the container', '128 MB, set by the container', '50, set by the container', ids.get('web-1')!])
      expect(text).toContain(words);
    await page.keyboard.press('Escape');
    expect(await details.count()).toBe(0);
  });

  it('finds by name, project and label; shows what runs alone', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('shop db');
    await until('one is left', async () => (await containers.rows(page).count()) === 1);
    await containers.row(page, 'db-1').waitFor();
    await page.keyboard.press('Escape');
    await until('all are back', async () => (await containers.rows(page).count()) === NAMES.length);
    await containers.show(page, 'Running');
    await until('the ended are hidden', async () => (await containers.row(page, 'ended').count()) === 0);
    await containers.show(page, 'All');
    await containers.row(page, 'ended').waitFor();
  });

  it('pauses and goes on, restarts nothing at Escape, kills', async () => {
    await act('web-1', 'Pause');
    await until('it is paused', async () => (await stateOf('web-1')) === 'paused');
    // Only what fits its state is offered.
    await containers.action(page, 'web-1', 'Go on').waitFor();
    expect(await containers.action(page, 'web-1', 'Kill').count()).toBe(0);
    await act('web-1', 'Go on');
    await containers.action(page, 'web-1', 'Restart').click();
    expect(await containers.actions(page, 'web-1').innerText()).toContain('stopped as by Stop');
    await page.keyboard.press('Escape');
    await containers.action(page, 'web-1', 'Kill').click();
    expect(await containers.actions(page, 'web-1').innerText()).toContain('without being asked');
    await page.keyboard.press('Enter');
    await until('it is killed', async () => (await stateOf('web-1')) === 'exited');
    expect(await stateOf('db-1')).toBe('running');
    await act('web-1', 'Start');
    await until('it runs', async () => (await stateOf('web-1')) === 'running');
    await containers.action(page, 'web-1', 'Stop').waitFor();
    await containers.row(page, 'web-1').click();
  });

  it('stops one by the keyboard alone, and says that it is at it', { timeout: 90_000 }, async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('stubborn');
    await until('one is left', async () => (await containers.rows(page).count()) === 1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('k');
    await containers.action(page, 'stubborn', 'Stop stubborn').waitFor();
    await page.keyboard.press('Enter');
    // It does not listen: its time runs out first.
    await containers.actions(page, 'stubborn').getByText('Stopping…').waitFor();
    await until('it has ended', async () => (await stateOf('stubborn')) === 'exited', 40_000);
    await containers.action(page, 'stubborn', 'Start').waitFor();
    await containers.filter(page).fill('');
    await containers.row(page, 'stubborn').click();
  });

  it('tells what the engine says when it refuses', async () => {
    await act('broken', 'Start');
    await page.getByText(/Cannot start "broken": .*no such file/i).waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await containers.row(page, 'broken').click();
  });

  it('takes what a container is called for text, and keeps its shape', async () => {
    await containers.row(page, 'ugly').click();
    await page.getByText('2 labels').click();
    await page.getByText('<b>x</b>').waitFor();
    expect(await page.title()).not.toContain('broken in');
    expect(await page.evaluate(() => document.querySelectorAll('img, script:not([src])').length)).toBe(0);
    expect(await page.evaluate(() => document.body.innerText)).toContain(String.raw`\u202egnp.exe`);
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll('main, main *')].map((one) => one.getBoundingClientRect().right),
    );
    expect(Math.max(...widths)).toBeLessThanOrEqual(380);
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`has no accessibility violation (${scheme})`, { timeout: 120_000 }, async () => {
      await page.emulateMedia({ colorScheme: scheme });
      for (const viewport of [
        { width: 380, height: 640 },
        { width: 1440, height: 900 },
      ]) {
        await page.setViewportSize(viewport);
        expect(await violations(page), `${viewport.width}, closed and open`).toEqual([]);
        await containers.action(page, 'ugly', 'Kill').click();
        expect(await violations(page), `${viewport.width}, with a question`).toEqual([]);
        await page.keyboard.press('Escape');
      }
      await page.setViewportSize({ width: 380, height: 640 });
    });
  }

  it('lets who may only look act on nothing', async () => {
    const looking = await startAgent(['--read-only'], { DOCKER_HOST: `unix://${docker.socketPath}` });
    const other = await browser.newContext({ viewport: { width: 380, height: 640 } });
    const shown = await other.newPage();
    await shown.goto(looking.url);
    await overview.owners(shown).waitFor();
    await showView(shown, 'containers');
    await containers.row(shown, 'db-1').click();
    const stop = containers.action(shown, 'db-1', 'Stop');
    expect(await stop.isDisabled()).toBe(true);
    expect(await stop.getAttribute('title')).toContain('may only look');
    await other.close();
    await looking.stop();
  });

  it('owns them in the overview, marked as containers', async () => {
    await showView(page, 'overview');
    await overview.owners(page).getByText('db-1').waitFor();
    await overview.owners(page).getByTitle('Container').first().waitFor();
    await page
      .getByRole('navigation', { name: 'More views' })
      .getByRole('button', { name: /^Containers \d+ running/ })
      .click();
    await containers.row(page, 'db-1').waitFor();
  });

  it('says when the engine is gone, and goes on when it is back', { timeout: 90_000 }, async () => {
    await docker.crash();
    await page.getByText(/· reconnecting/).waitFor();
    await page.getByText(/shown as they were/).waitFor();
    await containers.row(page, 'db-1').click();
    expect(await containers.action(page, 'db-1', 'Stop').isDisabled()).toBe(true);
    await docker.start();
    await until('it is connected', async () => (await containers.engines(page).innerText()).endsWith('· connected'), 40_000);
    // Docker ends what ran under it when it was killed itself.
    await act('db-1', 'Start');
    await until('it runs', async () => (await stateOf('db-1')) === 'running');
  });

  it('had no error and no CSP violation in all of this', () => {
    expect(faults).toEqual([]);
  });
});
