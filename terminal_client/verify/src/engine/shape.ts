/** Small checkers for the shape of documents: each returns null, or the path of the first thing that is wrong. */
import { unb64u } from "@hemicycle/kit/encoding";

export type Check = (value: unknown) => string | null;
type Members = Readonly<Record<string, Check>>;

export const MAX_INTEGER = 2 ** 53 - 1;
const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const LOWER_PATTERN = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const TIME_PATTERN = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;

export function where(test: (value: unknown) => boolean): Check {
  return (value) => (test(value) ? null : "");
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A string of at most `limit` characters (code points). */
export function string(limit = Number.POSITIVE_INFINITY, least = 0): Check {
  return where((v) => typeof v === "string" && [...v].length <= limit && v.length >= least);
}

export function integer(low = 0, high = MAX_INTEGER): Check {
  return where((v) => Number.isSafeInteger(v) && (v as number) >= low && (v as number) <= high);
}

export function oneOf(...values: readonly unknown[]): Check {
  return where((v) => values.includes(v));
}

/** Strict base64url of `length` bytes, or of any number of `unit` bytes. */
export function b64(length?: number, unit = 1): Check {
  return where((v) => {
    if (typeof v !== "string") return false;
    try {
      const found = unb64u(v).length;
      return (length === undefined || found === length) && found % unit === 0;
    } catch {
      return false;
    }
  });
}

export function either(...checks: readonly Check[]): Check {
  return (value) => (checks.some((check) => check(value) === null) ? null : "");
}

/** A list; no two items share one of their marks. */
// biome-ignore lint/suspicious/noExplicitAny: the item's shape is checked before it is asked for its marks
export function listOf(item: Check, marks: (item: any) => readonly string[] = () => []): Check {
  return (value) => {
    if (!Array.isArray(value)) return "";
    const seen = new Set<string>();
    for (const [index, element] of value.entries()) {
      const wrong = item(element);
      if (wrong !== null) return `[${index}]${wrong}`;
      const own = marks(element);
      if (own.some((mark) => seen.has(mark))) return `[${index}]`;
      for (const mark of own) seen.add(mark);
    }
    return null;
  };
}

/** An object with exactly these members, the optional ones where they are there. */
export function record(members: Members, optional: readonly string[] = []): Check {
  return (value) => {
    if (!isObject(value)) return "";
    const strange = Object.keys(value).find((name) => !Object.hasOwn(members, name));
    if (strange !== undefined) return `.${strange}`;
    for (const [name, test] of Object.entries(members)) {
      const there = Object.hasOwn(value, name);
      if (!there && optional.includes(name)) continue;
      const wrong = there ? test(value[name]) : "";
      if (wrong !== null) return `.${name}${wrong}`;
    }
    return null;
  };
}

/** The same check for several names. */
export function all(names: readonly string[], check: Check): Members {
  return Object.fromEntries(names.map((name) => [name, check]));
}

const matches = (pattern: RegExp) => where((v) => typeof v === "string" && pattern.test(v));

function isTime(value: unknown): boolean {
  if (typeof value !== "string" || !TIME_PATTERN.test(value)) return false;
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString() === value;
}

export const ID = matches(ID_PATTERN);
export const LOWER_ID = matches(LOWER_PATTERN);
export const ID_OR_EMPTY = either(ID, oneOf(""));
export const TIME = where(isTime);
export const TEXT = string();
export const BILINGUAL = record({ zh: TEXT, en: TEXT });
export const B32 = b64(32);
export const POINT = record({ n: integer(), d: B32 });
