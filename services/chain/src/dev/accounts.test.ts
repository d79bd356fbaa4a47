import type { Hex } from "@pha/codec";
import { makeCall } from "@pha/frame";
import { genesisHeader, headerHash } from "@pha/light-client";
import { runtime } from "@pha/runtime";
import { system, transactionErrors } from "@pha/runtime/spec";
import { describe, expect, it } from "vitest";
import type { Ledger } from "../ledger/ledger.ts";
import { devAccounts } from "./accounts.ts";
import { errors } from "./errors.ts";

const remark = makeCall(system, "remark", { remark: new Uint8Array() });
const header = genesisHeader(`0x${"00".repeat(32)}`);
const hash = headerHash(header);

/** A ledger that accepts each nonce of an account once, in order. */
function setup({ firstNonce = 0 } = {}) {
  const accepted: number[] = [];
  let next = firstNonce;
  const ledger: Partial<Ledger> = {
    runtime,
    genesis: { hash, header },
    finalized: { number: 0, hash },
    findHash: async () => hash,
    nextNonce: async () => next,
    async submit(bytes): Promise<{ hash: Hex }> {
      const extrinsic = runtime.decodeExtrinsic(bytes);
      const nonce = extrinsic.signed?.extra.nonce ?? -1;
      await new Promise((resolve) => setImmediate(resolve));
      if (nonce !== next) throw transactionErrors.Stale();
      accepted.push(nonce);
      next++;
      return { hash: extrinsic.hash };
    },
  };
  return { ledger: ledger as Ledger, accepted, skipTo: (nonce: number) => (next = nonce) };
}

describe("submitting as a development account", () => {
  it("gives callers side by side nonces of their own, in the order of their calls", async () => {
    const { ledger, accepted } = setup({ firstNonce: 7 });
    const accounts = devAccounts({ ledger });
    const receipts = await Promise.all(Array.from({ length: 5 }, () => accounts.submit("//Alice", remark)));
    expect(accepted).toEqual([7, 8, 9, 10, 11]);
    expect(new Set(receipts.map((receipt) => receipt.hash)).size).toBe(5);
  });

  it("tries the next nonce when somebody else took it meanwhile", async () => {
    const { ledger, accepted, skipTo } = setup();
    const submitted = devAccounts({ ledger }).submit("//Alice", remark);
    await Promise.resolve();
    skipTo(1);
    await submitted;
    expect(accepted).toEqual([1]);
  });

  it("goes on after a call that was refused", async () => {
    const { ledger } = setup();
    let isRefusing = true;
    const { submit } = ledger;
    const refusing: Ledger = Object.assign(Object.create(ledger), {
      submit: (bytes: Uint8Array) => (isRefusing ? Promise.reject(transactionErrors.Payment()) : submit(bytes)),
    });
    const poor = devAccounts({ ledger: refusing });
    await expect(poor.submit("//Bob", remark)).rejects.toSatisfy(transactionErrors.Payment.is);
    isRefusing = false;
    await expect(poor.submit("//Bob", remark)).resolves.toHaveProperty("hash");
  });

  it.each(["Alice", "//", "//Alice///password", "0x01", "//A b"])("knows no key called %s", (uri) => {
    const { ledger } = setup();
    expect(() => devAccounts({ ledger }).submit(uri, remark)).toThrow(errors.NoSuchKey().message);
  });
});
