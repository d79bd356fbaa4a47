import { type Hex, itemsIn } from "@pha/codec";
import type { Primitives } from "@pha/crypto";
import { epochOfItem, openItem, type Scope } from "@pha/secret-channel";
import type { EpochKeys } from "./contract-keys.ts";

/** A contract whose items are opened, with the code that is to see them. */
interface Opening {
  readonly primitives: Primitives;
  readonly codeHash: Hex;
  /** The keys of an epoch, if what is sealed for it may be opened. */
  readonly keysOf: (epoch: number) => EpochKeys | undefined;
  readonly scopeOf: (epoch: number, codeHash: Hex) => Scope;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * What the items in a call's arguments say, by their texts. What does not open, is meant for other code, or is no text is
 * left out: anybody may have made it.
 *
 * @param args - JSON text
 */
export function openItems(args: string, opening: Opening): Readonly<Record<string, string>> {
  const opened = itemsIn(args).map((item) => [item, contentOf(item, opening)] as const);
  return Object.fromEntries(opened.filter((one): one is readonly [string, string] => one[1] !== undefined));
}

function contentOf(item: string, { primitives, codeHash, keysOf, scopeOf }: Opening): string | undefined {
  const epoch = epochOfItem(item);
  const keys = epoch === undefined ? undefined : keysOf(epoch);
  if (keys?.codeHash !== codeHash) return undefined;
  try {
    return decoder.decode(openItem(primitives, keys.encrypt, scopeOf(keys.epoch, keys.codeHash), item));
  } catch {
    return undefined;
  }
}
