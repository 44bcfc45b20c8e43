// The styles of the window, for components that are tested in a real engine.
import './base.css';
import './tokens.css';
