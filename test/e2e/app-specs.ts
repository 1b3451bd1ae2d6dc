import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandNames } from '../../src/shared/ipc/channels.ts';
import { type AppDriver, type AppOptions, descendantsOf, stillRunning, until } from '../support/app-driver.ts';

/** What must hold of the built app, whatever runs it. */
export function describeApp(name: string, start: (options?: AppOptions) => Promise<AppDriver>): void {
  describe(`the app on ${name}`, () => {
    let app: AppDriver;
    let page: Page;
    beforeAll(async () => {
      app = await start();
    });
    afterAll(async () => {
      await app.dispose();
    });

    const open = async (): Promise<Page> => {
      if (!(await app.windows()).some(({ visible }) => visible)) await app.clickTray();
      page = await app.page();
      await page.waitForFunction(() => document.body.textContent.includes('CPU'));
      return page;
    };
    const close = async (): Promise<void> => {
      await page.evaluate(() => window.api?.closePopover({}));
      await until('the window is hidden', async () => (await app.windows()).every(({ visible }) => !visible));
    };

    it('starts with a tray item and no window', async () => {
      expect(await app.windows()).toEqual([]);
      const tray = await app.tray();
      expect(tray?.toolTip).toMatch(/^All fine\.|^\w.* for .*\./);
      expect(tray?.toolTip).toMatch(/Memory [\d.]+ (\w+ )?of [\d.]+ \w+\.$|Disk [\d.]+ \w+ free\.$/);
      for (const label of [
        'Open Headroom',
        'Processes',
        'Containers',
        'Environment',
        'Settings…',
        'Pause',
        'Mute for 1 h',
        'Quit Headroom',
      ]) {
        expect(tray?.menu).toContain(label);
      }
    });

    it('opens the popover at a click, with numbers that change', async () => {
      await open();
      const figures = (): Promise<string> => page.evaluate(() => document.body.innerText);
      const before = await figures();
      await until('the numbers change', async () => (await figures()) !== before);
      const looked = await page.evaluate(() => window.api?.getSnapshot({}));
      if (looked?.ok !== true) throw new Error(`no snapshot: ${JSON.stringify(looked)}`);
      expect(looked.value.snapshot.memory?.totalBytes).toBeGreaterThan(2 ** 26);
    });

    it('gives the page the contract and nothing else', async () => {
      await open();
      const seen = await page.evaluate(() => ({
        names: Object.keys(window.api ?? {}).sort(),
        frozen: Object.isFrozen(window.api),
        replaced: Reflect.set(window, 'api', {}),
        require: typeof Reflect.get(window, 'require'),
        process: typeof Reflect.get(window, 'process'),
        ipcRenderer: typeof Reflect.get(window, 'ipcRenderer'),
        opened: window.open('https://example.invalid/'),
      }));
      expect(seen.names).toEqual([...commandNames, 'on'].sort());
      expect(seen).toMatchObject({
        frozen: true,
        replaced: false,
        require: 'undefined',
        process: 'undefined',
        ipcRenderer: 'undefined',
        opened: null,
      });
    });

    it('does not let the page go elsewhere', async () => {
      await open();
      const address = page.url();
      await page.evaluate(() => {
        const link = document.createElement('a');
        link.href = 'https://example.invalid/';
        document.body.append(link);
        link.click();
        link.remove();
      });
      // A refused navigation leaves nothing to wait for but an answer that comes after it.
      await page.evaluate(() => window.api?.getInfo({}));
      expect(page.url()).toBe(address);
      expect(await page.evaluate(() => document.body.textContent.includes('CPU'))).toBe(true);
    });

    it('runs no inline script and connects nowhere', async () => {
      await open();
      const violated = page.evaluate(
        () =>
          new Promise<string[]>((resolve) => {
            const seen = new Set<string>();
            document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
              if (seen.add(effectiveDirective).size === 2) resolve([...seen].sort());
            });
            const script = document.createElement('script');
            script.textContent = 'window.hijacked = true';
            document.body.append(script);
            void fetch('https://example.invalid/').catch(() => {});
          }),
      );
      expect(await violated).toEqual(['connect-src', 'script-src-elem']);
      expect(await page.evaluate(() => Reflect.has(window, 'hijacked'))).toBe(false);
    });

    it("refuses wrong input with the contract's codes", async () => {
      await open();
      const codes = await page.evaluate(async () => {
        const api = window.api as unknown as Record<string, (input: unknown) => Promise<{ ok: boolean; error?: { code: string } }>>;
        const code = async (name: string, input: unknown): Promise<string> => {
          const answer = await api[name]?.(input);
          return answer?.ok === true ? 'ok' : (answer?.error?.code ?? 'none');
        };
        return {
          right: await code('getInfo', {}),
          nothing: await code('getInfo', undefined),
          extraKey: await code('getInfo', { more: 1 }),
          wrongType: await code('endProcess', { pid: '1', startTime: 0 }),
          wrongView: await code('look', { views: ['secrets'] }),
          noSuchSetting: await code('changeSettings', { changes: { 'monitor.nothing': 1 } }),
          oversized: await code('importSettings', { text: 'x'.repeat(2_000_000), format: 'json', dryRun: true }),
          notHere: await code('newAccessUrl', { right: 'view' }),
        };
      });
      expect(codes).toEqual({
        right: 'ok',
        nothing: 'invalid-input',
        extraKey: 'invalid-input',
        wrongType: 'invalid-input',
        wrongView: 'invalid-input',
        noSuchSetting: 'invalid-input',
        oversized: 'too-large',
        notHere: 'forbidden',
      });
    });

    it('carries a settings change to the engine, the file, and back', async () => {
      await open();
      const changed = await page.evaluate(() =>
        window.api?.changeSettings({ changes: { 'monitor.interval': '500ms', 'appearance.theme': 'dark' } }),
      );
      expect(changed).toMatchObject({ ok: true, value: { settings: { monitor: { interval: '500ms' }, appearance: { theme: 'dark' } } } });
      await until('the engine samples at the new interval', () =>
        page.evaluate(async () => {
          const answer = await window.api?.getSnapshot({});
          return answer?.ok === true && answer.value.snapshot.sampling.intervalMs === 500;
        }),
      );
      const file = join(app.folder, 'config', 'headroom', 'settings.json');
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ monitor: { interval: '500ms' }, appearance: { theme: 'dark' } });
      await page.evaluate(() => window.api?.changeSettings({ changes: { 'monitor.interval': null, 'appearance.theme': null } }));
    });

    it('shows the view the menu asks for, takes a change there, and closes at Escape', async () => {
      await open();
      await app.chooseFromTray('Processes');
      await page.getByRole('heading', { name: 'Processes' }).waitFor();
      await app.chooseFromTray('Settings…');
      await page.getByRole('heading', { name: 'Settings' }).waitFor();
      await page.getByLabel('Theme', { exact: true }).selectOption({ label: 'Dark' });
      await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).colorScheme), { timeout: 15_000 }).toContain('dark');
      await page.evaluate(() => window.api?.changeSettings({ changes: { 'appearance.theme': null } }));
      // One Escape for each thing that is open over the overview (a message, the view), then one for the popover.
      await until('the window is hidden', async () => {
        await page.keyboard.press('Escape');
        return (await app.windows()).every(({ visible }) => !visible);
      });
    });

    it('pauses and resumes from the menu', async () => {
      await open();
      const paused = (): Promise<boolean> =>
        page.evaluate(async () => {
          const answer = await window.api?.getSnapshot({});
          return answer?.ok === true && answer.value.snapshot.sampling.paused;
        });
      await app.chooseFromTray('Pause');
      await expect.poll(paused, { timeout: 15_000 }).toBe(true);
      await page.evaluate(() => window.api?.setPaused({ paused: false }));
      await expect.poll(paused, { timeout: 15_000 }).toBe(false);
    });

    it('sends nothing to a hidden page, and the newest numbers when it is shown again', async () => {
      await open();
      await close();
      const before = await app.pushes();
      const at = (): Promise<number> =>
        page.evaluate(async () => {
          const answer = await window.api?.getSnapshot({});
          return answer?.ok === true ? answer.value.snapshot.at : 0;
        });
      const start = await at();
      await until('the engine goes on', async () => (await at()) > start + 2_500);
      expect(await app.pushes()).toBe(before);
      await open();
      await until('pushes again', async () => (await app.pushes()) > before);
    });

    it('opens the popover when it is started a second time', async () => {
      await open();
      await close();
      expect(await app.startAgain()).toBe(0);
      await until('a window is shown', async () => (await app.windows()).some(({ visible }) => visible));
    });

    it('shows a new page after the renderer was killed', async () => {
      await open();
      app.killRenderers();
      await until('the dead page is gone', async () => (await app.windows()).length === 0);
      await open();
      expect(await page.evaluate(() => window.api?.getInfo({}))).toMatchObject({ ok: true });
    });

    it('quits from the menu with code 0 and leaves no process', async () => {
      await open();
      const pids = descendantsOf(app.pid).map(({ pid }) => pid);
      expect(pids.length).toBeGreaterThan(0);
      await app.chooseFromTray('Quit Headroom');
      expect(await app.exited).toBe(0);
      await until('all processes are gone', () => stillRunning(pids).length === 0);
    });
  });

  describe(`the app on ${name}, where things are not right`, () => {
    it('starts with a damaged settings file, says so, and keeps a copy before it writes', async () => {
      const app = await start({ settingsText: '{ "monitor": ' });
      try {
        await app.clickTray();
        const page = await app.page();
        const told = await page.evaluate(() => window.api?.getSettings({}));
        if (told?.ok !== true) throw new Error(JSON.stringify(told));
        expect(told.value.problems[0]).toMatchObject({ key: expect.stringMatching(/settings\.json: line 1$/), expected: 'a value' });
        // Looking at it changes nothing; the first change keeps a copy.
        const changed = await page.evaluate(() => window.api?.changeSettings({ changes: { 'monitor.interval': '2s' } }));
        if (changed?.ok !== true) throw new Error(JSON.stringify(changed));
        const kept = /kept as (.*\.damaged-\S+)/.exec(changed.value.problems[0]?.got ?? '')?.[1] ?? '';
        expect(existsSync(kept)).toBe(true);
        expect(readFileSync(kept, 'utf8')).toBe('{ "monitor": ');
      } finally {
        await app.dispose();
      }
    });

    it('opens a window, and says how to fix it, where the desktop shows no tray', async () => {
      const app = await start({ trayHost: 'absent' });
      try {
        const page = await app.page();
        const info = await page.evaluate(() => window.api?.getInfo({}));
        expect(info).toMatchObject({ ok: true, value: { notices: [expect.stringContaining('AppIndicator')] } });
      } finally {
        await app.dispose();
      }
    });
  });
}
