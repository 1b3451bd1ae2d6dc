import { AppError } from '../../shared/result.ts';
import type { Alerting } from './alerting.ts';

const refuse = (): never => {
  throw new AppError('not-supported', 'Alerts are the work of the app and the agent: none of them runs here.');
};

/** For a program that only looks: nothing is judged, stored or told. */
export const noAlerting: Alerting = {
  firing: [],
  observe() {},
  configure() {},
  resumed() {},
  dispose() {},
  list: () => ({ active: [], log: [] }),
  act: refuse,
  preview: refuse,
  channels: () => ({ channels: [], rules: [], defaultRules: [] }),
  testChannel: refuse,
  setSecret: refuse,
};
