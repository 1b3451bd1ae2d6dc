import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageViews } from '../../src/shared/views.ts';
import { until } from '../support/app-driver.ts';
import { controls, openResource, overview, processes, resourceRow, settingsPage, showView } from './page-objects.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface OpenPage {
  readonly page: Page;
  /** CSP violations and errors that the page reported so far. */
  readonly faults: readonly string[];
  dispose(): Promise<void>;
}

/** Collects what must never happen in a page: a CSP violation, an error nobody caught. */
export function watchFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return faults;
}

/** Runs axe in the page, apart from the page's own CSP; answers with a line for each violation. */
export async function violations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Runtime.evaluate', { expression: AXE });
    return await page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
      };
      const { violations: found } = await axe.run();
      return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary ?? ''}`);
    });
  } finally {
    await session.detach();
  }
}

/** What must hold of the page, whichever border lies behind it. */
export function describePage(name: string, open: () => Promise<OpenPage>): void {
  describe(`the page, ${name}`, () => {
    let opened: OpenPage;
    let page: Page;
    const children: ChildProcess[] = [];
    beforeAll(async () => {
      opened = await open();
      page = opened.page;
      await overview.owners(page).waitFor();
    });
    afterAll(async () => {
      for (const child of children) child.kill('SIGKILL');
      await opened.dispose();
    });

    it('shows every resource of this machine against its limit', async () => {
      for (const row of ['CPU', 'Memory', 'Disk', 'Disk I/O', 'Network', 'Files'] as const) await resourceRow(page, row).waitFor();
      const totalKib = Number(/^MemTotal:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]);
      const totalGib = (totalKib / 1024 ** 2).toPrecision(3).replace(/\.0$/, '');
      expect(await resourceRow(page, 'Memory').innerText()).toContain(totalGib);
      await until('own cost is shown', async () => (await overview.ownCost(page).count()) === 1);
    });

    it('opens details in place, and closes them again', async () => {
      await openResource(page, 'CPU');
      await page
        .getByText(/core 1|cores?/i)
        .first()
        .waitFor();
      const row = resourceRow(page, 'CPU');
      expect(await row.getAttribute('aria-expanded')).toBe('true');
      await row.focus();
      await page.keyboard.press('Enter');
      expect(await row.getAttribute('aria-expanded')).toBe('false');
    });

    it('names what the timeline reads, and Escape closes what was opened last', async () => {
      const open = async (locator: Locator): Promise<string | null> => locator.getAttribute('aria-expanded');
      const [cpu, system] = [resourceRow(page, 'CPU'), overview.owner(page, 'System')];
      await openResource(page, 'CPU');
      await system.click();
      await page.getByText('Kernel, shared, unreadable').waitFor();
      const cursor = overview.timelineCursor(page);
      await cursor.focus();
      await page.keyboard.press('ArrowLeft');
      await overview.timelineTime(page).waitFor();
      for (const name of ['CPU', 'Memory', 'Disk I/O', 'Network']) {
        expect(
          await overview
            .timeline(page)
            .getByRole('term')
            .filter({ hasText: new RegExp(`^${name}$`) })
            .count(),
        ).toBe(1);
        expect(await cursor.getAttribute('aria-valuetext')).toContain(name);
      }
      await page.keyboard.press('Escape');
      await overview.timelineTime(page).waitFor({ state: 'detached' });
      expect([await open(system), await open(cpu)]).toEqual(['true', 'true']);
      await page.keyboard.press('Escape');
      expect([await open(system), await open(cpu)]).toEqual(['false', 'true']);
      // Inside something open, Escape closes that, and the focus goes to what opened it.
      await cpu.focus();
      await page.keyboard.press('Escape');
      expect(await open(cpu)).toBe('false');
      expect(await cpu.evaluate((element) => element === document.activeElement)).toBe(true);
    });

    it('draws what is measured, and its charts say it in words', async () => {
      await until('charts have words', async () => (await overview.charts(page).count()) >= 4);
      const label = await overview.charts(page).first().getAttribute('aria-label');
      expect(label).toMatch(/now .*\d/);
    });

    it('finds a process by its name, in a list and in a tree', async () => {
      const child = spawn('sleep', ['977.5'], { stdio: 'ignore' });
      children.push(child);
      await showView(page, 'processes');
      await processes.filter(page).fill('977.5');
      await processes.row(page, new RegExp(`${child.pid}`)).waitFor();
      expect(await processes.list(page).getByRole('row').count()).toBe(2);
      await page.getByRole('checkbox', { name: 'Tree' }).check();
      await processes.tree(page).waitFor();
      await processes.row(page, new RegExp(`${child.pid}`)).waitFor();
      await page.getByRole('checkbox', { name: 'Tree' }).uncheck();
    });

    it('ends a process: asked first, and by force at the second request', async () => {
      const child = spawn('sh', ['-c', "trap '' TERM; while :; do sleep 0.2; done", 'stubborn-978'], { stdio: 'ignore' });
      children.push(child);
      const ended = new Promise<NodeJS.Signals | null>((resolve) => {
        child.once('exit', (_, signal) => resolve(signal));
      });
      await processes.filter(page).fill('stubborn-978');
      await processes.row(page, new RegExp(`${child.pid}`)).click();
      await processes.askToEnd(page).click();
      // It does not go: it ignores TERM.
      await processes.endNow(page).click();
      expect(await ended).toBe('SIGKILL');
      await until('its row is gone', async () => (await processes.row(page, new RegExp(`${child.pid}`)).count()) === 0);
    });

    it('sorts by a column', async () => {
      await processes.filter(page).fill('');
      await processes.column(page, 'PID').getByRole('button').click();
      const column = processes.column(page, 'PID');
      await until(
        'sorted by pid',
        async () => (await column.getAttribute('aria-sort')) !== 'none' && (await column.getAttribute('aria-sort')) !== null,
      );
    });

    it('pauses and resumes', async () => {
      await showView(page, 'overview');
      await controls.pause(page).click();
      await controls.resume(page).waitFor();
      await controls.resume(page).click();
      await controls.pause(page).waitFor();
    });

    it('takes a setting at once', async () => {
      await showView(page, 'settings');
      const dark = async (): Promise<boolean> => page.evaluate(() => getComputedStyle(document.body).backgroundColor === 'rgb(27, 29, 34)');
      await page.emulateMedia({ colorScheme: 'light' });
      expect(await dark()).toBe(false);
      const theme = settingsPage.field(page, 'Theme');
      await theme.selectOption('dark');
      await until('the page is dark', dark);
      await theme.selectOption('system');
      await until('the page is light again', async () => !(await dark()));
    });

    for (const scheme of ['light', 'dark'] as const) {
      it(`has no accessibility violation (${scheme})`, { timeout: 120_000 }, async () => {
        await page.emulateMedia({ colorScheme: scheme });
        for (const view of pageViews) {
          await showView(page, view);
          expect(await violations(page), view).toEqual([]);
        }
        await showView(page, 'overview');
      });
    }

    it('had no error and no CSP violation in all of this', () => {
      expect(opened.faults).toEqual([]);
    });

    it('is live: its numbers change by themselves', async () => {
      const text = (): Promise<string> => page.evaluate(() => document.body.innerText);
      const before = await text();
      await until('the numbers change', async () => (await text()) !== before);
    });
  });
}
