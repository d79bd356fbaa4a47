import { readState } from "@pha/frame";
import { type HeldFor, heldFor, type LockReason, lockReasons, reducible, system } from "@pha/runtime/spec";
import { formatAmount } from "../amounts.ts";
import { addressOf, type Context } from "../context.ts";
import { table } from "../output.ts";

/** `pha account balance <account>`: what it has, what keeps it from being spent, and what ends that. */
export async function accountBalance(context: Context, text: string): Promise<void> {
  const { accountId } = await context.account(text);
  const network = await context.connect();
  const { block, info, locks, holds } = await network.read((view, { header }) => ({
    block: header.number,
    info: readState(system, view).account.get(accountId),
    locks: lockReasons(view, accountId, header.number),
    holds: heldFor(view, accountId),
  }));
  const { free, reserved, frozen } = info.data;
  const transferable = reducible(info, true);
  const address = addressOf(network, accountId);
  context.output.result({ address, block, free, reserved, frozen, transferable, locks, holds }, [
    ...table([
      ["account", address],
      ["free", formatAmount(free)],
      ["on hold", formatAmount(reserved)],
      ["locked", `${formatAmount(frozen)}, of both together: the largest lock counts`],
      ["transferable", `${formatAmount(transferable)}, what keeps the account alive apart`],
    ]),
    ...(locks.length + holds.length === 0 ? [] : [`At block ${block}:`]),
    ...table([
      ...locks.map((lock) => [
        ...["locked", formatAmount(lock.amount), lockText(lock, block)],
        freedText(lock, context.pha),
      ]),
      ...holds.map(({ reason, amount, doc, endedBy, endsWith }) => [
        ...["on hold", formatAmount(amount), `${reason}: ${doc}`],
        freedText({ endedBy, endsWith }, context.pha),
      ]),
    ]),
  ]);
}

const kinds = {
  vote: "vote",
  delegation: "delegation of its votes",
  "former-votes": "votes that were taken back",
  election: "vote for the council",
  vesting: "vesting",
  other: "a lock that no pallet explains",
} as const satisfies Record<LockReason["kind"], string>;

function lockText({ kind, referendum, until }: LockReason, now: number): string {
  const what = referendum === undefined ? kinds[kind] : `${kinds[kind]} in referendum ${referendum}`;
  if (until === undefined) return kind === "vote" ? `${what}, which goes on` : what;
  return until > now ? `${what}, binds until block ${until}` : `${what}, binds no more`;
}

/** How an owner ends what keeps an amount; votes in referenda that are over, `gov unlock` removes itself. */
function freedText(
  { endedBy, endsWith, ...of }: Pick<HeldFor, "endedBy"> & Partial<HeldFor & LockReason>,
  pha: string,
): string {
  const { kind, referendum, until } = of;
  const calls = kind === "vote" && until !== undefined ? endedBy.slice(1) : endedBy;
  const ways = calls.map((call) => {
    if (call === "Democracy.remove_vote") return `${pha} gov withdraw ${referendum}`;
    return commands[call] === undefined ? call : `${pha} ${commands[call]}`;
  });
  if (ways.length === 0) return `freed by ${endsWith ?? "what docs/deposits.md says"}`;
  return `freed by ${ways.join(", ")}`;
}

/** Calls that this program has commands for. */
const commands: Readonly<Record<string, string>> = {
  "Democracy.undelegate": "gov undelegate",
  "Democracy.unlock": "gov unlock",
  "Tips.close_tip": "gov tip close",
};
