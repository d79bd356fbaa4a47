import { decode, type Hex, type TypeOf } from "@pha/codec";
import { type AnyPallet, type HoldReason, itemPrefix } from "@pha/frame";
import { type CarryContext, carry } from "../../carry-rules.ts";
import { dropConsumer } from "../system/references.ts";
import { type AccountInfo, system } from "../system/spec.ts";
import { balances } from "./spec.ts";

type Holds = TypeOf<typeof balances.storage.holds.type>;

const accounts = itemPrefix("System", "Account");
const holdings = itemPrefix("Balances", "Holds");

/** Both maps are by account, with the same hasher. */
const holdsKey = (accountKey: Hex): Hex => `${holdings}${accountKey.slice(accounts.length)}` as Hex;

/** Whether what is held for a reason is free again in the new network. */
const ends = (specs: readonly AnyPallet[], { type, value }: HoldReason): boolean =>
  specs.find(({ name }) => name === type)?.holdReasonSpecs[value.type]?.ends === true;

function account(info: AccountInfo, { key, state, specs }: CarryContext): AccountInfo {
  const bytes = state.get(holdsKey(key));
  const holds = bytes === undefined ? [] : decode(balances.storage.holds.type, bytes);
  const released = holds.filter(({ id }) => ends(specs, id)).reduce((sum, { amount }) => sum + amount, 0n);
  if (released === 0n) return info;
  const { free, reserved } = info.data;
  const data = { ...info.data, free: free + released, reserved: reserved - released };
  const rest = { ...info, data };
  return data.reserved > 0n ? rest : dropConsumer(rest);
}

function holds(all: Holds, { specs }: CarryContext): Holds | undefined {
  const rest = all.filter(({ id }) => !ends(specs, id));
  return rest.length === 0 ? undefined : rest;
}

/** Holds of enclaves and what else ends with the old network are released. */
export const balancesCarryOver = [...carry(balances, { holds }), ...carry(system, { account })];
