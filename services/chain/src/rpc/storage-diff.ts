import { errors as codecErrors, equalBytes, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { Ledger } from "../ledger/ledger.ts";
import type { Tell } from "./archive-stream.ts";
import { stateAt } from "./blocks.ts";
import type { Read } from "./connection.ts";
import { errors } from "./errors.ts";
import { limits } from "./limits.ts";
import type { Param } from "./method.ts";
import { childTrie, key, optional, set, word } from "./params.ts";

const returnType = word("value", "hash");

/** Which keys to compare, and how to tell what they hold now. */
export interface DiffItem {
  readonly prefix: Hex;
  readonly returnType: "value" | "hash";
}

const item: Param<DiffItem> = (value) => {
  if (typeof value !== "object" || value === null) throw codecErrors.BadJson({ expected: "{ key, returnType }" });
  const fields = value as Record<string, unknown>;
  childTrie(fields["childTrieKey"]);
  return { prefix: optional(key)(fields["key"]) ?? "0x", returnType: returnType(fields["returnType"]) };
};

export const diffItems = optional(set(item, limits.keysPerQuery));

const PAGE = 250;

/** Tells how the state after a block differs from that after an earlier one: its parent, unless told otherwise. */
export async function tellDiff(
  ledger: Ledger,
  { at, items, since }: { readonly at: Hex; readonly items: readonly DiffItem[]; readonly since: Hex | undefined },
  tell: Tell,
  read: Read,
): Promise<void> {
  const after = await read(() => stateAt(ledger, at));
  const before = await read(() => stateAt(ledger, since ?? after.header.parentHash));
  const blocks = after.block.number - before.block.number;
  if (blocks < 0 || blocks > limits.blocksPerQuery) throw errors.BadBlockRange({ max: limits.blocksPerQuery });
  for (const { prefix, returnType } of items) {
    let start: Hex | undefined;
    do {
      const range = { since: before.block.number, prefix, start, limit: PAGE };
      const keys = await read(() => after.changedKeys(range));
      for (let done = 0; done < keys.length; ) {
        const now = await read(() => after.getSome(keys.slice(done)));
        const old = await read(() => before.getMany([...now.keys()]));
        const entries = [...now].flatMap(([one, value]) => {
          const entry = difference(old.get(one), value, returnType);
          return entry ? [{ key: one, ...entry }] : [];
        });
        if (!(await tell(entries))) return;
        done += now.size;
      }
      start = keys.length < PAGE ? undefined : keys.at(-1);
    } while (start !== undefined);
  }
}

function difference(old: Uint8Array | undefined, now: Uint8Array | undefined, as: "value" | "hash") {
  if (now === undefined) return old && { type: "deleted" };
  if (old && equalBytes(old, now)) return undefined;
  const told = as === "hash" ? { hash: toHex(blake2b256(now)) } : { value: toHex(now) };
  return { ...told, type: old ? "modified" : "added" };
}
