import type { Hex } from "@pha/codec";
import { verifySignature } from "@pha/crypto/node";
import { NotLoaded, readTogether, type StateView } from "@pha/frame";
import type { Header } from "@pha/light-client";
import type { CallEnv } from "@pha/runtime";
import type { Db } from "@pha/service-kit/db";
import { findStateKeys, listChangedKeys, listFewStateValues, listStateChanges } from "../db/state-values.ts";
import type { BlockRef, StateAt } from "../ledger/ledger.ts";
import { answering, computed, executing, lengthOf, metered, type ReadBudget } from "../ledger/read-budget.ts";
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
      const getMany: StateAt["getMany"] = (keys) => metered((budget) => getWithin(budget, keys));
      const getSome: StateAt["getSome"] = (keys) => metered((budget) => getFirst(budget, [...new Set(keys)]));
      const getWithin = async (budget: ReadBudget, keys: readonly Hex[]): Promise<Values> => {
        const different = [...new Set(keys)];
        const values = await getFirst(budget, different);
        return values.size < different.length ? budget.end() : values;
      };
      /** At least one: a request that cannot read a single value reads too much. */
      const getFirst = async (budget: ReadBudget, keys: readonly Hex[]): Promise<Values> => {
        budget.spend({ rows: keys.length });
        const values = await listFewStateValues(db, number, keys, budget.left.bytes);
        if (values.size === 0 && keys.length > 0) budget.end();
        budget.spend({ bytes: lengthOf(values.values()) });
        return values;
      };
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
        getSome,
        read,
        get: async (key) => (await getMany([key])).get(key),
        keys: (prefix, start, limit) =>
          metered(async (budget) => {
            const range = { height: number, prefix, start, limit };
            const { keys, steps } = await findStateKeys(db, range, budget.left.rows);
            budget.spend({ rows: steps, bytes: lengthOfKeys(keys ?? []) });
            return keys ?? budget.end();
          }),
        digest: (prefix) => metered((budget) => digestBelow(db, number, prefix, budget)),
        changedKeys: (range) =>
          metered(async (budget) => {
            budget.spend({ rows: range.limit });
            return listChangedKeys(db, { ...range, height: number });
          }),
        changes: (keys, since) =>
          metered(async (budget) => {
            const different = [...new Set(keys)];
            budget.spend({ rows: different.length });
            const changes = await listStateChanges(db, different, { since, height: number, most: budget.left });
            if (changes === undefined) return budget.end();
            budget.spend({ rows: changes.length, bytes: lengthOf(changes.map(({ value }) => value)) });
            return changes;
          }),
        prove: (keys) =>
          metered(async (budget) => {
            const different = [...new Set(keys)];
            const values = await getWithin(budget, different);
            budget.spend({ rows: different.length * PAGES_OF_KEY });
            const proof = await tree.prove(number, different);
            const inOrder = keys.map((key) => values.get(key));
            budget.spend({ bytes: proof.length + lengthOf(inOrder) - lengthOf(values.values()) });
            return { proof, values: inOrder };
          }),
        runtime: () => runtimes.after(number),
        async call(api, args) {
          const runtime = await runtimes.after(number);
          const env = { ...block, genesisHash, verifySignature: verify };
          const output = await executing(() => read((state) => computed(() => runtime.call(api, args, state, env))));
          return answering(output);
        },
      };
    },
  };
}

/** In bytes. */
const lengthOfKeys = (keys: readonly Hex[]): number => keys.reduce((sum, key) => sum + key.length / 2 - 1, 0);

/** Pages of the state tree on the way to a key, about. */
const PAGES_OF_KEY = 4;
