import { type Hex, utf8 } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { accountOf, callsOf, TestEnclave, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { clustersPallet } from "../clusters/pallet.ts";
import { clusters } from "../clusters/spec.ts";
import { codeHashOf, contractId } from "./ids.ts";
import type { UpgradePolicy } from "./life.ts";
import { contractsPallet } from "./pallet.ts";
import type { Contract } from "./record.ts";
import { contracts } from "./spec.ts";

const { upload_code, instantiate_with_policy, offer, accept, pause, resume, reserve, upgrade } = callsOf(contracts);
const { push_command, publish_key, renounce } = callsOf(contracts);
const code = utf8("export default {}");
const codeHash = codeHashOf(code);
const salt = Uint8Array.of(1);
const contract = contractId({ deployer: accountOf("Alice"), cluster: 0, codeHash, salt });
const enc: Hex = `0x${"0e".repeat(32)}`;
const command = push_command({
  ...{ contract, epoch: 0, enc, ciphertext: new Uint8Array(8) },
  ...{ value: 0n, asset: undefined, reads: [] },
});

/** Alice's contract, whose key is known. */
function setup(policy: UpgradePolicy["type"] = "Owner") {
  const ledger = testPallet([clustersPallet, contractsPallet]);
  const miner = new TestEnclave("miner", "Miner");
  miner.register(ledger, "Bob");
  ledger.run("Bob", callsOf(clusters).apply({ cluster: 0, identity: miner.identity }));
  ledger.run("Alice", upload_code({ code }));
  const birth = { cluster: 0, codeHash, args: utf8("{}"), salt };
  ledger.run("Alice", instantiate_with_policy({ ...birth, upgrades: { type: policy } }));
  ledger.run(miner, publish_key({ contract, epoch: 0, key: enc }));
  ledger.setBalances({ Alice: 1_000n * PHA, Carol: 100n * PHA });
  const record = () => ledger.of(contracts).contracts.get(contract) as Contract;
  const held = (who: string) => ledger.balanceOf(who).reserved;
  return { ledger, record, held };
}
const toCarol = offer({ contract, to: accountOf("Carol") });

describe("a contract", () => {
  it("has another owner once that one has accepted it, who holds the deposit and may do what owners may", () => {
    const { ledger, record, held } = setup();
    ledger.run("Alice", reserve({ contract, stateKib: 512 }));
    const deposit = held("Alice");
    ledger.run("Alice", toCarol);
    expect([record().owner, record().life.offeredTo]).toEqual([accountOf("Alice"), accountOf("Carol")]);
    ledger.run("Carol", accept({ contract }));
    expect([record().owner, record().deployer]).toEqual([accountOf("Carol"), accountOf("Alice")]);
    expect([held("Alice"), held("Carol")]).toEqual([0n, deposit]);
    expect(ledger.refusal("Alice", pause({ contract }))).toBe("Contracts.NotOwner");
    ledger.run("Carol", pause({ contract }));
  });

  it("goes to nobody else, and to nobody whose offer was taken back", () => {
    const { ledger } = setup();
    expect(ledger.refusal("Carol", accept({ contract }))).toBe("Contracts.NotOffered");
    expect(ledger.refusal("Carol", toCarol)).toBe("Contracts.NotOwner");
    ledger.run("Alice", toCarol);
    expect(ledger.refusal("Bob", accept({ contract }))).toBe("Contracts.NotOffered");
    ledger.run("Alice", offer({ contract, to: undefined }));
    expect(ledger.refusal("Carol", accept({ contract }))).toBe("Contracts.NotOffered");
  });

  it("names who could, to who may not: its owner, whom it is offered to, the policy", () => {
    const { ledger } = setup();
    const data = (facts: object) => expect.objectContaining({ data: facts });
    expect(() => ledger.run("Bob", pause({ contract }))).toThrow(data({ owner: accountOf("Alice") }));
    expect(() => ledger.run("Bob", accept({ contract }))).toThrow(data({ to: undefined }));
    ledger.run("Alice", toCarol);
    expect(() => ledger.run("Bob", accept({ contract }))).toThrow(data({ to: accountOf("Carol") }));
    const never = setup("Never").ledger;
    expect(() => never.run("Alice", pause({ contract }))).toThrow(data({ policy: "Never" }));
  });

  it("is offered no more once it has more room: who accepts takes it with the deposit that it had when it was offered", () => {
    const { ledger, record, held } = setup();
    ledger.run("Alice", toCarol);
    ledger.run("Alice", reserve({ contract, stateKib: 16_384 }));
    expect(ledger.happened(contracts)).toEqual(["Reserved", "Offered"]);
    expect(ledger.refusal("Carol", accept({ contract }))).toBe("Contracts.NotOffered");
    expect([record().owner, held("Carol")]).toEqual([accountOf("Alice"), 0n]);
    ledger.setBalances({ Carol: 1_000n * PHA });
    ledger.run("Alice", toCarol);
    ledger.run("Carol", accept({ contract }));
  });

  it("stays whose it is when the other one cannot pay the deposit, and while it goes over to other code", () => {
    const { ledger, record } = setup();
    ledger.run("Alice", toCarol);
    ledger.setBalances({ Carol: PHA });
    expect(ledger.refusal("Carol", accept({ contract }))).toBe("Balances.InsufficientBalance");
    ledger.setBalances({ Carol: 100n * PHA });
    const other = utf8("export default { other: 1 }");
    ledger.run("Alice", upload_code({ code: other }));
    ledger.run("Alice", upgrade({ contract, codeHash: codeHashOf(other) }));
    expect(ledger.refusal("Carol", accept({ contract }))).toBe("Contracts.UpgradePending");
    expect(record().owner).toBe(accountOf("Alice"));
  });

  it("that is paused takes no commands until it is resumed, and may go over to other code", () => {
    const { ledger, record } = setup();
    expect(ledger.refusal("Bob", pause({ contract }))).toBe("Contracts.NotOwner");
    ledger.run("Alice", pause({ contract }));
    expect(ledger.refusal("Bob", command)).toBe("Contracts.Paused");
    expect(record().life.pausedBy).toBe(accountOf("Alice"));
    expect(ledger.refusal("Bob", resume({ contract }))).toBe("Contracts.NotOwner");
    const other = utf8("export default { other: 1 }");
    ledger.run("Alice", upload_code({ code: other }));
    ledger.run("Alice", upgrade({ contract, codeHash: codeHashOf(other) }));
    ledger.run("Alice", resume({ contract }));
    ledger.run("Bob", command);
  });

  it.each(["Never", "Governance"] as const)("whose policy is %s is paused by nobody", (policy) => {
    const { ledger } = setup(policy);
    for (const who of ["Alice", "Bob"])
      expect(ledger.refusal(who, pause({ contract }))).toBe("Contracts.PauseForbidden");
    ledger.run("Bob", command);
  });

  it.each(["Never", "Governance"] as const)(
    "whose policy is %s and that is paused is resumed by its owner",
    (policy) => {
      const { ledger, record } = setup(policy);
      const life = { ...record().life, pausedBy: accountOf("Alice") };
      ledger.of(contracts).contracts.put(contract, { ...record(), life });
      expect(ledger.refusal("Bob", command)).toBe("Contracts.Paused");
      ledger.run("Alice", resume({ contract }));
      ledger.run("Bob", command);
    },
  );

  it("whose owner renounces has its code for ever, is paused by nobody, and is offered no more", () => {
    const { ledger, record, held } = setup();
    const deposit = held("Alice");
    const done = renounce({ contract });
    expect(ledger.refusal("Bob", done)).toBe("Contracts.NotOwner");
    ledger.run("Alice", toCarol);
    ledger.run("Alice", done);
    expect(ledger.happened(contracts)).toEqual(["Renounced", "Offered"]);
    expect(record().life).toMatchObject({ upgrades: { type: "Never" }, offeredTo: undefined });
    expect(held("Alice")).toBe(deposit);
    const other = upgrade({ contract, codeHash: enc });
    for (const call of [other, done]) expect(ledger.refusal("Alice", call)).toBe("Contracts.UpgradeForbidden");
    expect(ledger.refusal("Alice", pause({ contract }))).toBe("Contracts.PauseForbidden");
    ledger.run("Bob", command);
  });

  it("is not renounced while it is paused, or goes over to other code, or where its code is governance's", () => {
    const { ledger } = setup();
    ledger.run("Alice", pause({ contract }));
    expect(ledger.refusal("Alice", renounce({ contract }))).toBe("Contracts.Paused");
    ledger.run("Alice", resume({ contract }));
    const other = utf8("export default { other: 1 }");
    ledger.run("Alice", upload_code({ code: other }));
    ledger.run("Alice", upgrade({ contract, codeHash: codeHashOf(other) }));
    expect(ledger.refusal("Alice", renounce({ contract }))).toBe("Contracts.UpgradePending");
    expect(setup("Governance").ledger.refusal("Alice", renounce({ contract }))).toBe("Contracts.UpgradeForbidden");
  });
});
