import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Hex, utf8 } from "@pha/codec";
import { itemPrefix, readState, root, viewOf } from "@pha/frame";
import { expect, it } from "vitest";
import { PHA } from "./pallets/balances/account-data.ts";
import { balances } from "./pallets/balances/spec.ts";
import { democracy } from "./pallets/democracy/spec.ts";
import { multisig } from "./pallets/multisig/spec.ts";
import { preimage } from "./pallets/preimage/spec.ts";
import { announcementDeposit, proxy, proxyDeposit } from "./pallets/proxy/spec.ts";
import { scheduler } from "./pallets/scheduler/spec.ts";
import { system } from "./pallets/system/spec.ts";
import { pallets } from "./runtime-spec.ts";
import { accountOf, addressOf, callsOf, testNetwork } from "./testing/index.ts";
import { givenBackBy, heldFor } from "./tied/held-for.ts";
import { lockReasons } from "./tied/lock-reasons.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/deposits.md"), "utf8");

it("docs/deposits.md says of every reason to hold something what takes it and what gives it back", () => {
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (.+) \| (.+) \|$/gm)];
  const reasons = pallets.flatMap(({ name, holdReasonSpecs }) =>
    Object.keys(holdReasonSpecs).map((reason) => `${name}.${reason}`),
  );
  expect(rows.map(([, reason]) => reason)).toEqual(reasons);
});

it("what is told to give a deposit back are calls that do, by the same page", () => {
  expect(Object.keys(givenBackBy)).toEqual([...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, reason]) => reason));
  for (const [, reason = "", how = ""] of page.matchAll(/^\| `([^`]+)` \| .+ \| (.+) \|$/gm))
    for (const call of givenBackBy[reason] ?? []) {
      const [pallet, name = ""] = call.split(".");
      expect(Object.keys(pallets.find((one) => one.name === pallet)?.calls ?? {}), reason).toContain(name);
      expect(how, reason).toContain(name);
    }
});

it("a network that begins with this state has what goes on, and the deposits for what ended are free", () => {
  const ledger = testNetwork();
  const call_hash: Hex = `0x${"11".repeat(32)}`;
  const start = 1_000n * PHA;
  ledger.setBalances({ Zoe: start, Yves: start });
  const call = callsOf(system).remark({ remark: utf8("r".repeat(200)) });
  ledger.run("Zoe", callsOf(preimage).note_preimage({ bytes: utf8("bytes") }));
  const operation = { threshold: 2, other_signatories: [accountOf("Yves")], maybe_timepoint: undefined };
  const max_weight = { ref_time: 1n, proof_size: 1n };
  ledger.run("Zoe", callsOf(multisig).approve_as_multi({ ...operation, call_hash, max_weight }));
  const { add_proxy, announce } = callsOf(proxy);
  for (const [who, delegate] of [
    ["Zoe", "Yves"],
    ["Yves", "Zoe"],
  ] as const)
    ledger.run(who, add_proxy({ delegate: addressOf(delegate), proxy_type: { type: "Any" }, delay: 5 }));
  ledger.run("Zoe", announce({ real: addressOf("Yves"), call_hash }));
  ledger.run(root, callsOf(scheduler).schedule({ when: 99, maybe_periodic: undefined, priority: 0, call }));
  const { propose, delegate } = callsOf(democracy);
  ledger.run("Zoe", propose({ proposal: { type: "Inline", value: utf8("call") }, value: 10n * PHA }));
  ledger.run("Zoe", delegate({ to: addressOf("Yves"), conviction: { type: "Locked6x" }, balance: 5n * PHA }));
  expect(ledger.balanceOf("Zoe").frozen).toBe(5n * PHA);
  expect(ledger.balanceOf("Zoe").reserved).toBeGreaterThan(announcementDeposit.base + proxyDeposit.base + 10n * PHA);
  ledger.runTo(3);

  const zoe = accountOf("Zoe");
  expect(lockReasons(viewOf(ledger.state), zoe, 3)).toEqual([
    {
      ...{ kind: "delegation", amount: 5n * PHA, referendum: undefined, until: undefined },
      endedBy: ["Democracy.undelegate", "Democracy.unlock"],
    },
  ]);
  const held = heldFor(viewOf(ledger.state), zoe);
  expect(held.map(({ reason }) => reason).sort()).toEqual([
    ...["Democracy.Proposal", "Multisig.Deposit", "Preimage.Preimage", "Proxy.Announcement", "Proxy.Proxy"],
  ]);
  expect(held.reduce((sum, { amount }) => sum + amount, 0n)).toBe(ledger.balanceOf("Zoe").reserved);

  const { runtime, state } = ledger;
  const carried = runtime.carryOver(viewOf(state), [...state.keys()], { name: "next" });
  const next = new Map([...carried].flatMap(([key, value]) => (value ? [[key, value] as const] : [])));
  const stays = proxyDeposit.base + proxyDeposit.factor;
  expect(readState(system, viewOf(next)).account.get(zoe).data).toMatchObject({
    free: start - stays,
    reserved: stays,
    frozen: 0n,
  });
  expect(readState(balances, viewOf(next)).locks.get(zoe)).toEqual([]);
  expect(readState(balances, viewOf(next)).holds.get(zoe)).toEqual([{ id: proxy.holdReasons.Proxy, amount: stays }]);
  const left = pallets.flatMap(({ name, items }) =>
    Object.keys(items).flatMap((field) => {
      const prefix = itemPrefix(name, field.charAt(0).toUpperCase() + field.slice(1));
      const isOurs = ["Preimage", "Multisig", "Proxy", "Scheduler", "Democracy"].includes(name);
      return isOurs && [...next.keys()].some((key) => key.startsWith(prefix)) ? [`${name}.${field}`] : [];
    }),
  );
  expect(left).toEqual(["Proxy.proxies", "Democracy.figures", "Democracy.nextLaunch", "Democracy.due"]);
});
