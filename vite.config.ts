import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

/** Page name (its URL is /name/) → folder of its index.html. */
type Pages = ReadonlyMap<string, string>;

/** The pages that the voting server serves, those that exist. */
const pages: Pages = new Map(
  Object.entries({
    seat: "terminal_client/seat",
    check: "terminal_client/check",
    hall: "terminal_client/hall",
    chair: "admin_console/chair",
    secretariat: "admin_console/secretariat",
  }).filter(([, folder]) => existsSync(resolve(root, folder, "index.html"))),
);

/** The page that a scrutineer's own daemon serves, at /: never the voting server (docs/threat-model.md). */
const ownPage: Pages = new Map([["scrutineer", "terminal_client/scrutineer"]]);

/** Gives every page its short URL: /seat/ instead of /terminal_client/seat/; a page alone lies at the top. */
function shortUrls(built: Pages, outDir: string): Plugin {
  return {
    name: "short-urls",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const name = /^\/([a-z]+)\/(?:[?#]|$)/.exec(request.url ?? "")?.[1];
        const folder = name && (pages.get(name) ?? ownPage.get(name));
        if (folder) request.url = `/${folder}/index.html`;
        next();
      });
    },
    writeBundle() {
      for (const [name, folder] of built) {
        const place = built.size > 1 ? resolve(outDir, name) : outDir;
        mkdirSync(place, { recursive: true });
        renameSync(resolve(outDir, folder, "index.html"), resolve(place, "index.html"));
      }
      for (const top of ["terminal_client", "admin_console"])
        rmSync(resolve(outDir, top), { recursive: true, force: true });
    },
  };
}

/**
 * The three weights of the font as one style sheet, slice by slice, so that their equal unicode ranges compress; woff2 only.
 */
function fontSlices(): Plugin {
  const face = /@font-face\s*\{[^}]*\}/g;
  return {
    name: "font-slices",
    enforce: "pre",
    transform(code, id) {
      if (!id.endsWith("noto-sans-sc/400.css")) return null;
      const weights = [
        code,
        ...[500, 700].map((weight) => readFileSync(id.replace("400.css", `${weight}.css`), "utf8")),
      ];
      const [regular = [], ...others] = weights.map((css) => css.match(face) ?? []);
      return regular
        .flatMap((rule, i) => [rule, ...others.map((rules) => rules[i] ?? "")])
        .join("\n")
        .replace(/,\s*url\([^)]*\.woff\)\s*format\((['"])woff\1\)/g, "");
    },
  };
}

/** The licences of what is delivered with the pages, in one file beside them. */
function licences(packages: readonly string[]): Plugin {
  return {
    name: "licences",
    generateBundle() {
      const texts = packages.map(
        (name) => `${name}\n\n${readFileSync(resolve(root, "node_modules", name, "LICENSE"), "utf8")}`,
      );
      this.emitFile({ type: "asset", fileName: "assets/licences.txt", source: texts.join("\n\n----\n\n") });
    },
  };
}

/** What is built: all pages of the server, or with `--mode scrutineer` the daemon's own, which loads no fonts. */
const built = (mode: string) =>
  mode === "scrutineer"
    ? { folders: ownPage, outDir: resolve(root, "terminal_client/scrutineer/pages"), packages: ["lit"] }
    : {
        folders: pages,
        outDir: resolve(root, "voting_server/pages"),
        packages: [
          "@fontsource/noto-sans-sc",
          "@noble/curves",
          "@noble/ed25519",
          "@noble/hashes",
          "lit",
          "uqr",
        ],
      };

export default defineConfig(({ mode }) => ({
  root,
  base: "/",
  plugins: [shortUrls(built(mode).folders, built(mode).outDir), fontSlices(), licences(built(mode).packages)],
  build: {
    outDir: built(mode).outDir,
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: Object.fromEntries(
        [...built(mode).folders].map(([name, folder]) => [name, resolve(root, folder, "index.html")]),
      ),
    },
  },
  // the worker that seals ballots loads one of its parts only where it is needed
  worker: { format: "es" },
  server: { host: "127.0.0.1", proxy: { "/v1": { target: "http://127.0.0.1:8080", ws: true } } },
  test: {
    include: ["terminal_client/**/*.test.ts", "admin_console/**/*.test.ts"],
    environment: "node",
    testTimeout: 60000,
  },
}));
