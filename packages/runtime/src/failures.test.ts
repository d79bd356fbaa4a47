import { failureKinds, listFailures } from "@pha/frame";
import { expect, it } from "vitest";
import { PHA } from "./pallets/balances/account-data.ts";
import { balances, multisig, multisigAccount, pallets, proxy, system } from "./spec.ts";
import { accountOf, addressOf, callsOf, dev, testNetwork } from "./testing/index.ts";

it("knows every event that tells of a failed call", () => {
  expect(failureKinds(pallets).map(({ pallet, name }) => `${pallet}.${name}`)).toEqual([
    "System.ExtrinsicFailed",
    "Utility.BatchInterrupted",
    "Utility.ItemFailed",
    "Utility.DispatchedAs",
    "Sudo.Sudid",
    "Sudo.SudoAsDone",
    "Scheduler.Dispatched",
    "Multisig.MultisigExecuted",
    "Proxy.ProxyExecuted",
    "Council.Executed",
    "Council.MemberExecuted",
    "TechnicalCommittee.Executed",
    "TechnicalCommittee.MemberExecuted",
  ]);
});

it("names what failed inside of a proxy's call and of one that several approved, although the transaction succeeded", () => {
  const ledger = testNetwork();
  const pay = callsOf(balances).transfer_keep_alive({ dest: addressOf("Zoe"), value: PHA });
  const { add_proxy, proxy: asProxy } = callsOf(proxy);
  ledger.run("Alice", add_proxy({ delegate: addressOf("Bob"), proxy_type: { type: "NonTransfer" }, delay: 0 }));
  const real = addressOf("Alice");
  const filtered = ledger.send(dev("Bob"), asProxy({ real, force_proxy_type: undefined, call: pay }));
  expect([filtered.ok, listFailures(pallets, filtered.events)]).toEqual([
    true,
    [{ event: "Proxy.ProxyExecuted", error: "System.CallFiltered" }],
  ]);

  const all = ["Alice", "Bob"].map(accountOf).sort();
  ledger.setBalances({ [multisigAccount(all, 2)]: PHA / 2n });
  const { as_multi } = callsOf(multisig);
  const max_weight = { ref_time: 10n ** 12n, proof_size: 10n ** 6n };
  const approve = (other: string, maybe_timepoint?: { height: number; index: number }) =>
    as_multi({ threshold: 2, other_signatories: [accountOf(other)], maybe_timepoint, call: pay, max_weight });
  const height = ledger.now.number;
  ledger.send(dev("Alice"), approve("Bob"));
  const executed = ledger.send(dev("Bob"), approve("Alice", { height, index: 0 }));
  expect([executed.ok, listFailures(pallets, executed.events)]).toEqual([
    true,
    [{ event: "Multisig.MultisigExecuted", error: "Balances.InsufficientBalance" }],
  ]);
  expect(ledger.of(system).account.get(accountOf("Zoe")).data.free).toBe(0n);
});
