import { readFileSync } from "node:fs";
import { fromJson, type Hex } from "@pha/codec";
import { root } from "@pha/frame";
import { Certificate } from "@pha/light-client";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { callsOf, testPallet } from "../../testing/index.ts";
import { foreignFinalityPallet } from "./pallet.ts";
import { type ForeignSet, foreignFinality } from "./spec.ts";

interface SetJson {
  readonly id: string;
  readonly addresses: readonly Hex[];
}
interface Case {
  readonly name: string;
  readonly refused: string | null;
  readonly nowMs: string;
  readonly certificate: unknown;
  readonly nextSet: SetJson | null;
}

const vectors = new URL("../../../../light-client/vectors/bridge.json", import.meta.url);
const { certificates } = JSON.parse(readFileSync(vectors, "utf8"));
const { genesis } = certificates as { readonly genesis: Hex };
const setOf = ({ id, addresses }: SetJson): ForeignSet => ({ id: BigInt(id), addresses });
const { follow, accept } = callsOf(foreignFinality);
const account: Hex = `0x${"01".repeat(32)}`;

attack("make a ledger believe a commitment that another ledger's validators did not make", async ({ refused }) => {
  for (const { name, refused: code, nowMs, nextSet, ...given } of certificates.cases as readonly Case[]) {
    const ledger = testPallet([foreignFinalityPallet], { blockMs: BigInt(nowMs) });
    const { number, timeMs } = certificates.known as { readonly number: number; readonly timeMs: string };
    const recovery = { accounts: [account], threshold: 1 };
    ledger.run(root, follow({ genesis, set: setOf(certificates.set), number, timeMs: BigInt(timeMs), recovery }));
    const certificate = fromJson(Certificate, given.certificate);
    const call = accept({ genesis, certificate, nextSet: nextSet ? setOf(nextSet) : undefined });
    if (code) await refused(`ForeignFinality.${code}`, () => ledger.run("Bob", call));
    else ledger.run("Bob", call);
    const known = ledger.of(foreignFinality).ledgers.get(genesis);
    expect([name, known?.number === number]).toEqual([name, code !== null]);
  }
});
