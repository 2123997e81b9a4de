/**
 * Keeps the kiosk's own files, so that it starts without network: its page, scripts, runtime and nets, nothing else. No
 * answer of the API is ever kept.
 */
export {};

declare const self: ServiceWorkerGlobalScope;

/** Each file's path and the SHA-256 of its content, as JSON. The build writes them here. */
const list = "precache-list";

const kept: ReadonlyMap<string, string> = new Map<string, string>(JSON.parse(list));
/** One for all versions, so that equal files are kept; a file's key ends in its hash. */
const cacheName = "muster-kiosk-1";
const versioned = (path: string, hash: string): string => `${path}?v=${hash.slice(0, 16)}`;

/** The whole new version, or none of it: files that are there already are not fetched again. */
async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const [path, hash] of kept) {
    const key = versioned(path, hash);
    if ((await cache.match(key)) !== undefined) continue;
    const response = await fetch(path, { cache: "no-cache" });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    const body = await response.arrayBuffer();
    const digest = await crypto.subtle.digest("SHA-256", body);
    // A server that was updated in between gives files of two versions: better the old one, whole.
    if (hexOf(digest) !== hash) throw new Error(`${path} is not the file of this version`);
    const headers = new Headers(response.headers);
    // Of how it travelled; what is kept has been unpacked.
    headers.delete("content-encoding");
    headers.delete("content-length");
    await cache.put(key, new Response(body, { headers }));
  }
}

async function forgetOldFiles(): Promise<void> {
  const cache = await caches.open(cacheName);
  const wanted = new Set(
    [...kept].map(([path, hash]) => new URL(versioned(path, hash), self.location.href).href),
  );
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}

async function answer(path: string, hash: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(versioned(path, hash))) ?? fetch(request);
}

function hexOf(buffer: ArrayBuffer): string {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOldFiles()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  const hash = kept.get(pathname);
  if (hash !== undefined) event.respondWith(answer(pathname, hash, event.request));
});
// The page says when nobody stands in front of it.
self.addEventListener("message", (event) => {
  if (event.data === "take_over") event.waitUntil(self.skipWaiting());
});
