import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Everything is a file of its own: the window's policy allows no inline script, style or data: font.
export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // Tests mount components as the window does, not as a server would.
  resolve: mode === 'test' ? { conditions: ['browser'] } : undefined,
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: { target: 'safari15', assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'], exclude: ['src/**/*.browser.test.ts'] },
}));
