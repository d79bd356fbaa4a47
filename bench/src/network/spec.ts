import { readFileSync, writeFileSync } from "node:fs";
import { type Hex, toHex, u32be } from "@pha/codec";
import { sha256 } from "@pha/crypto/node";
import { chainSpecFromJson, chainSpecToJson, PHA } from "@pha/runtime/spec";

/** An account that nobody has the key of; there are as many as one likes. */
export const strangerAt = (index: number): Hex => toHex(sha256(u32be(index)));

/** Ten thousand transfers with their fees. */
const ENDOWMENT = 100n * PHA;

/** Endows accounts in a chain spec's file; the treasury, the last that it endows, has so much less. */
export function endow(file: string, accounts: readonly Hex[]): void {
  const spec = chainSpecFromJson(JSON.parse(readFileSync(file, "utf8")));
  const { balances: endowed = [] } = spec.genesis;
  const treasury = endowed.at(-1);
  if (!treasury) throw new Error(`${file} endows nobody`);
  const amount = treasury.amount - ENDOWMENT * BigInt(accounts.length);
  const balances = [
    ...endowed.slice(0, -1),
    { account: treasury.account, amount },
    ...accounts.map((account) => ({ account, amount: ENDOWMENT })),
  ];
  writeFileSync(file, JSON.stringify(chainSpecToJson({ ...spec, genesis: { ...spec.genesis, balances } })));
}
