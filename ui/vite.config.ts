import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Everything is a file of its own: the window's policy allows no inline script, style or data: font.
export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: { target: 'safari15', assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'] },
});
