import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type StandInDriver, startStandIn } from '../support/standin-driver.ts';
import { until } from '../support/app-driver.ts';
import { describeApp } from './app-specs.ts';

describeApp('the stand-in', startStandIn);

describe('what only the stand-in can see', () => {
  let app: StandInDriver;
  beforeAll(async () => {
    app = await startStandIn();
    await app.clickTray();
    const page = await app.page();
    await page.waitForFunction(() => document.body.textContent.includes('CPU'));
  });
  afterAll(async () => {
    await app.dispose();
  });
  afterEach(async () => {
    // The page as it is breaks its own policy nowhere, and asks for nothing outside the bundle.
    const { violations, foreignRequests, errorBoxes } = await app.state();
    const wrong = [...violations, ...foreignRequests, ...errorBoxes];
    if (wrong.length > 0) throw new Error(`the page or the app did what it must not: ${wrong.join('; ')}`);
  });

  const own = { url: 'app://bundle/index.html', origin: 'app://bundle', isChild: false };
  it.each([
    ['a frame in the page', { frame: { ...own, isChild: true } }],
    ['a frame that is gone', { frame: null }],
    ['another origin', { frame: { ...own, origin: 'https://example.invalid', url: 'https://example.invalid/' } }],
    ['an origin that begins like ours', { frame: { ...own, origin: 'app://bundle.example', url: 'app://bundle.example/' } }],
    ['about:blank with our origin', { frame: { ...own, url: 'about:blank' } }],
    ['a window that is not ours', { frame: own, webContentsId: 999 }],
  ])('refuses a call from %s', async (_what, sender) => {
    const answer = await app.forge({ channel: 'headroom:command:getInfo', input: {}, ...sender });
    expect(answer).toMatchObject({ ok: false, error: { code: 'untrusted-sender' } });
  });

  it('answers the same call from its own page', async () => {
    const answer = await app.forge({ channel: 'headroom:command:getInfo', input: {}, frame: own });
    expect(answer).toMatchObject({ ok: true, value: { shell: 'app', right: 'control' } });
  });

  it.each(['notifications', 'geolocation', 'media', 'clipboard-read', 'usb'])('denies the permission %s', async (permission) => {
    expect(await app.act('askPermission', permission)).toEqual({ requested: false, checked: false, device: false });
  });

  it('reads less often on battery, and says that it does', async () => {
    const lowPower = async (): Promise<boolean> => {
      const page = await app.page();
      return page.evaluate(async () => {
        const answer = await window.api?.getSnapshot({});
        return answer?.ok === true && answer.value.snapshot.sampling.lowPower;
      });
    };
    await app.act('power', { event: 'on-battery', onBattery: true });
    await expect.poll(lowPower, { timeout: 15_000 }).toBe(true);
    await app.act('power', { event: 'on-ac', onBattery: false });
    await expect.poll(lowPower, { timeout: 15_000 }).toBe(false);
  });

  it('registers the shortcut of the settings, and says when it cannot', async () => {
    const page = await app.page();
    const change = (shortcut: string): Promise<unknown> =>
      page.evaluate((value) => window.api?.changeSettings({ changes: { 'app.shortcut': value } }), shortcut);
    await change('Control+Shift+H');
    expect((await app.state()).shortcuts).toEqual(['Control+Shift+H']);
    await app.act('pressShortcut', 'Control+Shift+H');
    expect((await app.state()).windows.map(({ visible }) => visible)).toEqual([false]);
    await app.act('pressShortcut', 'Control+Shift+H');
    await change('not a key');
    expect((await app.state()).shortcuts).toEqual([]);
    const info = await page.evaluate(() => window.api?.getInfo({}));
    expect(info).toMatchObject({ ok: true, value: { notices: [expect.stringContaining('not a key')] } });
    await change('');
  });

  it('hides when it loses the focus, and a click that took the focus does not open it again', async () => {
    await until('shown', async () => (await app.state()).windows[0]?.visible ?? false);
    await until('hidden by a blur', async () => {
      await app.act('blur');
      return (await app.state()).windows[0]?.visible === false;
    });
    await app.clickTray();
    expect((await app.state()).windows[0]?.visible).toBe(false);
    await until('a later click opens it', async () => {
      if ((await app.state()).windows[0]?.visible !== true) await app.clickTray();
      return (await app.state()).windows[0]?.visible ?? false;
    });
  });

  it('follows the height of its content up to 640 px, under the panel it hangs at', async () => {
    const page = await app.page();
    const heightFor = async (heightPx: number): Promise<number | undefined> => {
      await page.evaluate((value) => window.api?.resizePopover({ heightPx: value }), heightPx);
      return (await app.state()).windows[0]?.bounds.height;
    };
    expect(await heightFor(420)).toBe(420);
    expect(await heightFor(3_000)).toBe(640);
    const bounds = (await app.state()).windows[0]?.bounds;
    expect(bounds).toMatchObject({ width: 380, x: 1540, y: 32 });
  });
});
