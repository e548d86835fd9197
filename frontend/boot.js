// The first script of the page: sets the Trusted Types policy, starts the app and keeps its service worker.
// It is a file of its own because the Content-Security-Policy refuses inline scripts.
//
// For the app: `document.documentElement.dataset.update` becomes "ready" and the window gets the event
// `fotfaste:update-ready` when a new version lies waiting; the app sends the event `fotfaste:activate-update`
// when the user asks for it. Else it takes over when the app is opened after all its pages were closed.
import init from '{{script}}';

// Leptos fills <template> elements with the markup of our own views. Anything that could run is refused, and what leads anywhere
// but to this site: an address may spell its scheme in many ways.
const RUNS = /<\s*(?:script|i?frame|frameset|object|embed|applet|base|link|meta|style|template|noscript|animate\w*|set)\b|[\s"'/]on[a-z]+\s*=|javascript:|srcdoc|[\s"'/](?:\w+:)?(?:href|src|action|formaction|data|background|poster|ping)\s*=\s*["']?(?![/#"'])/i;
const WORKER = '/service_worker.js';

window.trustedTypes?.createPolicy('default', {
  createHTML: (markup) => (RUNS.test(markup) ? null : markup),
  createScript: () => null,
  createScriptURL: (url) => (url === WORKER ? url : null),
});

// The browser's offer to install comes before any screen is drawn; it is kept until somebody presses the app's own button.
function offer(event) {
  event?.preventDefault();
  window.fotfasteInstall = event;
  window.dispatchEvent(new Event('fotfaste:install'));
}
window.addEventListener('beforeinstallprompt', offer);
window.addEventListener('appinstalled', () => offer(null));

const ASKS = 8;
const ASK_EVERY_MS = 400;

let reloading = false;

function reload() {
  if (reloading) return;
  reloading = true;
  location.reload();
}

// Only when the user asks. Asked while a page is loading, Chromium now and then lets the waiting version wait for minutes and
// the next page with it; so a page that starts leaves the waiting version alone: it takes over when all pages are closed.
async function activate(registration) {
  navigator.serviceWorker.addEventListener('controllerchange', reload);
  for (let n = 0; n < ASKS && registration.waiting && !reloading; n += 1) {
    registration.waiting.postMessage('SKIP_WAITING');
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

function announce(registration) {
  document.documentElement.dataset.update = 'ready';
  window.dispatchEvent(new Event('fotfaste:update-ready'));
  // It may have taken over in the meantime.
  window.addEventListener('fotfaste:activate-update', () => (registration.waiting ? activate(registration) : reload()));
}

async function keepServiceWorker() {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register(WORKER, { scope: '/', updateViaCache: 'none' });
  if (registration.waiting && navigator.serviceWorker.controller) announce(registration);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller) announce(registration);
    });
  });
  // A tablet stays open for weeks: look for a new version each hour. Offline, the look fails and nothing changes.
  setInterval(() => registration.update().catch(() => {}), 3_600_000);
}

// A part of the app that was loaded before the worker listened is kept all the same.
async function keepParts() {
  if (!('serviceWorker' in navigator)) return;
  const worker = (await navigator.serviceWorker.ready).active;
  // A page that was on its way while the worker took over was not there to be taken along.
  if (!navigator.serviceWorker.controller) worker.postMessage('CLAIM');
  const tell = (list) => list.getEntries().forEach(({ name }) => worker.postMessage({ keep: new URL(name).pathname }));
  new PerformanceObserver(tell).observe({ type: 'resource', buffered: true });
}

// Tag, own name, paths of two rows of texts (what the first module says, and what later ones do), whether no text is missing.
const LANGUAGES = {{languages}};
const [[FIRST]] = LANGUAGES;

async function texts(wanted, part) {
  const answer = await fetch(LANGUAGES.find(([tag]) => tag === wanted)[2][part]);
  if (!answer.ok) throw new Error(`${wanted}: ${answer.status}`);
  return answer.json();
}

// The texts of one row, a line each. Where a language has none of its own the first one speaks.
async function row(wanted, part) {
  const own = await texts(wanted, part);
  const first = own.includes(null) ? await texts(FIRST, part) : own;
  return own.map((text, n) => text ?? first[n]).join('\n');
}

// For the app, when somebody chooses another language.
const both = (tag) => Promise.all([row(tag, 0), row(tag, 1)]);

let sheet;

// The styles that only later modules need. An answer that never came is asked for anew.
function laterSheet() {
  sheet ??= new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = '{{styles_later}}';
    link.onload = resolve;
    link.onerror = () => {
      link.remove();
      sheet = undefined;
      reject(new Error(link.href));
    };
    document.head.append(link);
  });
  return sheet;
}

// For the app, beside the first of the later modules: the texts, and whether the language could be had. One that is only half on
// the device must not keep a screen away; the app asks for it again.
async function later(tag) {
  const own = row(tag, 1).then((text) => [text, true]);
  const [said] = await Promise.all([own.catch(async () => [await row(FIRST, 1), false]), laterSheet()]);
  return said;
}

// For the app, when it is about to draw everything anew: brings back what was typed and what was unfolded.
function keep() {
  const all = (what) => [...document.querySelectorAll(`main ${what}`)];
  const typed = all(':is(input:not([type=password], [type=file]), textarea, select)[id]').map((one) => [one.id, one.checked, one.value]);
  const open = all('details').map((one) => one.open);
  const back = () => {
    all('details').forEach((one, n) => (one.open = open[n] ?? one.open));
    for (const [id, checked, value] of typed) {
      const one = document.getElementById(id);
      if (!one || (one.checked === checked && one.value === value)) continue;
      if (checked !== undefined) one.checked = checked;
      one.value = value;
      one.dispatchEvent(new Event(one.matches('select, [type=checkbox], [type=radio]') ? 'change' : 'input', { bubbles: true }));
    }
  };
  return () => requestAnimationFrame(() => requestAnimationFrame(back));
}

// One that is not whole is a trainee's, while they have the tablet.
function keptLanguage() {
  try {
    const kept = localStorage.getItem('fotfaste.language');
    return LANGUAGES.find(([tag, , , isWhole]) => tag === kept && isWhole)?.[0];
  } catch {
    return undefined;
  }
}

// The first language lies on every device; another may be gone.
async function words() {
  const tag = keptLanguage() ?? FIRST;
  try {
    return { tag, row: await row(tag, 0) };
  } catch (error) {
    if (tag === FIRST) throw error;
    return { tag: FIRST, row: await row(FIRST, 0) };
  }
}

const [module, spoken] = await Promise.all([WebAssembly.compileStreaming(fetch('{{wasm}}')), words()]);
window.fotfasteWords = { languages: LANGUAGES, fetch: both, later, keep, ...spoken };
await init({ module_or_path: module });
keepParts();
keepServiceWorker().catch((error) => console.warn('service worker:', error.message));
