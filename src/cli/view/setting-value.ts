import { escapeControl } from '../../shared/escape-control.ts';
import type { Json } from '../../core/settings/paths.ts';

/** A setting's value as `settings get` prints it and `settings set` takes it: text without quotes. */
export function settingValueText(value: Json | undefined): string {
  return escapeControl(typeof value === 'string' ? value : JSON.stringify(value));
}
