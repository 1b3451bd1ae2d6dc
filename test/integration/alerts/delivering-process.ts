import { createChannels } from '../../../src/core/alerts/channels/create-channels.ts';
import { createOutboxFiles } from '../../../src/core/alerts/channels/outbox-files.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';
import type { AlertNotice } from '../../../src/shared/model/alert.ts';
import { MemoryLogger } from '../../fakes/logger.ts';
import { memorySecrets, senderParts } from '../../support/channel-parts.ts';

// A process that delivers by a webhook, for a test that kills it. Its arguments: the folder of outboxes, the webhook's address, the notices as
// JSON, and "die" to be killed at once, after the notices were taken and before anything can be sent.

const [folder = '', url = '', notices = '[]', end = ''] = process.argv.slice(2);
const clock = createSystemClock();
const channels = createChannels({
  ...senderParts(),
  clock,
  logger: new MemoryLogger(),
  store: createOutboxFiles(folder, () => clock.now()),
  secrets: memorySecrets(),
  random: Math.random,
});
channels.configure([{ id: 'hook', kind: 'webhook', url }]);
for (const notice of JSON.parse(notices) as AlertNotice[]) channels.deliver(notice);
if (end === 'die') process.kill(process.pid, 'SIGKILL');
setInterval(() => {}, 1_000);
