import { type Hex, utf8 } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { accountOf, callsOf, testPallet } from "../../testing/index.ts";
import { clustersPallet } from "../clusters/pallet.ts";
import { codeHashOf, contractId } from "./ids.ts";
import { clusterRoom, contractLimits, readLimits } from "./limits.ts";
import { contractsPallet } from "./pallet.ts";
import { contracts } from "./spec.ts";

const { upload_code, instantiate, push_command, reserve } = callsOf(contracts);
const code = utf8("export default {}");
const codeHash = codeHashOf(code);
const salt = Uint8Array.of(1);
const contract = contractId({ deployer: accountOf("Mallory"), cluster: 0, codeHash, salt });
const enc: Hex = `0x${"0e".repeat(32)}`;

/** One contract of Mallory's in cluster 0. */
function setup() {
  const ledger = testPallet([clustersPallet, contractsPallet]);
  ledger.setBalances({ Mallory: 10n ** 30n });
  ledger.run("Mallory", upload_code({ code }));
  ledger.run("Mallory", instantiate({ cluster: 0, codeHash, args: new Uint8Array(), salt }));
  const refusal = (call: Parameters<typeof ledger.refusal>[1]) => ({ code: ledger.refusal("Mallory", call) });
  return { ledger, refusal };
}

attack("store more code, arguments, commands or reads than there may be, as who pays for them", async ({ refused }) => {
  const { ledger, refusal } = setup();
  const bytes = (length: number) => new Uint8Array(length);
  const command = { contract, epoch: 0, enc, ciphertext: bytes(8), value: 0n, asset: undefined, reads: [] };
  const key = bytes(readLimits.key);
  await refused("Contracts.CodeTooLarge", () => refusal(upload_code({ code: bytes(contractLimits.code + 1) })));
  const args = bytes(contractLimits.args + 1);
  await refused("Contracts.TooLong", () => refusal(instantiate({ cluster: 0, codeHash, args, salt: bytes(2) })));
  const ciphertext = bytes(contractLimits.ciphertext + 1);
  await refused("Contracts.TooLong", () => refusal(push_command({ ...command, ciphertext })));
  const reads = Array.from({ length: readLimits.keys + 1 }, () => key);
  await refused("Contracts.TooManyReads", () => refusal(push_command({ ...command, reads })));
  await refused("Contracts.BadRoom", () => refusal(reserve({ contract, stateKib: 16_385 })));
  expect(ledger.of(contracts).stateKib.get(contract)).toBe(256);
});

attack("take more of a cluster than its workers hold, by contracts, code or state", async ({ refused, held }) => {
  for (const [what, own] of [
    ["contracts", 1],
    ["codeBytes", code.length],
    ["stateKib", 256],
  ] as const) {
    const { ledger, refusal } = setup();
    const full = { ...ledger.of(contracts).room.get(0), [what]: clusterRoom[what] - own + 1 };
    ledger.of(contracts).room.put(0, full);
    await refused("Contracts.ClusterFull", () =>
      refusal(instantiate({ cluster: 0, codeHash, args: new Uint8Array(), salt: Uint8Array.of(2) })),
    );
    await held("nothing was taken", () => expect(ledger.of(contracts).room.get(0)).toEqual(full));
    if (what === "stateKib")
      await refused("Contracts.ClusterFull", () => refusal(reserve({ contract, stateKib: 256 + own })));
  }
});
