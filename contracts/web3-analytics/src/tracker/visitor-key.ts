import { toHex, utf8 } from "./bytes.ts";

/** Who somebody is to sites that use one contract: a key that their browser made, and does not give away. */
export interface VisitorKey {
  /** The account of the key: what the contract knows them by. */
  readonly account: `0x${string}`;
  sign(text: string): Promise<`0x${string}`>;
}

/** The key that the browser keeps for this page's origin; made when there is none. */
export async function visitorKey(): Promise<VisitorKey> {
  const { privateKey, publicKey } = (await stored()) ?? (await make());
  const account = toHex(new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)));
  const sign = async (text: string) =>
    toHex(new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, utf8(text))));
  return { account, sign };
}

/** Forgets the key: whoever comes then is somebody else. */
export const forgetVisitor = (): Promise<unknown> => onStore("readwrite", (store) => store.delete(name));

const name = "visitor";

const stored = (): Promise<CryptoKeyPair | undefined> => onStore("readonly", (store) => store.get(name));

async function make(): Promise<CryptoKeyPair> {
  const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  await onStore("readwrite", (store) => store.put(pair, name));
  return pair;
}

/** Works on what the browser keeps under the page's origin. */
async function onStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open("phala-web3-analytics", 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore("keys");
  const database = await ended(opening);
  try {
    return await ended(work(database.transaction("keys", mode).objectStore("keys")));
  } finally {
    database.close();
  }
}

const ended = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
