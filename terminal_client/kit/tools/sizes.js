/** Prints what each built page loads at first, gzip, without fonts: `npm run sizes`. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const out = join(import.meta.dirname, "../../../voting_server/pages");
for (const page of ["seat", "check", "hall", "chair", "secretariat"]) {
  const file = join(out, page, "index.html");
  if (!existsSync(file)) continue;
  const html = readFileSync(file, "utf8");
  const assets = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
  const size = assets.reduce((sum, asset) => sum + gzipSync(readFileSync(join(out, asset))).length, 0);
  console.log(`${page.padEnd(12)} ${(size / 1024).toFixed(1)} KiB gzip in ${assets.length} files`);
}
