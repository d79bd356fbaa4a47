import { hash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Network } from "@pha/devnet";
import { busServiceNames, ownName, permissionsOf } from "@pha/wire";
import { connect, nkeyAuthenticator } from "nats";
import { Client } from "pg";

/** Hears everything that any service may hear on NATS, answers to its own questions included. */
export interface Tap extends AsyncDisposable {
  readonly heard: readonly Uint8Array[];
}

/** Joins NATS as every service in turn. */
export async function openTap(dataDir: string): Promise<Tap> {
  await using opened = new AsyncDisposableStack();
  const heard: Uint8Array[] = [];
  const port = (await readFile(join(dataDir, "nats", "port"), "utf8")).trim();
  for (const service of busServiceNames) {
    const seed = await readFile(join(dataDir, "secrets", ownName(service, 0), "nats-seed"));
    const nats = await connect({
      servers: `127.0.0.1:${port}`,
      authenticator: nkeyAuthenticator(new Uint8Array(seed)),
    });
    opened.defer(() => nats.close());
    for (const subject of permissionsOf(service).subscribe)
      nats.subscribe(subject, { callback: (_, { data }) => void heard.push(data) });
    await nats.flush();
  }
  const resources = opened.move();
  return { heard, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** A place where the hosts keep or pass bytes. */
interface Place {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Every row of every table the chain keeps. */
export async function readPostgres(dataDir: string): Promise<Place[]> {
  const url = await readFile(join(dataDir, "secrets", "chain", "database-url"), "utf8");
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'chain'",
    );
    const places: Place[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query({ text: `select * from ${name}`, rowMode: "array" });
      const cells = rows.flat().map((cell) => (Buffer.isBuffer(cell) ? cell : Buffer.from(String(cell))));
      places.push({ name: `postgres ${name}`, bytes: Buffer.concat(cells) });
    }
    return places;
  } finally {
    await client.end();
  }
}

async function readFiles(folder: string): Promise<Place[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (name) => ({ name, bytes: await readFile(name) })));
}

/** Command lines and environments of the network's processes and of the enclaves they started. */
async function readProcesses({ processes }: Network): Promise<Place[]> {
  const roots = Object.values(processes).map(({ pid }) => pid);
  const places: Place[] = [];
  for (const pid of [...roots, ...(await childrenOf(roots))])
    for (const what of ["cmdline", "environ"]) {
      const bytes = await readOfProcess(pid, what);
      if (bytes) places.push({ name: `process ${pid} ${what}`, bytes });
    }
  return places;
}

/** Nothing of a process that has ended meanwhile: what started it lives on. */
async function readOfProcess(pid: number, what: string): Promise<Buffer | undefined> {
  try {
    return await readFile(`/proc/${pid}/${what}`);
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

async function childrenOf(parents: readonly number[]): Promise<number[]> {
  const lists = await Promise.all(
    parents.map(async (pid) => readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "")),
  );
  return lists.flatMap((list) => list.split(" ").filter(Boolean).map(Number));
}

/** A text in the forms it could leak in: as it is, in hexadecimal, in base64, and, for a number, as 16 little-endian bytes. */
function formsOf(marker: string): Buffer[] {
  const text = Buffer.from(marker);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), text])
      .toString("base64")
      .slice(4, -4),
  );
  const forms = [text, Buffer.from(text.toString("hex")), ...base64.map((form) => Buffer.from(form))];
  if (!/^\d+$/.test(marker)) return forms;
  const number = Buffer.alloc(16);
  number.writeBigUInt64LE(BigInt(marker));
  return [...forms, number];
}

/** What was searched, and the names of the places where a marker turned up. */
export interface Search {
  readonly places: number;
  readonly found: readonly string[];
}

/** Searches everything outside the enclaves for markers. */
export async function findMarkers(
  network: { readonly devnet: Network; readonly dataDir: string },
  tap: Tap,
  markers: readonly string[],
): Promise<Search> {
  const places: Place[] = [
    ...(await readPostgres(network.dataDir)),
    ...(await readFiles(network.dataDir)),
    ...(await readProcesses(network.devnet)),
    { name: "nats", bytes: Buffer.concat(tap.heard) },
  ];
  const forms = markers.flatMap(formsOf);
  const found = places.filter(({ bytes }) => forms.some((form) => Buffer.from(bytes).includes(form)));
  return { places: places.length, found: found.map(({ name }) => name) };
}

function includesSorted(sorted: Float64Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}

/**
 * Tries a million amounts: whether a hash that the contract's state or a command's plaintext has of one of them stands
 * anywhere in the public bytes.
 *
 * @returns the amounts that fit, and where the first hash of each stands
 */
export function guessBids(publicBytes: Uint8Array, bidKey: string, around: bigint): { amount: bigint; at: number }[] {
  const bytes = Buffer.from(publicBytes);
  const windows = new Float64Array(bytes.length - 5).map((_, i) => bytes.readUIntBE(i, 6)).sort();
  const keyHash = hash("sha256", bidKey, "buffer");
  const leafOf = (value: Buffer): Buffer => hash("sha256", Buffer.concat([Uint8Array.of(0), keyHash, value]), "buffer");
  const find = (guess: Buffer) => (includesSorted(windows, guess.readUIntBE(0, 6)) ? bytes.indexOf(guess) : -1);
  const found: { amount: bigint; at: number }[] = [];
  for (let amount = around - 500_000n; amount < around + 500_000n; amount++) {
    const text = String(amount);
    const valueHash = hash("sha256", text, "buffer");
    const quoted = hash("sha256", `"${text}"`, "buffer");
    const args = hash("sha256", `{"auction":1,"amount":"${text}"}`, "buffer");
    const places = [valueHash, quoted, args, leafOf(valueHash), leafOf(quoted)].map(find).filter((at) => at >= 0);
    if (places.length > 0) found.push({ amount, at: Math.min(...places) });
  }
  return found;
}
