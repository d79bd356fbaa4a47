import { decode, type Hex } from "@pha/codec";
import { itemPrefix } from "@pha/frame";
import { AccountInfo } from "../../pallets/system/spec.ts";
import type { ExecutedBlock } from "../../runtime.ts";

const accounts = itemPrefix("System", "Account");

/** A key of the state ends with the account that it is of. */
const accountIn = (key: Hex): Hex => `0x${key.slice(-64)}`;

const amountOf = (value: Uint8Array | undefined): bigint => {
  if (!value) return 0n;
  const { free, reserved } = decode(AccountInfo, value).data;
  return free + reserved;
};

interface Fields {
  readonly from: Hex;
  readonly to: Hex;
  readonly who: Hex;
  readonly account: Hex;
  readonly amount: bigint;
}

/** What an event of balances says came to accounts, and went. */
const effects: Readonly<Record<string, (fields: Fields) => readonly (readonly [Hex, bigint])[]>> = {
  Transfer: ({ from, to, amount }) => [[from, -amount] as const, [to, amount] as const],
  ReserveRepatriated: ({ from, to, amount }) => [[from, -amount] as const, [to, amount] as const],
  Withdraw: ({ who, amount }) => [[who, -amount] as const],
  Deposit: ({ who, amount }) => [[who, amount] as const],
  Slashed: ({ who, amount }) => [[who, -amount] as const],
  DustLost: ({ account, amount }) => [[account, -amount] as const],
};

/** Watches that whatever changes somebody's balance is an event's. */
export class Explained {
  private readonly amounts = new Map<Hex, bigint>();
  /** Changes of balances that events explained. */
  changes = 0;

  constructor(state: ReadonlyMap<Hex, Uint8Array>) {
    for (const [key, value] of state) if (key.startsWith(accounts)) this.amounts.set(accountIn(key), amountOf(value));
  }

  /** @throws Error that names an account of which a block has changed what no event of it says */
  follow({ changes, events, header }: ExecutedBlock): void {
    const told = new Map<Hex, bigint>();
    for (const { event } of events) {
      if (event.type !== "Balances") continue;
      const value = event.value.value as unknown as Fields;
      for (const [who, amount] of effects[event.value.type]?.(value) ?? [])
        told.set(who, (told.get(who) ?? 0n) + amount);
    }
    for (const [key, value] of changes) {
      if (!key.startsWith(accounts)) continue;
      const [who, now] = [accountIn(key), amountOf(value)];
      const change = now - (this.amounts.get(who) ?? 0n);
      const said = told.get(who) ?? 0n;
      if (change !== said) throw new Error(`block ${header.number}: ${who} has ${change} more, events say ${said}`);
      if (change !== 0n) this.changes += 1;
      this.amounts.set(who, now);
      told.delete(who);
    }
    for (const [who, amount] of told)
      if (amount !== 0n)
        throw new Error(`block ${header.number}: events say that ${who} has ${amount} more, it has not`);
  }
}
