import { decode, type Hex, type TypeOf } from "@pha/codec";
import { type AnyPallet, type HoldReason, itemPrefix } from "@pha/frame";
import { type CarryContext, carry } from "../../carry-rules.ts";
import { democracyId } from "../democracy-id.ts";
import { dropConsumer } from "../system/references.ts";
import { type AccountInfo, system } from "../system/spec.ts";
import { balances } from "./spec.ts";

type Holds = TypeOf<typeof balances.storage.holds.type>;

type Locks = TypeOf<typeof balances.storage.locks.type>;

const accounts = itemPrefix("System", "Account");
const holdings = itemPrefix("Balances", "Holds");
const lockings = itemPrefix("Balances", "Locks");

/** These maps are by account, with the same hasher. */
const beside = (prefix: Hex, accountKey: Hex): Hex => `${prefix}${accountKey.slice(accounts.length)}` as Hex;

/** Locks for what ends with the old network: votes. */
const endingLocks: readonly Hex[] = [democracyId];

/** Whether what is held for a reason is free again in the new network. */
const ends = (specs: readonly AnyPallet[], { type, value }: HoldReason): boolean =>
  specs.find(({ name }) => name === type)?.holdReasonSpecs[value.type]?.ends === true;

function account(info: AccountInfo, { key, state, specs }: CarryContext): AccountInfo {
  const [held, locked] = [state.get(beside(holdings, key)), state.get(beside(lockings, key))];
  const holds = held === undefined ? [] : decode(balances.storage.holds.type, held);
  const released = holds.filter(({ id }) => ends(specs, id)).reduce((sum, { amount }) => sum + amount, 0n);
  const locks = locked === undefined ? [] : (lasting(decode(balances.storage.locks.type, locked)) ?? []);
  const { free, reserved, frozen } = info.data;
  let stays = 0n;
  for (const { amount } of locks) if (amount > stays) stays = amount;
  const data = { ...info.data, free: free + released, reserved: reserved - released, frozen: stays };
  let rest = { ...info, data };
  if (reserved > 0n && data.reserved === 0n) rest = dropConsumer(rest);
  if (frozen > 0n && stays === 0n) rest = dropConsumer(rest);
  return rest;
}

/** Locks that go on. */
function lasting(all: Locks): Locks | undefined {
  const rest = all.filter(({ id }) => !endingLocks.includes(id));
  return rest.length === 0 ? undefined : rest;
}

function holds(all: Holds, { specs }: CarryContext): Holds | undefined {
  const rest = all.filter(({ id }) => !ends(specs, id));
  return rest.length === 0 ? undefined : rest;
}

/** Holds of enclaves and what else ends with the old network are released, and locks for it go. */
export const balancesCarryOver = [...carry(balances, { holds, locks: lasting }), ...carry(system, { account })];
