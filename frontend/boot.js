// The first script of the page: sets the Trusted Types policy, starts the app and keeps its service worker.
// It is a file of its own because the Content-Security-Policy refuses inline scripts.
//
// For the app: `document.documentElement.dataset.update` becomes "ready" and the window gets the event
// `fotfaste:update-ready` when a new version lies waiting; the app sends the event `fotfaste:activate-update`
// when the user asks for it. A version that waits when the page starts is taken at once: no form is open yet.
import init from '{{script}}';

// Leptos fills <template> elements with the markup of our own views. Anything that could run is refused.
const RUNS = /<\s*(?:script|iframe|frame|object|embed|base|link|meta|style)\b|[\s"'/]on[a-z]+\s*=|javascript:|srcdoc\s*=/i;
const WORKER = '/service_worker.js';

window.trustedTypes?.createPolicy('default', {
  createHTML: (markup) => (RUNS.test(markup) ? null : markup),
  createScript: () => null,
  createScriptURL: (url) => (url === WORKER ? url : null),
});

let reloading = false;

function activate(worker) {
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (reloading) return;
    reloading = true;
    location.reload();
  });
  worker.postMessage('SKIP_WAITING');
}

function announce(registration) {
  document.documentElement.dataset.update = 'ready';
  window.dispatchEvent(new Event('fotfaste:update-ready'));
  window.addEventListener('fotfaste:activate-update', () => registration.waiting && activate(registration.waiting));
}

// Resolves to true when a waiting version takes over: the page is then about to load again.
async function takeWaitingVersion() {
  if (!('serviceWorker' in navigator)) return false;
  const registration = await navigator.serviceWorker.getRegistration('/');
  if (!registration?.waiting || !navigator.serviceWorker.controller) return false;
  activate(registration.waiting);
  // The reload ends this page; should the worker not answer, the version at hand starts.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  return reloading;
}

async function keepServiceWorker() {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register(WORKER, { scope: '/', updateViaCache: 'none' });
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller) announce(registration);
    });
  });
  // A tablet stays open for weeks: look for a new version each hour. Offline, the look fails and nothing changes.
  setInterval(() => registration.update().catch(() => {}), 3_600_000);
}

if (!(await takeWaitingVersion())) {
  await init({ module_or_path: '{{wasm}}' });
  keepServiceWorker().catch((error) => console.warn('service worker:', error.message));
}
