import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

// Every library is bundled (they are devDependencies), so out/ runs without node_modules: in the packaged app, and in a container with
// out/ mounted and nothing else.
const node = { target: 'node24', sourcemap: false, minify: false, externalizeDeps: false } as const;

/** The larger part of the page is imported by a script; the browser shall fetch and compile it before that script runs. */
const preloadPage: Plugin = {
  name: 'preload-page',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle }) {
      const chunks = Object.values(bundle ?? {}).filter((file) => file.type === 'chunk' && file.isDynamicEntry);
      return chunks.map(({ fileName }) => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, href: `./${fileName}` },
        injectTo: 'head',
      }));
    },
  },
};

export default defineConfig({
  main: {
    build: {
      ...node,
      rollupOptions: {
        input: {
          index: resolve('src/main/index.ts'),
          agent: resolve('src/agent/index.ts'),
          cli: resolve('src/cli/index.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      ...node,
      // A sandboxed preload cannot be an ES module, and cannot require files: one CommonJS file.
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), preloadPage],
    build: {
      target: 'chrome140',
      sourcemap: false,
      // A third of the size: what is read and compiled before the first paint.
      minify: 'oxc',
      // Nothing is inlined as data: or as an inline script: the page's CSP allows neither.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: resolve('src/renderer/index.html') },
    },
  },
});
