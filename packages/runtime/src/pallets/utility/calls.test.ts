import { type Call, root, viewOf } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { accountOf, addressOf, callsOf, dev, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { balances } from "../balances/spec.ts";
import { sudo as sudoSpec } from "../sudo/spec.ts";
import { derivativeAccount } from "./account.ts";
import { utility } from "./spec.ts";

const { batch, batch_all, force_batch } = callsOf(utility);
const { sudo, sudo_as } = callsOf(sudoSpec);
const { transfer_keep_alive, force_transfer } = callsOf(balances);
const pay = (value: bigint) => transfer_keep_alive({ dest: addressOf("Zoe"), value });
const tooMuch = pay(10n ** 24n);

function setup() {
  const ledger = testPallet();
  return { ledger, received: () => ledger.balanceOf("Zoe").free };
}

describe("batches", () => {
  it("batch stops at the first failure and keeps what was done", () => {
    const { ledger, received } = setup();
    ledger.run("Alice", batch({ calls: [pay(PHA), tooMuch, pay(PHA)] }));
    expect(ledger.happened(utility)).toEqual(["ItemCompleted", "BatchInterrupted"]);
    expect(received()).toBe(PHA);
  });

  it("batch_all undoes everything when one fails, with that one's error", () => {
    const { ledger, received } = setup();
    expect(ledger.refusal("Alice", batch_all({ calls: [pay(PHA), tooMuch] }))).toBe("Balances.InsufficientBalance");
    expect(ledger.happened()).toEqual([]);
    expect(received()).toBe(0n);
  });

  it("force_batch does what it can", () => {
    const { ledger, received } = setup();
    ledger.run("Alice", force_batch({ calls: [tooMuch, pay(PHA)] }));
    expect(ledger.happened(utility)).toEqual(["ItemFailed", "ItemCompleted", "BatchCompletedWithErrors"]);
    expect(received()).toBe(PHA);
  });

  it("undoes a nested batch alone", () => {
    const { ledger, received } = setup();
    const all = (...calls: Call[]) => batch_all({ calls });
    ledger.run("Alice", force_batch({ calls: [all(pay(PHA), tooMuch), all(pay(2n * PHA))] }));
    expect(received()).toBe(2n * PHA);
  });

  it("weighs and costs as much as all its calls", () => {
    const { ledger } = setup();
    const { runtime } = ledger;
    const fee = (call: Call) =>
      runtime.fee(runtime.decodeExtrinsic(ledger.sign(dev("Alice"), call)), viewOf(new Map()));
    const of = (n: number) => fee(batch({ calls: Array.from({ length: n }, () => pay(PHA)) }));
    expect(of(10) - of(9)).toBe(of(9) - of(8));
    expect(of(10) - of(9)).toBeGreaterThan(100_000_000n);
  });

  it("refuses 100 000 nested batches before anything recurses through them", () => {
    const depth = 100_000;
    const body = new Uint8Array([4, ...Array.from({ length: depth }, () => [4, 0, 4]).flat(), 0, 0, 0]);
    const length = body.length * 4 + 2;
    const bytes = new Uint8Array([length & 255, (length >> 8) & 255, (length >> 16) & 255, length >>> 24, ...body]);
    expect(() => testPallet().runtime.decodeExtrinsic(bytes)).toThrow(
      expect.objectContaining({ code: "transaction.Undecodable" }),
    );
  });
});

describe("as_derivative", () => {
  const { as_derivative } = callsOf(utility);
  const first = derivativeAccount(accountOf("Alice"), 0);

  it("is the account that Substrate derives", () => {
    expect(derivativeAccount(accountOf("Alice"), 0)).toBe(
      "0x799239e4ab0a3de63582363422f344346eb55bee62885a84a0c8aaf5aa564995",
    );
    expect(derivativeAccount(accountOf("Alice"), 300)).toBe(
      "0xe8c2003e1b8c30e78dc1624c7106b378ada77691e803f066c717565e171018d9",
    );
  });

  it("spends what the derived account has, whose error is the call's own", () => {
    const { ledger, received } = setup();
    expect(ledger.refusal("Alice", as_derivative({ index: 0, call: pay(PHA) }))).toBe("Balances.InsufficientBalance");
    ledger.setBalances({ [first]: 3n * PHA });
    const other = as_derivative({ index: 1, call: pay(PHA) });
    expect(ledger.refusal("Alice", other)).toBe("Balances.InsufficientBalance");
    expect(ledger.refusal("Bob", as_derivative({ index: 0, call: pay(PHA) }))).toBe("Balances.InsufficientBalance");
    ledger.run("Alice", as_derivative({ index: 0, call: pay(PHA) }));
    expect(received()).toBe(PHA);
  });

  it("is a signer's alone, and a derived account has its own", () => {
    const { ledger, received } = setup();
    expect(ledger.refusal(root, as_derivative({ index: 0, call: pay(PHA) }))).toBe("frame.BadOrigin");
    ledger.setBalances({ [derivativeAccount(first, 7)]: 3n * PHA });
    ledger.run("Alice", as_derivative({ index: 0, call: as_derivative({ index: 7, call: pay(PHA) }) }));
    expect(received()).toBe(PHA);
  });
});

describe("with_weight", () => {
  const { with_weight } = callsOf(utility);
  const weight = { ref_time: 1n, proof_size: 1n };
  const call = force_transfer({ source: addressOf("Bob"), dest: addressOf("Zoe"), value: PHA });

  it("dispatches as root, for root, and fails with the call", () => {
    const { ledger, received } = setup();
    expect(ledger.refusal("Alice", with_weight({ call, weight }))).toBe("frame.BadOrigin");
    ledger.run(root, with_weight({ call, weight }));
    expect(received()).toBe(PHA);
    expect(ledger.refusal(root, with_weight({ call: pay(PHA), weight }))).toBe("frame.BadOrigin");
  });

  it("weighs with its call, whatever weight is given", () => {
    const { ledger } = setup();
    const fee = (given: Call) =>
      ledger.runtime.fee(ledger.runtime.decodeExtrinsic(ledger.sign(dev("Alice"), given)), viewOf(new Map()));
    const [least, most] = [0n, 1n << 60n].map((ref_time) =>
      fee(with_weight({ call, weight: { ref_time, proof_size: 0n } })),
    );
    expect(Number(most)).toBeLessThan(1.1 * Number(least));
    expect(least).toBeGreaterThan(fee(call));
  });
});

describe("sudo", () => {
  it("dispatches as root for its account alone", () => {
    const { ledger, received } = setup();
    const call = sudo({ call: force_transfer({ source: addressOf("Bob"), dest: addressOf("Zoe"), value: PHA }) });
    expect(ledger.refusal("Bob", call)).toBe("Sudo.RequireSudo");
    expect(received()).toBe(0n);
    ledger.run("Alice", call);
    expect(received()).toBe(PHA);
  });

  it("reports the failure of what it dispatched", () => {
    const { ledger } = setup();
    ledger.run("Alice", sudo({ call: batch_all({ calls: [tooMuch] }) }));
    const sudo_result = { type: "Err", value: { type: "BadOrigin" } };
    expect(ledger.events(sudoSpec)).toEqual([{ type: "Sudid", value: { sudo_result } }]);
  });

  it("dispatches as another account, which pays nothing, for its account alone", () => {
    const { ledger, received } = setup();
    const call = sudo_as({ who: addressOf("Bob"), call: pay(PHA) });
    expect(ledger.refusal("Bob", call)).toBe("Sudo.RequireSudo");
    const before = ledger.balanceOf("Bob").free;
    expect(ledger.send(dev("Alice"), call).ok).toBe(true);
    expect(ledger.events(sudoSpec)).toEqual([{ type: "SudoAsDone", value: { sudo_result: { type: "Ok" } } }]);
    expect(received()).toBe(PHA);
    expect(ledger.balanceOf("Bob").free).toBe(before - PHA);
  });
});
