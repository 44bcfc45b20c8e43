// The styles of the window, for components that are tested in a real engine.
import './base.css';
import './shared.css';
import './tokens.css';
