/** Which requests the keeper answers. */

export const INDEX = "/seat/index.html";

/** The path of the bundle that a request is for; null for what is left to the network, all of /v1 first of all. */
export function pathOf(request: Pick<Request, "method" | "mode" | "url">, origin: string): string | null {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin) return null;
  if (request.mode === "navigate") return url.pathname === "/seat/" ? INDEX : null;
  return /^\/(assets|seat)\//.test(url.pathname) ? url.pathname : null;
}
