/**
 * The bundle of the seat page (docs/protocol.md §14): everything that it can load, found from its document on, with a manifest that names
 * each file's hash. Server and kiosk have the same bytes.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import type { Plugin } from "vite";
import { encodeCanonical } from "../../kit/src/canonical.ts";

/** Where the manifest lies; it does not name itself. */
export const MANIFEST = "seat/bundle.json";
/** The worker that keeps the bundle, beside the page: so its scope is the page's folder. */
export const KEEPER = "seat/keeper.js";
const WEB_APP = "seat/app.webmanifest";
const ROOTS = ["seat/index.html", KEEPER, WEB_APP, "assets/licences.txt"];
const READ = new Set([".html", ".js", ".mjs", ".css", ".webmanifest"]);
const ICONS = ["icon-192.png", "icon-512.png", "icon-maskable-512.png"];

const webApp = {
  name: "表决器 · Voting terminal",
  short_name: "表决器",
  lang: "zh-CN",
  start_url: "/seat/",
  scope: "/seat/",
  display: "fullscreen",
  orientation: "any",
  background_color: "#f6f4ee",
  theme_color: "#f6f4ee",
  icons: ICONS.map((name) => ({
    src: `/seat/${name}`,
    sizes: name.includes("192") ? "192x192" : "512x512",
    type: "image/png",
    purpose: name.includes("maskable") ? "maskable" : "any",
  })),
};

/** All files below a folder, as paths from it. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
}

/**
 * The files that `roots` name, and that those name, but for those left out: what is built is named after its content, so that its name
 * is found as text.
 */
export function reachable(
  folder: string,
  roots: readonly string[],
  without: ReadonlySet<string> = new Set(),
): string[] {
  const all = new Map(filesBelow(folder).map((path) => [basename(path), path]));
  const found = new Set<string>();
  const waiting = [...roots];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path) || without.has(path)) continue;
    found.add(path);
    if (!READ.has(extname(path))) continue;
    for (const [name] of readFileSync(join(folder, path), "utf8").matchAll(/[\w.-]+\.[a-z0-9]+/g)) {
      const named = all.get(name);
      if (named?.startsWith("assets/") || (named && ICONS.includes(name))) waiting.push(named);
    }
  }
  return [...found].sort();
}

/** The manifest of files in a folder. */
export function manifestOf(folder: string, paths: readonly string[]): Uint8Array {
  const hash = (path: string) =>
    createHash("sha256")
      .update(readFileSync(join(folder, path)))
      .digest("base64url");
  return encodeCanonical({ v: 1, files: Object.fromEntries(paths.map((path) => [path, hash(path)])) });
}

/** Fonts come in hundreds of slices, and few documents are read: such files are kept as they are used. */
const AS_USED = /\.(woff2|bcmap|pfb|ttf|txt)$/;

/**
 * Writes into the keeper what distinguishes this bundle, since a browser looks for another keeper only, and which files it keeps from the
 * beginning: all but what reads documents.
 */
function nameBundle(folder: string, paths: readonly string[], readers: ReadonlySet<string>): void {
  const others = manifestOf(
    folder,
    paths.filter((path) => path !== KEEPER),
  );
  const file = join(folder, KEEPER);
  const keeper = readFileSync(file, "utf8");
  const shell = reachable(folder, ROOTS, readers).filter((path) => path !== KEEPER && !AS_USED.test(path));
  const said = { "@bundle@": createHash("sha256").update(others).digest("hex"), "@shell@": shell.join(" ") };
  const told = Object.entries(said).reduce((text, [place, value]) => {
    if (text.split(place).length !== 2) throw new Error(`the keeper has not one place for ${place}`);
    return text.replace(place, value);
  }, keeper);
  writeFileSync(file, told);
}

/** Adds the web app's manifest and icons, and writes the bundle when all is built. */
export function seatBundle(icons: string, outDir: string): Plugin {
  const readers = new Set<string>();
  return {
    name: "seat-bundle",
    generateBundle(_options, built) {
      for (const part of Object.values(built))
        if (part.type === "chunk" && part.moduleIds.some((id) => id.includes("/pdfjs-dist/")))
          readers.add(part.fileName);
      const emit = (fileName: string, source: string | Uint8Array) =>
        this.emitFile({ type: "asset", fileName, source });
      emit(WEB_APP, JSON.stringify(webApp));
      for (const name of ICONS) emit(`seat/${name}`, readFileSync(join(icons, name)));
    },
    transformIndexHtml: {
      order: "post",
      handler: (_html, { filename }) =>
        filename.includes("terminal_client/seat/")
          ? [{ tag: "link", attrs: { rel: "manifest", href: `/${WEB_APP}` }, injectTo: "head" }]
          : [],
    },
    closeBundle() {
      const paths = reachable(outDir, ROOTS);
      nameBundle(outDir, paths, readers);
      writeFileSync(join(outDir, MANIFEST), manifestOf(outDir, paths));
    },
  };
}
