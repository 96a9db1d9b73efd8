{% load static %}/* Where there is no connection, one page that says so. It holds nothing personal and no other page is kept: every page
   names people. A new release has other addresses of its files, so another worker, so another cache. */
const PAGE = "{% url 'offline' %}";
const NEEDED = [PAGE, "{% static 'css/tokens.css' %}", "{% static 'css/base.css' %}", "{% static 'css/controls.css' %}", "{% static 'css/errors.css' %}"];
const CACHE = NEEDED.join(" ");

addEventListener("install", (event) => {
  const fresh = NEEDED.map((url) => new Request(url, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== CACHE).map((name) => caches.delete(name));
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names))));
});
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return; /* a form: the browser itself can send it again */
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  else if (NEEDED.includes(new URL(request.url).pathname)) event.respondWith(fetch(request).catch(() => caches.match(request)));
});
