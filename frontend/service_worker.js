// Keeps the app's own files so that it opens without network. Data never passes through here: what the server
// answers under the paths of LEFT_ALONE is neither read nor kept; records lie in the app's own database.
//
// A new version is fetched beside the old one and waits. Only the page says when it may take over (SKIP_WAITING),
// so no half-filled form is lost. Where the server was started with FOTFASTE_OFFLINE=off it answers
// service_worker_off.js under this address, which takes this worker away: the kill switch.
const VERSION = '{{version}}';
const PRECACHE = {{precache}};
// Modules that only some people need: kept when they are first fetched, and then with every new version.
const LATER = {{later}};
const CACHE = `site-${VERSION}`;
const SHELL = '/index.html';
const LEFT_ALONE = ['/api', '/auth', '/sync', '/health'];

const isHashed = (path) => path.startsWith('/assets/');

async function keep(cache, path) {
  const known = isHashed(path) ? await caches.match(path, { ignoreVary: true }) : undefined;
  const answer = known ?? (await fetch(path, { cache: isHashed(path) ? 'default' : 'no-store', redirect: 'error' }));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  await cache.put(path, answer);
}

// The file's name without its hash; a language's later row belongs to its first.
const stem = (path) => path.replace(/(?:-later)?-[0-9a-f]{16}(?=\.\w+$)/, '');

async function wasUsed(path) {
  for (const name of await caches.keys()) {
    if (!name.startsWith('site-')) continue;
    const kept = await (await caches.open(name)).keys();
    if (kept.some((request) => stem(new URL(request.url).pathname) === stem(path))) return true;
  }
  return false;
}

async function fill() {
  const cache = await caches.open(CACHE);
  try {
    const later = await Promise.all(LATER.map(async (path) => ((await wasUsed(path)) ? [path] : [])));
    await Promise.all([...PRECACHE, ...later.flat()].map((path) => keep(cache, path)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith('site-') && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request, path) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request);
}

async function answerAndKeep(path) {
  const cache = await caches.open(CACHE);
  if (!(await cache.match(path, { ignoreVary: true }))) await keep(cache, path);
  return cache.match(path, { ignoreVary: true });
}

self.addEventListener('install', (event) => event.waitUntil(fill()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', (event) => {
  if (event.data === 'SKIP_WAITING') self.skipWaiting();
  else if (event.data === 'CLAIM') event.waitUntil(self.clients.claim());
  else if (LATER.includes(event.data?.keep)) event.waitUntil(answerAndKeep(event.data.keep));
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (LEFT_ALONE.some((path) => url.pathname === path || url.pathname.startsWith(`${path}/`))) return;
  if (request.mode === 'navigate') event.respondWith(answer(request, SHELL));
  else if (PRECACHE.includes(url.pathname)) event.respondWith(answer(request, url.pathname));
  else if (LATER.includes(url.pathname)) event.respondWith(answerAndKeep(url.pathname));
});
