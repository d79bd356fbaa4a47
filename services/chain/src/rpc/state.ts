import { type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { Ledger } from "../ledger/ledger.ts";
import { answering, computed } from "../ledger/read-budget.ts";
import { stateAt } from "./blocks.ts";
import { errors } from "./errors.ts";
import { limits } from "./limits.ts";
import { type Methods, method } from "./method.ts";
import { data, hash, height, key, name, optional, set } from "./params.ts";
import { callRuntime } from "./runtime-call.ts";
import { runtimeVersion } from "./runtime-version.ts";

const keys = set(key, limits.keysPerQuery);

/** `state_*` that answer at once: metadata, storage and runtime APIs at one block. */
export function stateMethods({ ledger }: { ledger: Ledger }): Methods {
  const read = async (storageKey: Hex, at: Hex | undefined) => (await stateAt(ledger, at)).get(storageKey);

  const getStorage = method([key, optional(hash)], async (storageKey, at) => hexOrNull(await read(storageKey, at)));
  const getStorageHash = method([key, optional(hash)], async (storageKey, at) => {
    const value = await read(storageKey, at);
    return value === undefined ? null : toHex(blake2b256(value));
  });
  const getStorageSize = method([key, optional(hash)], async (storageKey, at) => {
    return (await read(storageKey, at))?.length ?? null;
  });
  const getKeysPaged = method(
    [optional(key), height, optional(key), optional(hash)],
    async (prefix = "0x", count, startKey, at) => {
      if (count > limits.keysPerPage) throw errors.TooManyKeys({ max: limits.keysPerPage, actual: count });
      return (await stateAt(ledger, at)).keys(prefix, startKey, count);
    },
  );
  const queryStorageAt = method([keys, optional(hash)], async (wanted, at) => [await changeSet(wanted, at)]);
  const queryStorage = method([keys, hash, optional(hash)], async (wanted, from, to) => {
    const [first, last] = await Promise.all([ledger.findHeader(from), ledger.findHeader(to ?? ledger.best.hash)]);
    const length = first && last ? last.number - first.number + 1 : 0;
    if (!first || length < 1 || length > limits.blocksPerQuery)
      throw errors.BadBlockRange({ max: limits.blocksPerQuery });
    const start = await changeSet(wanted, from);
    const end = await stateAt(ledger, to);
    const known = new Map(start.changes);
    const sets = [start];
    for (const [number, changes] of Map.groupBy(await end.changes(wanted, first.number), ({ height }) => height)) {
      const block = await ledger.findHash(number);
      if (block === undefined) throw errors.UnknownBlock({ number });
      const changed = changes
        .map(({ key: one, value }) => [one, hexOrNull(value)] as const)
        .filter(([one, value]) => known.get(one) !== value);
      for (const [one, value] of changed) known.set(one, value);
      if (changed.length > 0) sets.push({ block, changes: changed });
    }
    return sets;
  });
  const call = method([name, data, optional(hash)], async (api, args, at) => {
    const state = await stateAt(ledger, at);
    return toHex(await callRuntime(state.call(api, args)));
  });
  const getRuntimeVersion = method([optional(hash)], async (at) => {
    return runtimeVersion(await (await stateAt(ledger, at)).runtime());
  });

  return {
    state_getMetadata: method([optional(hash)], async (at) => {
      const state = await stateAt(ledger, at);
      const runtime = await state.runtime();
      return toHex(await answering(await state.read((view) => computed(() => runtime.metadata(14, view)))));
    }),
    state_getRuntimeVersion: getRuntimeVersion,
    chain_getRuntimeVersion: getRuntimeVersion,
    state_getStorage: getStorage,
    state_getStorageAt: getStorage,
    state_getStorageHash: getStorageHash,
    state_getStorageHashAt: getStorageHash,
    state_getStorageSize: getStorageSize,
    state_getStorageSizeAt: getStorageSize,
    state_getKeysPaged: getKeysPaged,
    state_getKeysPagedAt: getKeysPaged,
    state_queryStorage: queryStorage,
    state_queryStorageAt: queryStorageAt,
    state_call: call,
    state_callAt: call,
  };

  async function changeSet(wanted: readonly Hex[], at: Hex | undefined): Promise<ChangeSet> {
    const state = await stateAt(ledger, at);
    const values = await state.getMany(wanted);
    return { block: state.block.hash, changes: [...values].map(([one, value]) => [one, hexOrNull(value)] as const) };
  }
}

interface ChangeSet {
  readonly block: Hex;
  readonly changes: readonly (readonly [Hex, Hex | null])[];
}

const hexOrNull = (value: Uint8Array | undefined) => (value === undefined ? null : toHex(value));
