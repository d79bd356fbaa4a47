import { encode, type Hex, toHex, utf8 } from "@pha/codec";
import type { KeptReceipts, ReceiptBook } from "../receipt-book.ts";
import { checkpointForm, type Head, type Item, Part, partBytes } from "./form.ts";
import type { Point } from "./points.ts";

/** Bytes of an item beside those of its texts, or of what it seals, at most. */
const besides = 96;

/** A contract of which checkpoints are made. */
export interface Source {
  readonly id: Hex;
  readonly receipts: Pick<ReceiptBook, "asOf">;
}

/**
 * The parts of a checkpoint, each made when it is asked for; the contract may go on meanwhile.
 *
 * @throws `contract-engine.StateMovedOn`, `crypto.BadIndex` when too much came since to tell what there was
 */
export function checkpointParts({ id, receipts }: Source, point: Point): Iterator<Uint8Array, undefined> {
  const kept = receipts.asOf(point.height, point.receipts);
  const state = new Map(point.state.sync(undefined).changes);
  return partsOf(headOf(id, point, kept), itemsOf(state, kept));
}

function headOf(
  contract: Hex,
  { codeHash, height, root, tag, epochs, mostBytes, broken, receipts: count }: Point,
  { forgotten, heights }: KeptReceipts,
): Head {
  const peaks = forgotten.peaks.map(toHex);
  return {
    ...{ contract, codeHash, height, root, tag, epochs: [...epochs], mostBytes },
    broken: broken && { code: broken.code, message: broken.message },
    receipts: { count, forgotten: { count: forgotten.count, peaks }, heights: [...heights] },
  };
}

function* itemsOf(state: ReadonlyMap<string, string | null>, { kept }: KeptReceipts): Generator<Item> {
  for (const [key, value] of state) if (value !== null) yield { type: "Entry", value: { key, value } };
  for (const { message, timeMs, receipt } of kept)
    yield { type: "Receipt", value: { message, timeMs: BigInt(timeMs), receipt } };
}

function* partsOf(first: Head, all: Iterable<Item>): Generator<Uint8Array, undefined> {
  let head: Head | undefined = first;
  let items: Item[] = [];
  let bytes = 0;
  for (const item of all) {
    if (bytes + sizeOf(item) > partBytes) {
      yield encode(Part, { form: checkpointForm, head, items, isLast: false });
      [head, items, bytes] = [undefined, [], 0];
    }
    items.push(item);
    bytes += sizeOf(item);
  }
  yield encode(Part, { form: checkpointForm, head, items, isLast: true });
  return undefined;
}

const sizeOf = ({ type, value }: Item): number =>
  besides + (type === "Entry" ? utf8(value.key).length + utf8(value.value).length : value.receipt.sealed.length);
