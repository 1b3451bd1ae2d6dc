import { defineConfig } from 'vitest/config';

// A stray `import 'electron'` in plain Node would start a download; this path makes it fail at once.
const env = { ELECTRON_OVERRIDE_DIST_PATH: '/nonexistent', TZ: 'UTC', LC_ALL: 'C' };

export default defineConfig({
  test: {
    mockReset: true,
    unstubGlobals: true,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], env, testTimeout: 30_000 } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          env,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          env,
          testTimeout: 60_000,
          hookTimeout: 90_000,
          // One Chromium at a time: two on a small machine make each other time out.
          fileParallelism: false,
        },
      },
    ],
  },
});
