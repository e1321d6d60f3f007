import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { KEEPER, seatBundle } from "./terminal_client/seat/build/bundle.ts";

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
    teller: "admin_console/teller",
    operator: "admin_console/operator",
    history: "admin_console/history",
    door: "terminal_client/door",
    verify: "terminal_client/verify",
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
  const woff = /,\s*url\([^)]*\.woff\)\s*format\((['"])woff\1\)/g;
  const face = /@font-face\s*\{[^}]*\}/g;
  return {
    name: "font-slices",
    enforce: "pre",
    transform(code, id) {
      if (/@fontsource\/[\w-]+\/400\.css$/.test(id) && !id.endsWith("noto-sans-sc/400.css"))
        return code.replace(woff, "");
      if (!id.endsWith("noto-sans-sc/400.css")) return null;
      const weights = [
        code,
        ...[500, 700].map((weight) => readFileSync(id.replace("400.css", `${weight}.css`), "utf8")),
      ];
      const [regular = [], ...others] = weights.map((css) => css.match(face) ?? []);
      return regular
        .flatMap((rule, i) => [rule, ...others.map((rules) => rules[i] ?? "")])
        .join("\n")
        .replace(woff, "");
    },
  };
}

/** The fonts that pages are served with; of each the style sheet names the characters. */
const FONTS = ["noto-sans-sc", "noto-serif-tibetan", "noto-sans-arabic", "noto-sans-mongolian"].map(
  (name) => `@fontsource/${name}`,
);

/** Writes which characters the fonts have, as sorted ranges of code points, for whoever imports names (voting_server/imports/fonts.py). */
function fontCoverage(): Plugin {
  const ranges = () =>
    FONTS.flatMap((name) =>
      [
        ...readFileSync(resolve(root, "node_modules", name, "400.css"), "utf8").matchAll(
          /unicode-range:([^;]+);/g,
        ),
      ].flatMap(([, list = ""]) =>
        [...list.matchAll(/U\+([0-9a-f]+)(?:-([0-9a-f]+))?/gi)].map(([, from = "", to = from]) => [
          Number.parseInt(from, 16),
          Number.parseInt(to, 16),
        ]),
      ),
    ).sort(([a = 0], [b = 0]) => a - b);
  return {
    name: "font-coverage",
    generateBundle() {
      const merged: number[][] = [];
      for (const [from = 0, to = 0] of ranges()) {
        const last = merged.at(-1);
        if (last && from <= (last[1] ?? 0) + 1) last[1] = Math.max(last[1] ?? 0, to);
        else merged.push([from, to]);
      }
      this.emitFile({ type: "asset", fileName: "assets/fonts.json", source: JSON.stringify(merged) });
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

/** The seat's bundle, for its keeper and for the kiosk: not of the scrutineer's own page. */
const seat = (mode: string, outDir: string): Plugin[] =>
  mode === "scrutineer" ? [] : [seatBundle(resolve(root, "terminal_client/seat/icons"), outDir)];

const keeper = (mode: string): Record<string, string> =>
  mode === "scrutineer" ? {} : { keeper: resolve(root, "terminal_client/seat/keeper/keeper.ts") };

/** What is built: all pages of the server, or with `--mode scrutineer` the daemon's own, which loads no fonts. */
const built = (mode: string) =>
  mode === "scrutineer"
    ? { folders: ownPage, outDir: resolve(root, "terminal_client/scrutineer/pages"), packages: ["lit"] }
    : {
        folders: pages,
        outDir: resolve(root, "voting_server/pages"),
        packages: [
          ...FONTS,
          "@noble/curves",
          "@noble/ed25519",
          "@noble/hashes",
          "lit",
          "pdfjs-dist",
          "qr",
          "uqr",
        ],
      };

export default defineConfig(({ mode }) => ({
  root,
  base: "/",
  plugins: [
    shortUrls(built(mode).folders, built(mode).outDir),
    fontSlices(),
    licences(built(mode).packages),
    ...(mode === "scrutineer" ? [] : [fontCoverage()]),
    ...seat(mode, built(mode).outDir),
  ],
  build: {
    outDir: built(mode).outDir,
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        ...Object.fromEntries(
          [...built(mode).folders].map(([name, folder]) => [name, resolve(root, folder, "index.html")]),
        ),
        ...keeper(mode),
      },
      output: {
        // what seals and verifies ballots apart: the seat page loads it after its first paint
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: "crypto", test: /[\\/](@noble[\\/](curves|hashes)|kit[\\/]src[\\/]sealed)[\\/]/ }],
        },
        entryFileNames: ({ name }) => (name === "keeper" ? KEEPER : "assets/[name]-[hash].js"),
        // decoders that the reader of PDF files asks for by their own names, in one folder
        assetFileNames: ({ names }) =>
          names.some((name) => name.endsWith("_nowasm_fallback.js"))
            ? "assets/pdf/[name][extname]"
            : "assets/[name]-[hash][extname]",
      },
    },
  },
  // the worker that seals ballots loads one of its parts only where it is needed
  worker: { format: "es" },
  server: { host: "127.0.0.1", proxy: { "/v1": { target: "http://127.0.0.1:8080", ws: true } } },
  test: {
    include: ["terminal_client/**/*.test.ts", "admin_console/**/*.test.ts"],
    environment: "node",
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
}));
