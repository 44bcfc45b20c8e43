import '@fontsource-variable/inter/wght.css';
import { mount } from 'svelte';
import App from './app/App.svelte';
import './app/base.css';
import './app/shared.css';
import './app/tokens.css';

const target = document.getElementById('app');
if (target) mount(App, { target });
