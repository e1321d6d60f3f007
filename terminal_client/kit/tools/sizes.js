/** Prints what each built page loads at first, gzip, without fonts, and what seals and verifies ballots apart: `npm run sizes`. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const out = join(import.meta.dirname, "../../../voting_server/pages");
for (const page of ["seat", "check", "hall", "chair", "secretariat", "history"]) {
  const file = join(out, page, "index.html");
  if (!existsSync(file)) continue;
  const html = readFileSync(file, "utf8");
  const assets = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
  const crypto = assets.filter((asset) => asset?.startsWith("assets/crypto-"));
  const kib = (files) =>
    (files.reduce((sum, asset) => sum + gzipSync(readFileSync(join(out, asset))).length, 0) / 1024).toFixed(
      1,
    );
  const others = assets.filter((asset) => !crypto.includes(asset));
  const apart = crypto.length > 0 ? `${kib(crypto)} KiB of crypto at once` : "crypto later or none";
  console.log(
    `${page.padEnd(12)} ${kib([...others])} KiB gzip in ${others.length} files, html ${kib([join(page, "index.html")])} KiB; ${apart}`,
  );
}
