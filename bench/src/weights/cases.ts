import { type Hex, toHex } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import type { Call, Units, Weight } from "@pha/frame";
import { type Caller, type TestLedger, testNetwork } from "@pha/runtime/testing";

/** A call that is about to be dispatched, in the state in which it has most to do. */
export interface Case {
  readonly ledger: TestLedger;
  readonly caller: Caller;
  readonly call: Call;
}

/** How a call is brought to its worst case. */
export interface Benchmark {
  /** Fewest and most of each unit that the pallet declares. */
  readonly units?: Readonly<Record<string, readonly [fewest: number, most: number]>>;
  /** What it weighs at least, where a part of the work is not done here: why stands beside it. */
  readonly atLeast?: Weight;
  /** What it needs to succeed is not here. */
  readonly fails?: boolean;
  setup(units: Units): Case;
}

export type Changes = (ledger: TestLedger) => void;

/** A ledger some blocks on, with all that `change` did in a closed block. */
export function ledgerWith(change: Changes = () => {}): TestLedger {
  const ledger = testNetwork();
  ledger.runTo(3);
  change(ledger);
  ledger.runTo(80);
  return ledger;
}

export const simple = (caller: Caller, call: Call, change?: Changes): Benchmark => ({
  setup: () => ({ ledger: ledgerWith(change), caller, call }),
});

export const idOf = (label: string, index = 0): Hex => toHex(sha256(new TextEncoder().encode(`${label} ${index}`)));
export const ids = (label: string, count: number): Hex[] => Array.from({ length: count }, (_, i) => idOf(label, i));
export const zeros = (bytes: number): Hex => `0x${"00".repeat(bytes)}`;
export const bytes = (length: number) => new Uint8Array(length).fill(7);
