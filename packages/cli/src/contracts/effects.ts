import type { Hex } from "@pha/codec";
import { type Event, eventOf } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import { formatAmount } from "../amounts.ts";
import { addressOf } from "../context.ts";
import { brief } from "../json-text.ts";
import { type FindWanted, type Wanted, wantedIn, wantedText } from "./wanted.ts";

/** What the ledger did for a command, or could not do. */
export type Told =
  | { readonly type: "paid" | "returned"; readonly to: string; readonly amount: bigint }
  | { readonly type: "emitted"; readonly name: string; readonly data: string }
  | {
      readonly type: "failed";
      /** The message that wanted it, its place among what that one wanted, and what it was. */
      readonly message: bigint;
      readonly effect: number;
      readonly wanted?: Wanted | undefined;
      readonly error: string;
    };

/** The same, and in which block. */
export interface Found {
  readonly block: number;
  readonly told: Told;
}

/** Blocks that are looked through: agreement follows a command within a few. */
const mostBlocks = 64;
/** Blocks that are asked for at once. */
const atOnce = 8;

/** What was told of a command in the blocks up to one. What its report waits for may come in later ones. */
export interface Effects {
  readonly told: readonly Told[];
  readonly upTo: number;
}

/** What came of a command whose receipt is agreed on, since its block. Each event is proven. */
export async function effectsOf(network: Network, contract: Hex, message: bigint, since: number): Promise<Effects> {
  const { header } = await network.head();
  const upTo = Math.min(header.number, since + mostBlocks);
  const found: Found[] = [];
  for (let from = since; from <= upTo; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, upTo + 1 - from) }, (_, i) => from + i);
    const blocks = await Promise.all(numbers.map((number) => network.events(number)));
    for (const [i, events] of blocks.entries())
      for (const told of events.flatMap((event) => toldBy(network, event, contract, message)))
        found.push({ block: from + i, told });
  }
  const shown = await withWanted(network, contract, found);
  return { told: shown.map(({ told }) => told), upTo };
}

/** Rows about the effects of a command. */
export const effectRows = ({ told, upTo }: Effects): [string, string][] =>
  told.length > 0 ? toldRows(told) : [["effects", `none up to block ${upTo}`]];

/** What an event tells of a contract's message, if it tells anything of it; of any message when none is named. */
export function toldBy(network: Network, event: Event, contract: Hex, message?: bigint): Told[] {
  const isOwn = (of: { readonly contract: Hex; readonly message: bigint } | undefined) =>
    of?.contract === contract && (message ?? of.message) === of.message;
  const paid = eventOf(contracts, "Paid", event);
  if (paid && isOwn(paid)) return [{ type: "paid", to: addressOf(network, paid.to), amount: paid.amount }];
  const emitted = eventOf(contracts, "Emitted", event);
  if (emitted && isOwn(emitted))
    return [{ type: "emitted", name: emitted.name, data: new TextDecoder().decode(emitted.data) }];
  const failed = eventOf(contracts, "EffectFailed", event);
  if (failed && isOwn(failed))
    return [{ type: "failed", message: failed.message, effect: failed.index, error: failed.error }];
  const back = eventOf(contracts, "ValueReturned", event);
  return back && isOwn(back) ? [{ type: "returned", to: addressOf(network, back.sender), amount: back.value }] : [];
}

/** What was told, failures with what it was that could not be done: blocks of failures are asked for, each once. */
export async function withWanted(
  network: Pick<Network, "block" | "info">,
  contract: Hex,
  found: readonly Found[],
): Promise<readonly Found[]> {
  const failing = new Set(found.flatMap(({ block, told }) => (told.type === "failed" ? [block] : [])));
  const finds = new Map<number, FindWanted>();
  for (const block of failing) finds.set(block, await wantedIn(network, block, contract));
  return found.map(({ block, told }) => {
    if (told.type !== "failed") return { block, told };
    return { block, told: { ...told, wanted: finds.get(block)?.(told.message, told.effect) } };
  });
}

/** Rows about what was told. */
export const toldRows = (told: readonly Told[]): [string, string][] => told.map(rowOf);

function rowOf(told: Told): [string, string] {
  if (told.type === "emitted") return ["emitted", `${told.name} ${brief(told.data)}`];
  if (told.type === "failed") {
    const what = told.wanted ? wantedText(told.wanted) : `effect ${told.effect}`;
    return ["not done", `${what}: ${told.error}`];
  }
  return [told.type, `${formatAmount(told.amount)} to ${told.to}`];
}
