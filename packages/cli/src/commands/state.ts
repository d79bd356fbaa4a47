import { type Hex, type Json, toJson } from "@pha/codec";
import { type AnyPallet, findItem, type StateItem } from "@pha/frame";
import { pallets } from "@pha/runtime/spec";
import type { Context } from "../context.ts";
import { errors } from "../errors.ts";
import { parseJson } from "../json.ts";
import { brief, jsonLine } from "../json-text.ts";
import { table } from "../output.ts";

/** What a command line names of the state. */
export interface Named {
  readonly pallet: string;
  readonly item: string;
  readonly keys: readonly string[];
}

/** `pha state get <pallet> <item> [keys…]` */
export async function getState(context: Context, named: Named): Promise<void> {
  const found = findItem(pallets, named.pallet, named.item);
  const keys = await keysFrom(context, found, named.keys);
  const network = await context.connect();
  const key = found.key(keys, network.info);
  const { bytes, block } = await network.read((state, { header, hash }) => ({
    bytes: state.get(key),
    block: { number: header.number, hash },
  }));
  const value = found.value(bytes, network.info);
  context.output.result(
    { pallet: found.pallet.name, item: found.name, keys: named.keys, block, isStored: bytes !== undefined, value },
    [brief(jsonLine(value))],
  );
}

/** `pha state list <pallet> <item> [keys…]` */
export async function listState(
  context: Context,
  named: Named,
  { after, limit }: { readonly after?: string; readonly limit?: number },
): Promise<void> {
  const found = findItem(pallets, named.pallet, named.item);
  const { pallet, field, item, name } = found;
  if (after !== undefined && !/^0x[0-9a-f]{64,}$/.test(after)) throw errors.BadPlace({ given: after });
  const given = await keysFrom(context, found, named.keys);
  const network = await context.connect();
  const { info } = network;
  const keys = found.readFirst(given, info);
  const place = { ...(after !== undefined && { after: after as Hex }), ...(limit !== undefined && { limit }) };
  const { entries, next } = await network.entries<AnyPallet, string>(pallet, field, { keys, ...place });
  const rows = entries.map(({ keys: all, value }) => ({
    keys: item.keys.map(({ type }, i) => toJson(type, all[i], info)),
    value: toJson(item.type, value, info),
  }));
  const size = limit === undefined ? "" : ` --limit ${limit}`;
  const again = `${["state list", pallet.name, name, ...named.keys].join(" ")}${size}`;
  context.output.result({ pallet: pallet.name, item: name, entries: rows, next }, [
    ...table(rows.map((row) => [...row.keys.map(inWords), brief(jsonLine(row.value))])),
    ...(next === undefined ? [] : [`More: ${context.pha} ${again} --after ${next}`]),
  ]);
}

const inWords = (key: Json): string => (typeof key === "string" ? key : jsonLine(key));

/** Keys as the command line has them: accounts are named as everywhere, structures and lists are JSON. */
const keysFrom = (context: Context, { item }: StateItem, keys: readonly string[]): Promise<unknown[]> =>
  Promise.all(
    keys.map(async (text, i) => {
      if (item.keys[i]?.type.meta.path.at(-1) === "AccountId32") return (await context.account(text)).accountId;
      return /^[[{]/.test(text) ? parseJson(context, text) : text;
    }),
  );
