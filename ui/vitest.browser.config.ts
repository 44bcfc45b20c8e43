import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

/** Chromium as the system's packages install it: nothing is downloaded. */
const executablePath = process.env['HOLDFAST_CHROMIUM'] ?? '/usr/bin/chromium';

// Shared components in a real engine: layout, focus and keys, which jsdom has none of.
export default defineConfig({
  plugins: [svelte()],
  resolve: { conditions: ['browser'] },
  clearScreen: false,
  test: {
    include: ['src/**/*.browser.test.ts'],
    setupFiles: ['src/app/styles.browser.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args: ['--no-sandbox'] } }),
      instances: [{ browser: 'chromium', viewport: { width: 1280, height: 800 } }],
    },
  },
});
