import type { Hex } from "@pha/codec";
import { contracts, type Effect } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import { formatAmount } from "../amounts.ts";
import { addressOf } from "../context.ts";
import { brief } from "../json-text.ts";

/** What a contract wanted done, as programs read it. */
export type Wanted =
  | { readonly type: "pay"; readonly to: string; readonly amount: bigint }
  | { readonly type: "emit"; readonly name: string; readonly data: string }
  | { readonly type: "upgrade"; readonly codeHash: Hex; readonly failure: string | undefined }
  | { readonly type: "schedule"; readonly task: string; readonly every: number }
  | { readonly type: "push"; readonly contract: Hex; readonly method: string; readonly args: string };

/** Finds what one of a contract's messages wanted done at a place. */
export type FindWanted = (message: bigint, index: number) => Wanted | undefined;

/**
 * What the workers reported in a block that a contract wants done: what came of that is told in the same one. By the
 * chain's word alone.
 */
export async function wantedIn(
  network: Pick<Network, "block" | "info">,
  number: number,
  contract: Hex,
): Promise<FindWanted> {
  const { extrinsics } = await network.block(number);
  const { report } = contracts.calls;
  const context = { ss58Prefix: network.info.ss58Prefix };
  const listed = extrinsics
    .filter(({ call }) => call.pallet === contracts.name && call.call === "report")
    .flatMap(({ call }) => report.type.fromJson(call.args, context).reports)
    .flatMap(({ contract: of, effects }) => (of === contract && effects ? effects.list : []));
  return (message, index) => {
    const found = listed.find((one) => one.message === message && one.index === index);
    return found && wantedOf(found.effect, network);
  };
}

function wantedOf({ type, value }: Effect, network: Pick<Network, "info">): Wanted {
  if (type === "Pay") return { type: "pay", to: addressOf(network, value.to), amount: value.amount };
  if (type === "Emit") return { type: "emit", name: value.name, data: new TextDecoder().decode(value.data) };
  if (type === "Schedule") return { type: "schedule", task: value.task, every: value.every };
  if (type === "Upgraded") return { type: "upgrade", codeHash: value.codeHash, failure: value.failure?.code };
  const { contract, method, args } = value;
  return { type: "push", contract, method, args: new TextDecoder().decode(args) };
}

/** `pay 5 PHA to 5Grw…` */
export function wantedText(wanted: Wanted): string {
  if (wanted.type === "pay") return `pay ${formatAmount(wanted.amount)} to ${wanted.to}`;
  if (wanted.type === "emit") return `emit ${wanted.name} ${brief(wanted.data)}`;
  if (wanted.type === "schedule") return `run ${wanted.task} every ${wanted.every} blocks`;
  if (wanted.type === "upgrade")
    return `go over to code ${wanted.codeHash}${wanted.failure ? `: ${wanted.failure}` : ""}`;
  return `push ${wanted.method} ${brief(wanted.args)} to contract ${wanted.contract}`;
}
