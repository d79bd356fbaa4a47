import type { Hex } from "@pha/codec";
import { storageKeys, type Units, type Weight } from "@pha/frame";
import { attestation, system } from "@pha/runtime/spec";
import { accountOf, type Caller, originOf, type TestEnclave } from "@pha/runtime/testing";
import type { Benchmark, Case } from "./cases.ts";

/** Hashes beside a key's way to the root: of a tree of 16 million keys, and of some that were ground to be neighbours. */
const siblings = 32 * 32;
/** What a witness has of a value beside itself and its key. */
const frame = 32 + 8;

/** Reading a key or changing it costs this beside the call: the tree's hashes, the database. */
const timeOfKey = 40_000_000n;
/** Other machines and worse moments. */
const safety = 2;

/** What one run of a call touched: the bytes that it adds to a witness, and how many keys. */
export function witnessOf({ ledger, caller, call }: Case): { readonly bytes: number; readonly keys: number } {
  const { execution } = ledger.beside();
  const { overlay } = execution;
  const before = new Set([...overlay.reads, ...overlay.changes().keys()]);
  for (const key of keysOfCaller(caller)) overlay.get(key);
  execution.dispatch(call, originOf(caller));
  const keys = new Set<Hex>([...overlay.reads, ...overlay.changes().keys()].filter((key) => !before.has(key)));
  let bytes = 0;
  for (const key of keys)
    bytes += siblings + frame + key.length / 2 + (overlay.reads.has(key) ? (ledger.state.get(key)?.length ?? 0) : 0);
  return { bytes, keys: keys.size };
}

/** Keys that the extrinsic itself needs: the account that pays, or the session that speaks for an enclave. */
function keysOfCaller(caller: Caller): Hex[] {
  if (typeof caller === "string") return [storageKeys(system).account.key(accountOf(caller))];
  if (!("identity" in caller)) return [];
  const { identity, session } = caller as TestEnclave;
  const { workers, sessions } = storageKeys(attestation);
  return [sessions.key(session.publicKey), workers.key(identity)];
}

/** @throws what the call throws: it would show nothing of what the call costs when it succeeds. */
export function check({ ledger, caller, call }: Case): void {
  const outcome = ledger.beside().execution.dispatch(call, originOf(caller));
  if (!outcome.ok) throw outcome.cause;
}

/** Least time that a call takes, in picoseconds of the reference machine. */
function timeOf({ ledger, caller, call }: Case, speed: number): bigint {
  const origin = originOf(caller);
  const began = performance.now();
  let least = Infinity;
  for (let run = 0; run < 200 && (run < 5 || performance.now() - began < 500); run++) {
    const { execution } = ledger.beside();
    const cpu = process.threadCpuUsage();
    const start = process.hrtime.bigint();
    execution.dispatch(call, origin);
    const passed = Number(process.hrtime.bigint() - start);
    const { user, system: kernel } = process.threadCpuUsage(cpu);
    // Others had the core in between; of what is short, CPU time says too little.
    least = Math.min(least, passed < 10_000_000 ? passed : (user + kernel) * 1_000);
  }
  return BigInt(Math.ceil(least * 1_000 * safety * speed));
}

/** Nanoseconds that the loop of `speedOfMachine` takes on the reference machine. */
const referenceNs = 9_000_000;

/** How much faster this machine is than the reference machine. */
export function speedOfMachine(): number {
  let least = Infinity;
  for (let run = 0; run < 50; run++) {
    const start = process.hrtime.bigint();
    let x = 1;
    for (let i = 0; i < 5_000_000; i++) x = (Math.imul(x, 1_103_515_245) + i) | 0;
    if (x === 0) throw new Error("the loop was not run");
    least = Math.min(least, Number(process.hrtime.bigint() - start));
  }
  return referenceNs / least;
}

/** A row of the table. */
export interface Row extends Weight {
  readonly per: Readonly<Record<string, Weight>>;
}

/** Measures a call with the fewest of all units, then with the most of each. */
export function measure({ units = {}, atLeast, setup }: Benchmark, speed: number): Row {
  const at = (given: Units): Weight => {
    const made = setup(given);
    const { bytes, keys } = witnessOf(made);
    return { ref_time: timeOf(made, speed) + BigInt(keys) * timeOfKey, proof_size: BigInt(bytes) };
  };
  const fewest = Object.fromEntries(Object.entries(units).map(([name, [few]]) => [name, few]));
  const base = at(fewest);
  const per = Object.fromEntries(
    Object.entries(units).map(([name, [few, most]]) => {
      const more = at({ ...fewest, [name]: most });
      const each = (part: keyof Weight) => slope(base[part], more[part], BigInt(most - few));
      return [name, { ref_time: each("ref_time"), proof_size: each("proof_size") }];
    }),
  );
  return {
    ref_time: max(base.ref_time, atLeast?.ref_time),
    proof_size: max(base.proof_size, atLeast?.proof_size),
    per,
  };
}

const slope = (base: bigint, more: bigint, units: bigint): bigint =>
  more > base ? (more - base + units - 1n) / units : 0n;
const max = (a: bigint, b = 0n): bigint => (a > b ? a : b);
