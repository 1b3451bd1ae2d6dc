import type { Locator, Page } from 'playwright-core';
import { type PageView, pageViews } from '../../src/shared/views.ts';

// The page by what a person sees: roles and names, no class and no structure.

export type ResourceName = 'CPU' | 'Memory' | 'Swap' | 'Disk' | 'Disk I/O' | 'Network' | 'Files';

/** One resource's row. "Disk" is not "Disk I/O". */
export function resourceRow(page: Page, name: ResourceName): Locator {
  const exact = name.replace('/', '\\/');
  return page.getByRole('region', { name: 'Resources' }).getByRole('button', { name: new RegExp(`^${exact}(?! I)\\b`) });
}

/** Opens a resource's details in place; they are its region in the page until it is clicked again. */
export async function openResource(page: Page, name: ResourceName): Promise<void> {
  const row = resourceRow(page, name);
  if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click();
}

export const overview = {
  verdict: (page: Page): Locator => page.getByRole('banner').getByRole('status'),
  owners: (page: Page): Locator => page.getByRole('region', { name: 'Who uses it' }),
  machine: (page: Page): Locator => page.getByRole('region', { name: 'This machine' }),
  timeline: (page: Page): Locator => page.getByRole('region', { name: 'Timeline' }),
  timelineCursor: (page: Page): Locator => page.getByRole('slider', { name: /^Point in time/ }),
  /** There while the cursor is somewhere: the time it reads. */
  timelineTime: (page: Page): Locator => overview.timeline(page).getByText(/^at \d\d:\d\d:\d\d$/),
  owner: (page: Page, name: string): Locator => overview.owners(page).getByRole('button', { name: new RegExp(`^${name}`) }),
  charts: (page: Page): Locator => page.getByRole('img', { name: /, last 5 min: now / }),
  ownCost: (page: Page): Locator => page.getByText(/^Own cost [\d.<]+% of a core, [\d.]+ [KMG]B$/),
  /** Shows owners by memory or by CPU. */
  showBy: (page: Page, metric: 'Memory' | 'CPU'): Promise<void> =>
    page.getByRole('radiogroup', { name: 'Show by' }).getByText(metric, { exact: true }).click(),
};

/** Goes to a view by its key. */
export async function showView(page: Page, view: PageView): Promise<void> {
  await page.keyboard.press(String(pageViews.indexOf(view) + 1));
  const sign: Readonly<Record<PageView, Locator>> = {
    overview: overview.owners(page),
    processes: page.getByRole('searchbox', { name: 'Filter', exact: true }),
    containers: page.getByRole('list', { name: 'Engines' }).or(page.getByRole('heading', { name: 'No container engine found' })),
    alerts: page.getByRole('region', { name: 'Channels' }),
    environment: page.getByRole('region', { name: 'Limits' }),
    settings: page.getByLabel('Theme', { exact: true }),
  };
  await sign[view].waitFor();
}

export const processes = {
  list: (page: Page): Locator => page.getByRole('grid', { name: 'Processes of this machine' }),
  tree: (page: Page): Locator => page.getByRole('treegrid', { name: 'Processes of this machine' }),
  filter: (page: Page): Locator => page.getByRole('searchbox', { name: 'Filter', exact: true }),
  column: (page: Page, name: string): Locator => page.getByRole('columnheader', { name }),
  row: (page: Page, name: string | RegExp): Locator => page.getByRole('row', { name }),
  details: (page: Page): Locator => page.getByRole('region', { name: 'Process details' }),
  askToEnd: (page: Page): Locator => page.getByRole('button', { name: 'Ask to end' }),
  endNow: (page: Page): Locator => page.getByRole('button', { name: 'End now' }),
};

/** What a name of a container is in a regular expression. */
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const containers = {
  filter: (page: Page): Locator => page.getByRole('searchbox', { name: 'Filter containers' }),
  engines: (page: Page): Locator => page.getByRole('list', { name: 'Engines' }),
  rows: (page: Page): Locator => page.getByRole('main').getByRole('listitem').getByRole('button', { expanded: false }),
  row: (page: Page, name: string): Locator => page.getByRole('button', { name: new RegExp(`^${escaped(name)} `) }),
  group: (page: Page, project: string): Locator => page.getByRole('region', { name: project, exact: true }),
  details: (page: Page, name: string): Locator => page.getByRole('group', { name: `Details of ${name}` }),
  actions: (page: Page, name: string): Locator => page.getByRole('group', { name: `Actions for ${name}` }),
  action: (page: Page, name: string, label: string): Locator =>
    containers.actions(page, name).getByRole('button', { name: label, exact: true }),
  show: (page: Page, which: 'Running' | 'All'): Promise<void> =>
    page.getByRole('radiogroup', { name: 'Show' }).getByText(which, { exact: true }).click(),
  sortBy: (page: Page, by: 'Name' | 'CPU' | 'Memory'): Promise<void> =>
    page.getByRole('radiogroup', { name: 'Sort by' }).getByText(by, { exact: true }).click(),
};

export const settingsPage = {
  field: (page: Page, label: string): Locator => page.getByLabel(label, { exact: true }),
  reset: (page: Page, label: string): Locator => page.getByRole('button', { name: `Set “${label}” to its default` }),
  fault: (page: Page): Locator => page.getByRole('alert'),
};

export const controls = {
  pause: (page: Page): Locator => page.getByRole('button', { name: 'Pause' }),
  /** In the footer; while paused the verdict has one too. */
  resume: (page: Page): Locator => page.getByRole('contentinfo').getByRole('button', { name: 'Resume' }),
  mute: (page: Page): Locator => page.getByRole('button', { name: 'Mute 1 h' }),
  unmute: (page: Page): Locator => page.getByRole('button', { name: 'Unmute' }),
  settings: (page: Page): Locator => page.getByRole('contentinfo').getByRole('button', { name: 'Settings' }),
};

/** The line that a page has which may change nothing. */
export const readOnly = (page: Page): Locator => page.getByRole('banner').locator('p', { hasText: 'Read-only' });
