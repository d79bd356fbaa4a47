import { encode, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { Call, Weight } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RuntimeCall } from "../../references.ts";
import { accountOf, addressOf, callsOf, dev, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { balances } from "../balances/spec.ts";
import { system } from "../system/spec.ts";
import { multisigAccount } from "./account.ts";
import { multisigPallet } from "./pallet.ts";
import { maxSignatories, multisig, multisigDeposit, type Timepoint } from "./spec.ts";

const { as_multi_threshold_1, as_multi, approve_as_multi, cancel_as_multi } = callsOf(multisig);
const names = ["Alice", "Bob", "Charlie"].sort((a, b) => (accountOf(a) < accountOf(b) ? -1 : 1));
const [first = "", second = "", third = ""] = names;
const all = names.map(accountOf);
const shared = multisigAccount(all, 2);
const others = (name: string) => all.filter((account) => account !== accountOf(name));
const pay = callsOf(balances).transfer_allow_death({ dest: addressOf("Zoe"), value: PHA });
const hashOf = (call: Call): Hex => toHex(blake2b256(encode(RuntimeCall, call)));
const call_hash = hashOf(pay);
const max_weight: Weight = { ref_time: 10n ** 12n, proof_size: 10n ** 6n };
const depositOf = (threshold: number) => multisigDeposit.base + multisigDeposit.factor * BigInt(threshold);
const at = (height: number, index = 0): Timepoint => ({ height, index });

interface Options {
  readonly since?: Timepoint;
  readonly threshold?: number;
  readonly call?: Call;
}
const operation = (name: string, { since, threshold = 2 }: Options) => ({
  threshold,
  other_signatories: others(name),
  maybe_timepoint: since,
  max_weight,
});
const approve = (name: string, options: Options = {}) =>
  approve_as_multi({ ...operation(name, options), call_hash: hashOf(options.call ?? pay) });
const execute = (name: string, options: Options = {}) =>
  as_multi({ ...operation(name, options), call: options.call ?? pay });
const cancel = (name: string, timepoint: Timepoint, hash = call_hash) =>
  cancel_as_multi({ threshold: 2, other_signatories: others(name), timepoint, call_hash: hash });

function setup() {
  const ledger = testPallet([multisigPallet]);
  ledger.setBalances({ [first]: 100n * PHA, [second]: 100n * PHA, [third]: 100n * PHA, [shared]: 10n * PHA });
  return {
    ledger,
    received: () => ledger.balanceOf("Zoe").free,
    held: () => names.map((name) => ledger.balanceOf(name).reserved),
    waits: () => ledger.of(multisig).multisigs.has(shared, call_hash),
  };
}

describe("the account", () => {
  it("is the one that Substrate derives", () => {
    expect(shared).toBe("0x49daa32c7287890f38b7e1a8cd2961723d36d20baa0bf3b82e0c4bdda93b1c0a");
  });

  it.each([
    ["MinimumThreshold", { threshold: 1, other_signatories: [] as Hex[] }],
    ["TooFewSignatories", { threshold: 2, other_signatories: [] }],
    [
      "TooManySignatories",
      { threshold: 2, other_signatories: Array.from({ length: maxSignatories }, () => all[1] as Hex) },
    ],
    ["SignatoriesOutOfOrder", { threshold: 2, other_signatories: others(first).reverse() }],
    ["SenderInSignatories", { threshold: 2, other_signatories: all }],
  ])("is refused as %s by every call", (error, who) => {
    const { ledger } = setup();
    const given = { ...who, maybe_timepoint: undefined, max_weight };
    for (const call of [
      as_multi({ ...given, call: pay }),
      approve_as_multi({ ...given, call_hash }),
      cancel_as_multi({ ...who, timepoint: at(1), call_hash }),
    ])
      expect(ledger.refusal(first, call)).toBe(`Multisig.${error}`);
    if (who.threshold === 1) return;
    const one = as_multi_threshold_1({ other_signatories: who.other_signatories, call: pay });
    expect(ledger.refusal(first, one)).toBe(`Multisig.${error}`);
  });

  it("of threshold 1 is opened by any of them, whose call fails as the inner one", () => {
    const { ledger, received } = setup();
    const call = as_multi_threshold_1({ other_signatories: others(second), call: pay });
    expect(ledger.refusal(second, call)).toBe("Balances.InsufficientBalance");
    ledger.setBalances({ [multisigAccount(all, 1)]: 5n * PHA });
    ledger.run(second, call);
    expect(received()).toBe(PHA);
  });
});

describe("approvals", () => {
  it("begin with a deposit and end with the call; the deposit returns", () => {
    const { ledger, received, held, waits } = setup();
    ledger.run(second, approve(second));
    expect(held()).toEqual([0n, depositOf(2), 0n]);
    expect(ledger.events(multisig)).toEqual([
      { type: "NewMultisig", value: { approving: all[1], multisig: shared, call_hash } },
    ]);
    expect(received()).toBe(0n);
    ledger.run(first, execute(first, { since: at(1) }));
    expect([received(), held(), waits()]).toEqual([PHA, [0n, 0n, 0n], false]);
    expect(ledger.events(multisig)).toEqual([
      {
        type: "MultisigExecuted",
        value: {
          approving: all[0],
          timepoint: at(1),
          multisig: shared,
          call_hash,
          result: { type: "Ok", value: undefined },
        },
      },
    ]);
  });

  it("of three by hash, then the call by one who approved already", () => {
    const { ledger, received } = setup();
    const account = multisigAccount(all, 3);
    ledger.setBalances({ [account]: 5n * PHA });
    const options = { threshold: 3 };
    const since = at(1);
    ledger.run(third, execute(third, options));
    ledger.run(first, approve(first, { ...options, since }));
    expect(ledger.of(multisig).multisigs.get(account, call_hash)?.approvals).toEqual([all[0], all[2]]);
    expect(ledger.refusal(first, approve(first, { ...options, since }))).toBe("Multisig.AlreadyApproved");
    expect(ledger.refusal(first, execute(first, { ...options, since }))).toBe("Multisig.AlreadyApproved");
    ledger.run(second, approve(second, { ...options, since }));
    expect(ledger.happened(multisig)).toEqual(["MultisigApproval"]);
    expect(ledger.refusal(second, approve(second, { ...options, since }))).toBe("Multisig.AlreadyApproved");
    ledger.run(third, execute(third, { ...options, since }));
    expect(received()).toBe(PHA);
  });

  it("need the timepoint of the first, and no other", () => {
    const { ledger } = setup();
    expect(ledger.refusal(first, approve(first, { since: at(1) }))).toBe("Multisig.UnexpectedTimepoint");
    ledger.run(first, approve(first));
    expect(ledger.refusal(second, approve(second))).toBe("Multisig.NoTimepoint");
    expect(ledger.refusal(second, execute(second, { since: at(1, 1) }))).toBe("Multisig.WrongTimepoint");
    expect(ledger.refusal(second, execute(second, { since: at(2) }))).toBe("Multisig.WrongTimepoint");
  });

  it("say which extrinsic began", () => {
    const { ledger } = setup();
    const remark = callsOf(system).remark({ remark: new Uint8Array() });
    ledger.block(ledger.sign(dev(second), remark), ledger.sign(dev(first), approve(first)));
    expect(ledger.of(multisig).multisigs.get(shared, call_hash)?.when).toEqual(at(1, 1));
  });

  it("of who cannot pay the deposit write nothing", () => {
    const { ledger, waits } = setup();
    ledger.setBalances({ [first]: PHA });
    expect(ledger.refusal(first, approve(first))).toBe("Balances.InsufficientBalance");
    expect(waits()).toBe(false);
  });

  it("allow no more weight than was said, before anything is done", () => {
    const { ledger, waits } = setup();
    ledger.run(first, approve(first));
    const call = as_multi({
      ...operation(second, { since: at(1) }),
      call: pay,
      max_weight: { ref_time: 1_000n, proof_size: 10n ** 6n },
    });
    expect(ledger.refusal(second, call)).toBe("Multisig.MaxWeightTooLow");
    expect(waits()).toBe(true);
  });

  it("are used up by a call that fails, which the event says", () => {
    const { ledger, held, waits } = setup();
    ledger.setBalances({ [shared]: PHA / 2n });
    ledger.run(first, approve(first));
    ledger.run(second, execute(second, { since: at(1) }));
    expect(ledger.events(multisig)).toMatchObject([{ value: { result: { type: "Err", value: { type: "Module" } } } }]);
    expect([held(), waits()]).toEqual([[0n, 0n, 0n], false]);
  });
});

describe("cancelling", () => {
  it("is of who began, at the timepoint, and returns the deposit", () => {
    const { ledger, held, waits } = setup();
    expect(ledger.refusal(first, cancel(first, at(1)))).toBe("Multisig.NotFound");
    ledger.run(first, approve(first));
    expect(ledger.refusal(second, cancel(second, at(2)))).toBe("Multisig.WrongTimepoint");
    expect(ledger.refusal(second, cancel(second, at(1)))).toBe("Multisig.NotOwner");
    ledger.run(first, cancel(first, at(1)));
    expect(ledger.happened(multisig)).toEqual(["MultisigCancelled"]);
    expect([held(), waits()]).toEqual([[0n, 0n, 0n], false]);
  });
});

it("holds one deposit for each call that waits, and gives all back (property)", () => {
  const calls = [0, 1].map((byte) => callsOf(system).remark({ remark: Uint8Array.of(byte) }));
  const deed = fc.record({
    name: fc.constantFrom(...names),
    kind: fc.constantFrom("approve", "execute", "cancel"),
    call: fc.constantFrom(...calls),
    knows: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 30 }), (deeds) => {
      const { ledger, held } = setup();
      const waiting = () =>
        calls.flatMap((call) => {
          const found = ledger.of(multisig).multisigs.get(shared, hashOf(call));
          return found ? [{ ...found, call }] : [];
        });
      for (const { name, kind, call, knows } of deeds) {
        const when = waiting().find((each) => each.call === call)?.when;
        const options = { call, ...(knows && when && { since: when }) };
        const done =
          kind === "cancel"
            ? cancel(name, when ?? at(1), hashOf(call))
            : { approve, execute }[kind as "approve"](name, options);
        try {
          ledger.run(name, done);
        } catch (error) {
          expect(error).toMatchObject({ module: "Multisig" });
        }
        const sums = all.map((who) =>
          waiting().reduce((sum, { depositor, deposit }) => (depositor === who ? sum + deposit : sum), 0n),
        );
        expect(held()).toEqual(sums);
      }
      for (const { depositor, when, call } of waiting()) {
        const name = names[all.indexOf(depositor)] as string;
        ledger.run(name, cancel(name, when, hashOf(call)));
      }
      expect(held()).toEqual([0n, 0n, 0n]);
    }),
    { numRuns: 30 },
  );
});
