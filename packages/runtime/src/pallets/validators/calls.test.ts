import { root } from "@pha/frame";
import { expect, it } from "vitest";
import { callsOf, testPallet } from "../../testing/index.ts";
import { validatorsPallet } from "./pallet.ts";
import { leaseMs, validators } from "./spec.ts";

const { set_lease } = callsOf(validators);

it("lets root say how long a lease is, from a second to an hour", () => {
  const ledger = testPallet([validatorsPallet]);
  const lease = ledger.of(validators).leaseMs;
  expect(lease.get()).toBe(leaseMs.usual);
  for (const wrong of [0, leaseMs.min - 1, leaseMs.max + 1])
    expect(ledger.refusal(root, set_lease({ leaseMs: wrong }))).toBe("Validators.BadLease");
  expect(ledger.refusal("Alice", set_lease({ leaseMs: 5_000 }))).toBe("frame.BadOrigin");
  expect(lease.get()).toBe(leaseMs.usual);
  ledger.run(root, set_lease({ leaseMs: 5_000 }));
  expect(lease.get()).toBe(5_000);
  expect(ledger.events(validators)).toEqual([{ type: "LeaseChanged", value: { leaseMs: 5_000 } }]);
});

it("begins no network whose enclaves could never serve", () => {
  const genesis = { set: [], authors: [], beneficiary: undefined, leaseMs: 0 };
  expect(() => testPallet([validatorsPallet], { genesis: { validators: genesis } })).toThrowError(
    expect.objectContaining({ code: "runtime.BadGenesis" }),
  );
});
