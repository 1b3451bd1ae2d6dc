/** The views of the page, in the order of their keys. */
export const pageViews = ['overview', 'processes', 'containers', 'alerts', 'environment', 'settings'] as const;
export type PageView = (typeof pageViews)[number];

/** What a client can look at. A client names its views, and only what those need is read and sent. */
export const viewNames = ['overview', 'processes', 'containers', 'environment', 'tray', 'everything'] as const;
export type ViewName = (typeof viewNames)[number];

/** The groups of readings: each has its own interval, age and failure. */
export const groupNames = [
  // What the others are held against comes first.
  'environment',
  'cgroup',
  'cpu',
  'memory',
  'network',
  'diskIo',
  'pressure',
  'disk',
  'system',
  'fileHandles',
  'connections',
  'battery',
  'gpu',
  'sensors',
  // Whose a process is, is asked of the containers.
  'containers',
  'processes',
  'self',
] as const;
export type GroupName = (typeof groupNames)[number];

/** Which groups a view needs. */
export const groupsOfView: Readonly<Record<ViewName, readonly GroupName[]>> = {
  overview: groupNames,
  processes: ['environment', 'cgroup', 'cpu', 'memory', 'containers', 'processes', 'self'],
  containers: ['environment', 'cgroup', 'cpu', 'memory', 'containers', 'processes', 'self'],
  environment: ['environment', 'cgroup', 'cpu', 'memory', 'containers', 'processes', 'self'],
  tray: ['environment', 'cgroup', 'cpu', 'memory', 'disk', 'network'],
  everything: groupNames,
};

/** The process table is heavy: it is sent to who looks at it; owners carry the few processes the overview shows. */
export const viewsWithProcessTable: readonly ViewName[] = ['processes', 'everything'];
