import { utf8 } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { makeCall } from "@pha/frame";
import { balances, codeHashOf, contracts, PHA, transactionErrors } from "@pha/runtime/spec";
import { beforeEach, describe, expect, it } from "vitest";
import { Dev } from "../dev/dev.ts";
import { connect, type Network } from "../network.ts";
import { TestChain } from "../testing.ts";
import { isForeseen } from "./preflight.ts";

const alice = keypairFromUri("//Alice", "sr25519");
const nobody = keypairFromUri("//Nobody", "sr25519");
const give = (value: bigint) =>
  makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: nobody.accountId }, value });

let chain: TestChain;
let network: Network;

beforeEach(async () => {
  chain = new TestChain();
  chain.append();
  network = await connect({ chain: chain.url, fetch: chain.fetch, now: () => chain.nowMs });
});

const sent = () => chain.requests.includes("POST /v1/transactions");
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error) => error,
  );

describe("before a call is signed", () => {
  it("its fee is told, when it would succeed, and nothing has changed", async () => {
    const fee = await network.preflight(alice, give(PHA));
    expect(fee).toBe(await network.fee(alice, give(PHA)));
    expect(chain.blocks).toHaveLength(2);
  });

  it("the call's own error is, with its facts, when it would fail", async () => {
    const tooMuch = give(99_999_999n * PHA);
    const error = await refusal(network.preflight(alice, tooMuch, { tip: 5n }));
    expect(error).toSatisfy(balances.errors.InsufficientBalance.is);
    expect(error).toSatisfy(isForeseen);
    const fee = 5n + (await network.fee(alice, tooMuch));
    expect(error.data).toMatchObject({ amount: String(99_999_999n * PHA), fee, signed: false });
  });

  it("the ledger's refusal is, when it would not be taken", async () => {
    for (const error of [
      await refusal(network.preflight(nobody, give(1n))),
      await refusal(
        new Dev(chain.url, chain.fetch).preflight(nobody.accountId, {
          ...{ pallet: "System", call: "remark", args: { remark: "0x00" } },
        }),
      ),
    ]) {
      expect(error).toSatisfy(transactionErrors.Payment.is);
      expect(error.data).toMatchObject({ free: "0", needed: expect.stringMatching(/^\d+$/), signed: false });
      expect(error).toSatisfy(isForeseen);
    }
  });

  it("a deployment that must fail is refused, whatever the ledger would say of it", async () => {
    const code = utf8("export default {};");
    const salt = utf8("one");
    const deployment = { code, salt, preflight: true };
    expect(await refusal(network.deploy(nobody, deployment))).toSatisfy(transactionErrors.Payment.is);
    expect(sent()).toBe(false);
    chain.run(alice, makeCall(contracts, "upload_code", { code }));
    chain.run(
      alice,
      makeCall(contracts, "instantiate", { cluster: 0, codeHash: codeHashOf(code), args: utf8("null"), salt }),
    );
    const error = await refusal(network.deploy(alice, deployment));
    expect(error).toSatisfy(contracts.errors.AlreadyExists.is);
    expect(error).toSatisfy(isForeseen);
    expect(sent()).toBe(false);
  });
});
