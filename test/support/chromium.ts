import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
] as const;

/** The Chromium that tests and screenshots use: HEADROOM_CHROMIUM, else the system's; null when there is none. */
export function findChromium(): string | null {
  const own = process.env['HEADROOM_CHROMIUM'];
  if (own !== undefined && own !== '') return existsSync(own) ? own : null;
  return PLACES.find((place) => existsSync(place)) ?? null;
}

/** How it is started: headless, and quiet on the network. The one place that switches its sandbox off, which root in a container needs. */
export const chromiumArgs: readonly string[] = [
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];
