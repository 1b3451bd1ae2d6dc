/** The environment variable of a setting: HEADROOM_MONITOR_SLOW_INTERVAL for `monitor.slowInterval`. */
export function variableOf(path: string): string {
  const words = path.replaceAll('.', '_').replace(/([a-z])([A-Z])/g, '$1_$2');
  return `HEADROOM_${words.toUpperCase()}`;
}
