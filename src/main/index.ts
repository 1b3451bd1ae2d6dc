import { join } from 'node:path';
import { app, protocol } from 'electron';
import { compose } from './compose.ts';
import { handleCrashes } from './crash.ts';
import { APP_SCHEME } from './security/origin.ts';

const crash = handleCrashes();

// Both only work before the app is ready.
protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
app.enableSandbox();

if (app.requestSingleInstanceLock()) {
  app
    .whenReady()
    .then(() => compose({ outDir: join(import.meta.dirname, '..'), crash }))
    .catch(crash.fatal);
} else {
  // The first one has been told, and opens its popover.
  app.exit(0);
}
