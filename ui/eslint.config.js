import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import noLiteralText from './eslint/no-literal-text.js';
import noStyleAttribute from './eslint/no-style-attribute.js';
import svelteConfig from './svelte.config.js';

const features = readdirSync(new URL('./src/features', import.meta.url));

const noTauri = {
  group: ['@tauri-apps/*'],
  message: 'Only lib/ipc talks to the shell.',
};

const readsTheClock =
  'Only lib/format/clock.svelte.ts reads a clock; the date is what Rust says: todayIso().';

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/lib/ipc/bindings.ts', 'src/lib/ipc/fields.ts', 'dev'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    plugins: {
      holdfast: { rules: { 'no-literal-text': noLiteralText, 'no-style-attribute': noStyleAttribute } },
    },
    rules: {
      'no-undef': 'off',
      // Sets and maps here are replaced, never changed in place.
      'svelte/prefer-svelte-reactivity': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    files: ['src/{app,features}/**/*.svelte'],
    rules: {
      'svelte/no-restricted-html-elements': [
        'error',
        { elements: ['button'], message: 'Use Button, IconButton, Link or Press of lib/components/action.' },
      ],
    },
  },
  {
    files: ['src/**/*.svelte'],
    rules: { 'holdfast/no-literal-text': 'error', 'holdfast/no-style-attribute': 'error' },
  },
  {
    files: ['src/**'],
    ignores: ['src/lib/ipc/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [noTauri] }] },
  },
  {
    files: ['src/lib/**'],
    ignores: ['src/lib/ipc/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [noTauri, { group: ['**/features/**', '**/app/**'], message: 'lib knows no feature.' }] },
      ],
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/lib/format/clock.svelte.ts', 'src/**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: readsTheClock },
        { selector: "CallExpression[callee.name='Date']", message: readsTheClock },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: readsTheClock },
      ],
    },
  },
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            noTauri,
            {
              group: features
                .filter((other) => other !== feature)
                .flatMap((other) => [`../${other}/**`, `../../${other}/**`]),
              message: 'A feature never imports another feature.',
            },
          ],
        },
      ],
    },
  })),
  { files: ['*.config.{js,ts}', 'eslint/**'], languageOptions: { globals: globals.node } },
);
