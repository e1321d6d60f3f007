/**
 * The worker that keeps the seat page's bundle (docs/protocol.md §14), so that the page opens without the network. It keeps one bundle whole,
 * each file checked by its hash, gives all files of that one, never touches /v1, and makes place for another only when the page says so.
 */
import { pathOf } from "./paths.ts";

const MANIFEST = "/seat/bundle.json";
const PREFIX = "seat-bundle-";
/** The build writes here what distinguishes this bundle: so this file differs where another does, and the browser finds it. */
const OWN = `${PREFIX}@bundle@`;
/** What is kept from the beginning; the build writes it here. The rest is kept as it is used. */
const SHELL: readonly string[] = "@shell@".split(" ");

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Scope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", hear: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", hear: (event: FetchEvent) => void): void;
  addEventListener(type: "message", hear: (event: MessageEvent) => void): void;
}

const scope = globalThis as unknown as Scope;

type Files = Readonly<Record<string, string>>;

async function filesOf(manifest: Response): Promise<Files> {
  return ((await manifest.clone().json()) as { readonly files: Files }).files;
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return btoa(String.fromCharCode(...digest))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** A file from the network, if it is the one that the manifest means. */
async function sound(path: string, hash: string): Promise<Response> {
  const answer = await fetch(path, { cache: "no-cache" });
  if (!answer.ok || (await sha256(await answer.clone().arrayBuffer())) !== hash)
    throw new Error(`${path} is not that of the manifest`);
  return answer;
}

/** Keeps the bundle that the server has now, whole or not at all. */
async function keep(): Promise<void> {
  const manifest = await fetch(MANIFEST, { cache: "no-store" });
  if (!manifest.ok) throw new Error("no manifest");
  const named = await filesOf(manifest);
  const files = await Promise.all(
    SHELL.map(async (path) => [`/${path}`, await sound(`/${path}`, named[path] ?? "")] as const),
  );
  const cache = await caches.open(OWN);
  for (const [path, file] of files) await cache.put(path, file);
  // the manifest last: without it a cache is no bundle
  await cache.put(MANIFEST, manifest);
}

async function forgetOthers(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== OWN) await caches.delete(name);
}

async function answer(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(OWN);
  const manifest = await cache.match(MANIFEST);
  if (!manifest) return fetch(request);
  const kept = await cache.match(path);
  if (kept) return kept;
  const hash = (await filesOf(manifest))[path.slice(1)];
  if (hash === undefined) return fetch(request);
  const file = await sound(path, hash);
  await cache.put(path, file.clone());
  return file;
}

scope.addEventListener("install", (event) => event.waitUntil(keep()));
scope.addEventListener("activate", (event) =>
  event.waitUntil(forgetOthers().then(() => scope.clients.claim())),
);
scope.addEventListener("fetch", (event) => {
  const path = pathOf(event.request, scope.location.origin);
  if (path !== null) event.respondWith(answer(event.request, path));
});
scope.addEventListener("message", (event) => {
  if (event.data === "change") void scope.skipWaiting();
});
