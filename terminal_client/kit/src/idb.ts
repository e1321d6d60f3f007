/** A few IndexedDB calls as promises. One database per origin; keys never leave it readable. */

const NAME = "hemicycle";
const STORES = ["identities", "ballots"] as const;
export type StoreName = (typeof STORES)[number];

let opening: Promise<IDBDatabase> | undefined;

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    for (const name of STORES) request.result.createObjectStore(name);
  };
  const opened = done(request);
  // what could not be opened, or was closed by the browser, is opened anew by whoever asks next
  const forget = () => {
    opening = undefined;
  };
  opened.then((found) => {
    found.onclose = forget;
  }, forget);
  return opened;
}

function database(): Promise<IDBDatabase> {
  opening ??= open();
  return opening;
}

/** Runs one transaction and waits until it is durable. */
async function within<T>(
  name: StoreName,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const transaction = (await database()).transaction(name, mode, { durability: "strict" });
  const finished = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  const result = await done(work(transaction.objectStore(name)));
  await finished;
  return result;
}

export function read<T>(name: StoreName, key: string): Promise<T | undefined> {
  return within(name, "readonly", (store) => store.get(key) as IDBRequest<T | undefined>);
}

/** All values whose key starts with `prefix`, in the order of their keys. */
export function readAll<T>(name: StoreName, prefix: string): Promise<T[]> {
  const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  return within(name, "readonly", (store) => store.getAll(range) as IDBRequest<T[]>);
}

export async function write(name: StoreName, key: string, value: unknown): Promise<void> {
  await within(name, "readwrite", (store) => store.put(value, key));
}

export async function remove(name: StoreName, key: string): Promise<void> {
  await within(name, "readwrite", (store) => store.delete(key));
}

/** Removes all values whose key starts with `prefix`. */
export async function removeAll(name: StoreName, prefix: string): Promise<void> {
  await within(name, "readwrite", (store) => store.delete(IDBKeyRange.bound(prefix, `${prefix}\uffff`)));
}
