import { encode, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, root } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RuntimeCall } from "../../references.ts";
import { accountOf, addressOf, callsOf, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { balances } from "../balances/spec.ts";
import { multisigAccount } from "../multisig/account.ts";
import { multisigPallet } from "../multisig/pallet.ts";
import { multisig } from "../multisig/spec.ts";
import { sudo } from "../sudo/spec.ts";
import { system } from "../system/spec.ts";
import { derivativeAccount } from "../utility/account.ts";
import { utility } from "../utility/spec.ts";
import { pureAccount } from "./account.ts";
import { proxyPallet } from "./pallet.ts";
import { announcementDeposit, maxPending, maxProxies, type ProxyType, proxy, proxyDeposit } from "./spec.ts";

const own = callsOf(proxy);
const { transfer_keep_alive, force_transfer } = callsOf(balances);
const pay = transfer_keep_alive({ dest: addressOf("Zoe"), value: PHA });
const remark = callsOf(system).remark({ remark: new Uint8Array(1) });
const kind = (type: ProxyType["type"]): ProxyType => ({ type });
const given = (to: string, type: ProxyType["type"] = "Any", delay = 0) => ({
  delegate: addressOf(to),
  proxy_type: kind(type),
  delay,
});
const add = (...args: Parameters<typeof given>) => own.add_proxy(given(...args));
const remove = (...args: Parameters<typeof given>) => own.remove_proxy(given(...args));
const as = (real: string, call: Call, type?: ProxyType["type"]) =>
  own.proxy({ real: addressOf(real), force_proxy_type: type && kind(type), call });
const announced = (real: string, call: Call) => ({ real: addressOf(real), call_hash: hashOf(call) });
const hashOf = (call: Call): Hex => toHex(blake2b256(encode(RuntimeCall, call)));
const late = (delegate: string, real: string, call: Call, type?: ProxyType["type"]) =>
  own.proxy_announced({
    delegate: addressOf(delegate),
    real: addressOf(real),
    force_proxy_type: type && kind(type),
    call,
  });
const depositOf = ({ base, factor }: { base: bigint; factor: bigint }, count: number) =>
  count === 0 ? 0n : base + factor * BigInt(count);

function setup() {
  const ledger = testPallet([multisigPallet, proxyPallet]);
  ledger.setBalances({ Alice: 1_000n * PHA, Bob: 1_000n * PHA, Charlie: 1_000n * PHA });
  const received = () => ledger.balanceOf("Zoe").free;
  const held = (who: string) => ledger.balanceOf(who).reserved;
  /** How the newest call of a proxy ended: an error's name, or nothing. */
  const failure = () => {
    const [event] = ledger.events(proxy).filter(({ type }) => type === "ProxyExecuted");
    const { result } = (event as { value: { result: { type: string; value?: { type: string } } } }).value;
    return result.type === "Ok" ? undefined : result.value;
  };
  return { ledger, received, held, failure };
}

const filtered = { type: "Module", value: { index: system.index, error: [5, 0, 0, 0] } };

describe("proxies", () => {
  it("act for an account, whose deposit returns when they end", () => {
    const { ledger, received, held, failure } = setup();
    ledger.run("Alice", add("Bob"));
    expect(ledger.happened(proxy)).toEqual(["ProxyAdded"]);
    expect(held("Alice")).toBe(depositOf(proxyDeposit, 1));
    ledger.run("Alice", add("Charlie", "NonTransfer", 3));
    expect(held("Alice")).toBe(depositOf(proxyDeposit, 2));
    ledger.run("Bob", as("Alice", pay));
    expect([received(), failure()]).toEqual([PHA, undefined]);
    ledger.run("Alice", remove("Bob"));
    expect(ledger.happened(proxy)).toEqual(["ProxyRemoved"]);
    expect(ledger.refusal("Bob", as("Alice", pay))).toBe("Proxy.NotProxy");
    ledger.run("Alice", own.remove_proxies({}));
    expect([held("Alice"), ledger.of(proxy).proxies.has(accountOf("Alice"))]).toEqual([0n, false]);
    ledger.run("Alice", own.remove_proxies({}));
  });

  it("are refused by rule, in this order", () => {
    const { ledger } = setup();
    expect(ledger.refusal("Alice", add("Alice"))).toBe("Proxy.NoSelfProxy");
    ledger.run("Alice", add("Bob"));
    expect(ledger.refusal("Alice", add("Bob"))).toBe("Proxy.Duplicate");
    ledger.run("Alice", add("Bob", "Any", 1));
    expect(ledger.refusal("Alice", remove("Bob", "NonTransfer"))).toBe("Proxy.NotFound");
    expect(ledger.refusal("Charlie", remove("Bob"))).toBe("Proxy.NotFound");
    expect(ledger.refusal("Yves", add("Bob"))).toBe("Balances.InsufficientBalance");
    for (let i = 2; i < maxProxies; i++) ledger.run("Alice", add("Bob", "Any", i));
    expect(ledger.refusal("Alice", add("Bob", "Any", 99))).toBe("Proxy.TooMany");
    expect(ledger.refusal("Alice", add("Bob", "Any", 1))).toBe("Proxy.Duplicate");
    const { delay } = ledger.of(proxy).proxies.get(accountOf("Alice"))[0].at(-1) ?? {};
    expect(delay).toBe(maxProxies - 1);
  });

  it("of a delay must announce; of several types the first is meant, or the one named", () => {
    const { ledger, failure } = setup();
    ledger.run("Alice", add("Bob", "NonTransfer"));
    ledger.run("Alice", add("Bob", "Any", 5));
    expect(ledger.refusal("Bob", as("Alice", remark))).toBe("Proxy.Unannounced");
    ledger.run("Bob", as("Alice", remark, "NonTransfer"));
    expect(failure()).toBeUndefined();
    expect(ledger.refusal("Bob", as("Alice", remark, "Governance"))).toBe("Proxy.NotProxy");
  });
});

describe("announcements", () => {
  it("let anybody make the call when the delay is over, once", () => {
    const { ledger, received, held } = setup();
    ledger.run("Alice", add("Bob", "Any", 3));
    expect(ledger.refusal("Bob", own.announce(announced("Charlie", pay)))).toBe("Proxy.NotProxy");
    ledger.run("Bob", own.announce(announced("Alice", pay)));
    expect(ledger.happened(proxy)).toEqual(["Announced"]);
    expect(held("Bob")).toBe(depositOf(announcementDeposit, 1));
    const call = late("Bob", "Alice", pay);
    ledger.runTo(3);
    expect(ledger.refusal("Charlie", call)).toBe("Proxy.Unannounced");
    ledger.runTo(4);
    expect(ledger.refusal("Charlie", late("Bob", "Alice", remark))).toBe("Proxy.Unannounced");
    expect(ledger.refusal("Charlie", late("Charlie", "Alice", pay))).toBe("Proxy.NotProxy");
    ledger.run("Charlie", call);
    expect([received(), held("Bob")]).toEqual([PHA, 0n]);
    expect(ledger.refusal("Charlie", call)).toBe("Proxy.Unannounced");
  });

  it("are taken back by who made them, and refused by whom they concern; the deposit returns", () => {
    const { ledger, held } = setup();
    ledger.run("Alice", add("Bob", "Any", 3));
    const rejected = own.reject_announcement({ delegate: addressOf("Bob"), call_hash: hashOf(pay) });
    ledger.run("Bob", own.announce(announced("Alice", pay)));
    ledger.run("Bob", own.announce(announced("Alice", pay)));
    ledger.run("Bob", own.announce(announced("Alice", remark)));
    expect(held("Bob")).toBe(depositOf(announcementDeposit, 3));
    expect(ledger.refusal("Charlie", rejected)).toBe("Proxy.NotFound");
    ledger.run("Alice", rejected);
    expect(held("Bob")).toBe(depositOf(announcementDeposit, 1));
    expect(ledger.refusal("Bob", own.remove_announcement(announced("Alice", pay)))).toBe("Proxy.NotFound");
    ledger.run("Alice", own.remove_proxies({}));
    ledger.run("Bob", own.remove_announcement(announced("Alice", remark)));
    expect([held("Bob"), ledger.of(proxy).announcements.has(accountOf("Bob"))]).toEqual([0n, false]);
  });

  it("are so many at most", () => {
    const { ledger } = setup();
    ledger.run("Alice", add("Bob", "Any", 3));
    for (let i = 0; i < maxPending; i++) ledger.run("Bob", own.announce(announced("Alice", pay)));
    expect(ledger.refusal("Bob", own.announce(announced("Alice", pay)))).toBe("Proxy.TooMany");
  });
});

describe("pure proxies", () => {
  const create = (index = 0) => own.create_pure({ proxy_type: kind("Any"), delay: 0, index });
  const madeAt = { height: 1, ext_index: 0, proxy_type: kind("Any"), index: 0 };
  const pure = pureAccount(accountOf("Alice"), madeAt);
  const kill = (spawner = "Alice") => own.kill_pure({ spawner: addressOf(spawner), ...madeAt });

  it("are accounts that their maker acts for, and end by their own call; the maker's deposit returns", () => {
    const { ledger, received, held, failure } = setup();
    ledger.run("Alice", create());
    expect(ledger.events(proxy)).toEqual([
      {
        type: "PureCreated",
        value: { pure, who: accountOf("Alice"), proxy_type: kind("Any"), disambiguation_index: 0 },
      },
    ]);
    expect(held("Alice")).toBe(depositOf(proxyDeposit, 1));
    expect(ledger.refusal("Alice", create())).toBe("Proxy.Duplicate");
    ledger.setBalances({ [pure]: 5n * PHA });
    ledger.run("Alice", as(pure, pay));
    expect(received()).toBe(PHA);
    expect(ledger.refusal("Alice", kill())).toBe("Proxy.NoPermission");
    ledger.run("Alice", as(pure, kill("Bob")));
    expect(failure()).toMatchObject({ type: "Module" });
    ledger.run("Alice", as(pure, kill()));
    expect([failure(), held("Alice")]).toEqual([undefined, 0n]);
    expect(ledger.refusal("Alice", as(pure, pay))).toBe("Proxy.NotProxy");
    expect(ledger.of(proxy).pures.has(pure)).toBe(false);
  });

  it("give their maker's deposit back by whatever way their last proxy goes, and their own before", () => {
    const { ledger, held } = setup();
    ledger.run("Alice", create());
    ledger.setBalances({ [pure]: 5n * PHA });
    ledger.run("Alice", as(pure, add("Bob")));
    ledger.run("Alice", as(pure, add("Charlie")));
    expect([held("Alice"), held(pure)]).toEqual([depositOf(proxyDeposit, 1), 2n * proxyDeposit.factor]);
    ledger.run("Bob", as(pure, remove("Alice")));
    expect([held("Alice"), held(pure)]).toEqual([depositOf(proxyDeposit, 1), proxyDeposit.factor]);
    ledger.run("Bob", as(pure, remove("Charlie")));
    expect([held("Alice"), held(pure)]).toEqual([depositOf(proxyDeposit, 1), 0n]);
    ledger.run("Bob", as(pure, remove("Bob")));
    expect([held("Alice"), held(pure)]).toEqual([0n, 0n]);
  });
});

describe("a type's restriction", () => {
  const shared = multisigAccount([accountOf("Alice"), accountOf("Bob")].sort(), 1);
  const derived = derivativeAccount(accountOf("Alice"), 0);
  const others = [accountOf("Bob")];
  const { batch_all, force_batch, batch, as_derivative, dispatch_as, with_weight } = callsOf(utility);
  const asBoth = callsOf(multisig).as_multi_threshold_1({ other_signatories: others, call: pay });
  const as_origin = { type: "system", value: { type: "Signed", value: accountOf("Alice") } } as const;
  const weight = { ref_time: 1n, proof_size: 1n };

  it.each<[string, Call]>([
    ["itself", pay],
    ["in a batch", batch({ calls: [pay] })],
    ["in a batch of all or nothing in another", batch_all({ calls: [batch_all({ calls: [pay] })] })],
    ["in a batch that goes on", force_batch({ calls: [pay] })],
    ["as a derived account", as_derivative({ index: 0, call: pay })],
    ["as an account that it opens with others", asBoth],
    ["by another proxy that may do anything", as("Charlie", pay)],
    ["as root, for whom sudo's account asks", callsOf(sudo).sudo({ call: with_weight({ call: pay, weight }) })],
    ["on another's authority", callsOf(sudo).sudo({ call: dispatch_as({ as_origin, call: pay }) })],
    [
      "as root",
      callsOf(sudo).sudo({
        call: force_transfer({ source: addressOf("Charlie"), dest: addressOf("Zoe"), value: PHA }),
      }),
    ],
    ["under a proxy that it makes itself", batch_all({ calls: [add("Yves", "Any")] })],
  ])("is not escaped %s", (_, call) => {
    const { ledger, received } = setup();
    ledger.setBalances({ [shared]: 5n * PHA, [derived]: 5n * PHA });
    ledger.run("Alice", add("Bob", "NonTransfer"));
    ledger.run("Charlie", add("Alice"));
    ledger.run("Bob", as("Alice", call));
    expect(received()).toBe(0n);
    expect(ledger.of(proxy).proxies.get(accountOf("Alice"))[0]).toHaveLength(1);
    expect(ledger.refusal("Yves", as("Alice", pay))).toBe("Proxy.NotProxy");
  });

  it("is the same for a call that was announced", () => {
    const { ledger, failure } = setup();
    ledger.run("Alice", add("Bob", "NonTransfer", 1));
    ledger.run("Bob", own.announce(announced("Alice", pay)));
    ledger.runTo(3);
    ledger.run("Bob", late("Bob", "Alice", pay));
    expect(failure()).toEqual(filtered);
  });

  const everything: readonly Call[] = [
    pay,
    remark,
    callsOf(multisig).cancel_as_multi({
      threshold: 2,
      other_signatories: others,
      timepoint: { height: 1, index: 0 },
      call_hash: hashOf(pay),
    }),
    callsOf(multisig).approve_as_multi({
      threshold: 2,
      other_signatories: others,
      maybe_timepoint: undefined,
      call_hash: hashOf(pay),
      max_weight: weight,
    }),
    add("Charlie", "Any"),
    add("Charlie", "NonTransfer"),
    add("Charlie", "CancelProxy"),
    remove("Bob", "Governance"),
    own.remove_proxies({}),
    own.reject_announcement({ delegate: addressOf("Bob"), call_hash: hashOf(pay) }),
    batch({ calls: [] }),
  ];
  const nameOf = ({ type, value }: Call) => {
    const type_ = (value.value as { proxy_type?: ProxyType }).proxy_type?.type;
    return `${type}.${value.type}${type_ ? ` ${type_}` : ""}`;
  };

  it.each([
    ["Any", everything.map(nameOf)],
    [
      "NonTransfer",
      [
        "System.remark",
        "Multisig.cancel_as_multi",
        "Proxy.add_proxy NonTransfer",
        "Proxy.add_proxy CancelProxy",
        "Proxy.remove_proxy Governance",
        "Proxy.reject_announcement",
        "Utility.batch",
      ],
    ],
    ["CancelProxy", ["Proxy.reject_announcement", "Utility.batch"]],
    ["Governance", ["Utility.batch"]],
    ["Operator", ["Utility.batch"]],
  ] as const)("of %s lets pass what the type is for", (type, passing) => {
    const passed = everything.filter((call) => {
      const { ledger, failure } = setup();
      ledger.run("Alice", add("Bob", type));
      ledger.run("Bob", as("Alice", call));
      return JSON.stringify(failure()) !== JSON.stringify(filtered);
    });
    expect(passed.map(nameOf)).toEqual(passing);
  });

  it("does not hold for who gave it", () => {
    const { ledger, received } = setup();
    ledger.run("Alice", add("Bob", "NonTransfer"));
    ledger.run("Alice", pay);
    expect(received()).toBe(PHA);
    expect(ledger.refusal(root, as("Alice", pay))).toBe("frame.BadOrigin");
  });
});

it("holds what deposits say, and gives all of it back, of pure proxies too (property)", () => {
  const people = ["Alice", "Bob", "Charlie"] as const;
  const deed = fc.record({
    who: fc.constantFrom(...people),
    to: fc.constantFrom(...people),
    pure: fc.boolean(),
    which: fc.nat(9),
    what: fc.constantFrom("add", "remove", "removeAll", "announce", "withdraw", "reject", "pure"),
    delay: fc.nat(1),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      const { ledger, held } = setup();
      const pures: Hex[] = []; // each once: one that is gone may be created again
      const tried = (who: string, call: Call) => {
        try {
          ledger.run(who, call);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(Proxy|Balances)\./) });
        }
        for (const event of ledger.events(proxy))
          if (event.type === "PureCreated" && !pures.includes(event.value.pure)) {
            pures.push(event.value.pure);
            ledger.setBalances({ [event.value.pure]: 100n * PHA });
          }
      };
      for (const { who, to, pure, which, what, delay } of deeds) {
        const account = pure && pures.length > 0 ? (pures[which % pures.length] as Hex) : undefined;
        const call = {
          add: add(to, "Any", delay),
          remove: remove(to, "Any", delay),
          removeAll: own.remove_proxies({}),
          announce: own.announce(announced(to, pay)),
          withdraw: own.remove_announcement(announced(to, pay)),
          reject: own.reject_announcement({ delegate: addressOf(to), call_hash: hashOf(pay) }),
          pure: own.create_pure({ proxy_type: kind("Any"), delay: 0, index: which }),
        }[what];
        if (account && what !== "pure") tried(who, as(account, call));
        else tried(who, call);
        const { proxies, announcements } = ledger.of(proxy);
        const everybody = [...people.map(accountOf), ...pures];
        const said = everybody.reduce((sum, one) => sum + proxies.get(one)[1] + announcements.get(one)[1], 0n);
        expect(everybody.reduce((sum, one) => sum + held(one), 0n)).toBe(said);
        for (const one of everybody)
          expect(proxies.get(one)[1]).toBe(depositOf(proxyDeposit, proxies.get(one)[0].length));
      }
      for (const pure of pures) {
        const [[first]] = ledger.of(proxy).proxies.get(pure);
        if (!first) continue;
        const name = people.find((one) => accountOf(one) === first.delegate) as string;
        if (first.delay > 0) ledger.run(pure, own.remove_proxies({}));
        else ledger.run(name, as(pure, own.remove_proxies({})));
      }
      for (const who of people) {
        ledger.run(who, own.remove_proxies({}));
        for (const { real, call_hash } of ledger.of(proxy).announcements.get(accountOf(who))[0])
          tried(who, own.remove_announcement({ real: addressOf(real), call_hash }));
      }
      expect([...people, ...pures].map(held).every((amount) => amount === 0n)).toBe(true);
    }),
    { numRuns: 40 },
  );
});
