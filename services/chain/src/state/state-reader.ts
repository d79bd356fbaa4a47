import type { Hex } from "@pha/codec";
import { verifySignature } from "@pha/crypto/node";
import { NotLoaded, readTogether, type StateView } from "@pha/frame";
import type { Header } from "@pha/light-client";
import type { CallEnv } from "@pha/runtime";
import type { Db } from "@pha/service-kit/db";
import { listChangedKeys, listStateKeys, listStateValues } from "../db/state-values.ts";
import type { BlockRef, StateAt } from "../ledger/ledger.ts";
import { digestBelow } from "./digest.ts";
import { type HeadState, type Values, withLoading } from "./head-state.ts";
import type { Runtimes } from "./runtimes.ts";
import type { TreeStore } from "./tree-store.ts";

/** Reads the state at any kept height: the newest from memory where it is there, the rest from Postgres. */
export interface StateReader {
  at(block: BlockRef, header: Header): StateAt;
}

export function makeStateReader(deps: {
  readonly db: Db;
  readonly runtimes: Runtimes;
  readonly genesisHash: Hex;
  readonly head: HeadState;
  readonly tree: TreeStore;
}): StateReader {
  const { db, runtimes, genesisHash, head, tree } = deps;
  const verify: CallEnv["verifySignature"] = ({ scheme, publicKey, message, signature }) =>
    verifySignature(scheme, publicKey, message, signature);

  return {
    at(block, header) {
      const { number } = block;
      const getMany = (keys: readonly Hex[]): Promise<Values> => listStateValues(db, number, keys);
      const readHistory: StateAt["read"] = (work) => {
        const values: Values = new Map();
        const view: StateView = {
          get(key) {
            if (!values.has(key)) throw new NotLoaded([key]);
            return values.get(key);
          },
        };
        return withLoading(
          () => readTogether(view, work),
          async (keys) => {
            for (const [key, value] of await getMany(keys)) values.set(key, value);
          },
        );
      };
      const read: StateAt["read"] = async (work) => {
        if (head.height !== number) return readHistory(work);
        const newest = await head.read((view, height) => (height === number ? { result: work(view) } : undefined));
        return newest ? newest.result : readHistory(work);
      };
      return {
        block,
        header,
        getMany,
        read,
        get: async (key) => (await getMany([key])).get(key),
        keys: (prefix, start, limit) => listStateKeys(db, { height: number, prefix, start, limit }),
        digest: (prefix) => digestBelow(db, number, prefix),
        changedKeys: (range) => listChangedKeys(db, { ...range, height: number }),
        async prove(keys) {
          const [proof, values] = await Promise.all([tree.prove(number, keys), getMany(keys)]);
          return { proof, values: keys.map((key) => values.get(key)) };
        },
        runtime: () => runtimes.after(number),
        async call(api, args) {
          const runtime = await runtimes.after(number);
          return read((state) => runtime.call(api, args, state, { ...block, genesisHash, verifySignature: verify }));
        },
      };
    },
  };
}
