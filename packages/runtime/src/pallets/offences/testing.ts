import type { Hex } from "@pha/codec";
import { Farm } from "../../testing/farm.ts";
import { callsOf, type TestEnclave, Tongue } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { offences } from "./spec.ts";

export const { cancel } = callsOf(offences);

export const word = (byte: number): Hex => `0x${byte.toString(16).padStart(2, "0").repeat(32)}`;

/** Workers of Bob's that compute for Alice's pool with 4,000 PHA each, since before the thousandth block. */
export function computing({ names = ["a"] }: { readonly names?: readonly string[] } = {}) {
  const farm = new Farm(names);
  const { ledger } = farm;
  farm.measure();
  for (const one of farm.miners) farm.start(one, 4_000n * PHA);
  const [miner] = farm.miners as [TestEnclave, ...TestEnclave[]];
  return { farm, ledger, miner, tongue: new Tongue(ledger, miner) };
}
