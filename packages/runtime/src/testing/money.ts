import { decode, type Hex } from "@pha/codec";
import { itemPrefix, readState, storageKeys, viewOf } from "@pha/frame";
import { balances } from "../pallets/balances/spec.ts";
import { AccountInfo } from "../pallets/system/spec.ts";

type State = ReadonlyMap<Hex, Uint8Array>;

const accounts = itemPrefix("System", "Account");
const issuanceKey = storageKeys(balances).totalIssuance.key();

/** Watches that the balances of all accounts together are the issuance, looking at what changes alone. */
export class Money {
  private sum = 0n;

  constructor(state: State) {
    this.follow(new Map(), state);
  }

  /** @throws Error when changes of a state create or lose money. */
  follow(state: State, changes: ReadonlyMap<Hex, Uint8Array | undefined>): void {
    const before = this.sum;
    for (const [key, value] of changes)
      if (key.startsWith(accounts)) this.sum += amountOf(value) - amountOf(state.get(key));
    if (this.sum === before && !changes.has(issuanceKey)) return;
    const issued = readState(balances, viewOf(state)).totalIssuance;
    const encoded = changes.get(issuanceKey);
    const issuance = encoded ? decode(balances.storage.totalIssuance.type, encoded) : issued.get();
    if (this.sum !== issuance) throw new Error(`accounts own ${this.sum}, the issuance is ${issuance}`);
  }
}

function amountOf(value: Uint8Array | undefined): bigint {
  if (!value) return 0n;
  const { free, reserved } = decode(AccountInfo, value).data;
  return free + reserved;
}
