import './fake-core';
import '@fontsource-variable/inter';
import '../src/app/tokens.css';
import '../src/app/base.css';
import { mount } from 'svelte';
import App from '../src/app/App.svelte';
import Look from './Look.svelte';

const query = new URLSearchParams(location.search);
if (query.get('theme') === 'dark') document.documentElement.dataset.theme = 'dark';
const target = document.getElementById('app') as HTMLElement;
const page = query.get('page') ?? 'licenses';
if (page === 'app') mount(App, { target });
else
  mount(Look, {
    target,
    props: { page, selected: query.get('selected'), adding: Number(query.get('adding') ?? 0) },
  });
const steps = (query.get('click') ?? '').split(',').filter((step) => step !== '');
for (const [index, step] of steps.entries()) {
  setTimeout(
    () => document.querySelector<HTMLElement>(`[data-testid="${step}"]`)?.click(),
    300 + 300 * index,
  );
}
