// The kill switch: answered instead of service_worker.js where the server was started with FOTFASTE_OFFLINE=off.
// It deletes the kept files of the app and takes itself away. The records on the device are not touched.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil((async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith('site-'));
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.registration.unregister();
})()));
