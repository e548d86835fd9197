// Before anything is drawn: the theme that was chosen on this device, else the one of the system. A file of its own, loaded before
// the page's body, so that a dark room sees no white flash. The app sets `fotfaste-theme` and calls back through the event.
const CHOSEN = 'fotfaste-theme';
const THEMES = ['light', 'dark', 'sun'];
const dark = window.matchMedia('(prefers-color-scheme: dark)');

function apply() {
  let chosen = null;
  try {
    chosen = localStorage.getItem(CHOSEN);
  } catch {
    // A window that keeps nothing follows the system.
  }
  const theme = THEMES.includes(chosen) ? chosen : dark.matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
}

apply();
dark.addEventListener('change', apply);
window.addEventListener('storage', apply);
window.addEventListener('fotfaste:theme', apply);
