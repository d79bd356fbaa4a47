import { AccountId, decode, encode, type Hex, option, struct, u8, u32, vec } from "@pha/codec";
import { metadata as codec, decAnyMetadata, unifyMetadata } from "@polkadot-api/substrate-bindings";
import { describe, expect, it } from "vitest";
import { configured, filter, origin } from "../accepts.ts";
import { errors } from "../errors.ts";
import { encodeMetadata } from "../metadata/metadata.ts";
import { outerEnums } from "../runtime-spec.ts";
import { call, definePallet } from "../spec.ts";
import { readState } from "../state/access.ts";
import { viewOf } from "../state/view.ts";
import { map, value } from "../storage.ts";
import { testReferences, testRuntime } from "../testing.ts";
import { anyOf, by, byRoot, bySigned, ensureOf } from "./ensure.ts";
import { implement, type OriginsOf } from "./env.ts";
import { Execution } from "./execution.ts";
import { filterOf, none, type Origin, originOf, originType, restrict, root, signed } from "./origin.ts";
import { type Call, makeCall } from "./values.ts";

const references = testReferences();
const nested = { calls: vec(references.call.type, { max: 9 }) };
const StoredOrigin = originType(references.originCaller.type, references.callFilter.type);

/** Decides by vote, acts in the name of others, keeps what is to be done for later. */
const deeds = definePallet("Deeds", 3, {
  storage: {
    doneBy: map(u8, AccountId, { doc: "Who did it." }),
    later: value(struct({ call: references.call.type, origin: StoredOrigin }), { doc: "What comes later." }),
  },
  calls: {
    act: call(0, "signed", { deed: u8 }, "Does something."),
    batch: call(1, "anyone", nested, "Several calls."),
    act_as: call(2, "anyone", { origin: references.originCaller.type, ...nested }, "Calls on another's authority."),
    restrict: call(3, "signed", { below: u8, ...nested }, "Calls that may only do deeds below a number."),
    postpone: call(4, "anyone", { call: references.call.type }, "Keeps a call and who is to dispatch it."),
    close: call(5, "signed", { call: references.call.type }, "Dispatches what members decided."),
    set: call(6, configured("boss", u32), {}, "As configured."),
  },
  origins: { Members: origin(0, struct({ yes: u32, seats: u32 }), "So many of so many.") },
  filters: { Below: filter(0, u8, "Deeds below a number.") },
  errors: { Other: { index: 0, kind: "invalid", doc: "Some error." } },
});

const atLeast = (yes: number, seats: number) =>
  by(deeds.origins.Members, (votes) => votes.yes * seats >= votes.seats * yes);
const bosses: string[] = [];
const boss: OriginsOf<typeof deeds> = {
  boss: anyOf<number>(
    (caller, state) => byRoot(caller, state) ?? 0,
    (caller, state) => atLeast(3, 5)(caller, state).yes,
  ),
};

const implementation = {
  ...implement(deeds, {
    act: ({ caller, state }, { deed }) => state.doneBy.put(deed, caller),
    batch({ dispatch, origin }, { calls }) {
      for (const inner of calls) orThrow(dispatch(inner, origin));
    },
    act_as({ dispatch }, { origin: caller, calls }) {
      for (const inner of calls) orThrow(dispatch(inner, { caller, filters: [] }));
    },
    restrict({ dispatch, origin }, { below, calls }) {
      for (const inner of calls) orThrow(dispatch(inner, restrict(origin, filterOf(deeds, "Below", below))));
    },
    postpone: ({ state, origin }, { call: later }) => state.later.put({ call: later, origin }),
    close: ({ enact }, { call: decided }) => orThrow(enact(decided, originOf(deeds, "Members", { yes: 3, seats: 5 }))),
    set: ({ caller }) => void bosses.push(String(caller)),
  }),
  origins: boss,
  filters: {
    Below: (below: number, inner: Call) =>
      inner.value.type !== "act" || (inner.value.value as { readonly deed: number }).deed < below,
  },
};

function orThrow(outcome: ReturnType<Execution["dispatch"]>): void {
  if (!outcome.ok) throw outcome.cause;
}

const outer = outerEnums("test_runtime", [deeds], references);
const alice: Hex = `0x${"aa".repeat(32)}`;
const bob: Hex = `0x${"bb".repeat(32)}`;
const block = { number: 1, parentHash: alice, genesisHash: alice, timeMs: 5n };
const act = (deed: number) => makeCall(deeds, "act", { deed });
const batch = (...calls: Call[]) => makeCall(deeds, "batch", { calls });
const actAs = (as: Origin, ...calls: Call[]) => makeCall(deeds, "act_as", { origin: as.caller, calls });
const below = (limit: number, ...calls: Call[]) => makeCall(deeds, "restrict", { below: limit, calls });

function setup(allows: (call: Call) => boolean = () => true) {
  const execution = new Execution(viewOf(new Map()), block, new Map([["Deeds", implementation]]), { allows });
  const refusal = (inner: Call, as: Origin = signed(alice)) => {
    const outcome = execution.dispatch(inner, as);
    return outcome.ok ? undefined : outcome.cause;
  };
  return { execution, refusal, state: execution.of(deeds).state };
}

describe("restrictions", () => {
  it.each([
    ["itself", below(5, act(5))],
    ["a batch in a batch", below(5, batch(batch(act(5))))],
    ["another's name", below(5, actAs(signed(bob), act(5)))],
    ["root's name", below(5, actAs(root, batch(actAs(signed(bob), act(5)))))],
    ["another's name in a batch in a batch", below(5, batch(batch(actAs(signed(bob), batch(act(5))))))],
    ["a wider restriction", below(5, below(9, act(5)))],
    ["a narrower one around it", below(9, batch(below(5, act(5))))],
  ])("cannot be escaped by %s", (_, inner) => {
    const { refusal, state } = setup();
    expect(errors.CallFiltered.is(refusal(inner))).toBe(true);
    expect(state.doneBy.get(5)).toBeUndefined();
  });

  it("let pass what they do not name", () => {
    const { refusal, state } = setup();
    expect(refusal(below(5, batch(act(4), actAs(signed(bob), act(3)))))).toBeUndefined();
    expect([state.doneBy.get(4), state.doneBy.get(3)]).toEqual([alice, bob]);
  });

  it("end with the call that set them", () => {
    expect(setup().refusal(batch(below(5, act(1)), act(7)))).toBeUndefined();
  });

  it("are not those of whoever closes what others decided", () => {
    const { refusal } = setup();
    const close = (inner: Call) => below(5, makeCall(deeds, "close", { call: inner }));
    bosses.length = 0;
    expect(refusal(close(batch(makeCall(deeds, "set", {}))))).toBeUndefined();
    expect(bosses).toEqual(["3"]);
  });

  it("are stored with the origin and hold again when it is used", () => {
    const { execution, refusal, state } = setup();
    expect(refusal(below(5, batch(makeCall(deeds, "postpone", { call: act(5) }))))).toBeUndefined();
    const later = state.later.get();
    expect(later?.origin).toMatchObject({ caller: { type: "system", value: { type: "Signed", value: alice } } });
    expect(later && refusal(later.call, later.origin)).toMatchObject({ name: "CallFiltered" });
    expect(readState(deeds, execution.overlay).doneBy.get(5)).toBeUndefined();
  });

  it("of everybody do not hold for root, and nobody else gets round them", () => {
    const { refusal } = setup((inner) => inner.value.type !== "set");
    const set = makeCall(deeds, "set", {});
    expect(refusal(set, root)).toBeUndefined();
    expect(errors.CallFiltered.is(refusal(batch(set), originOf(deeds, "Members", { yes: 5, seats: 5 })))).toBe(true);
    expect(errors.CallFiltered.is(refusal(actAs(originOf(deeds, "Members", { yes: 5, seats: 5 }), set)))).toBe(true);
  });
});

describe("configured origins", () => {
  const set = makeCall(deeds, "set", {});

  it.each([
    ["root", root, "0"],
    ["three of five", originOf(deeds, "Members", { yes: 3, seats: 5 }), "3"],
    ["seven of eleven", originOf(deeds, "Members", { yes: 7, seats: 11 }), "7"],
  ])("accept %s and tell the call", (_, as, told) => {
    bosses.length = 0;
    expect(setup().refusal(set, as)).toBeUndefined();
    expect(bosses).toEqual([told]);
  });

  it.each([
    ["two of five", originOf(deeds, "Members", { yes: 2, seats: 5 })],
    ["an account", signed(alice)],
    ["nobody", none],
  ])("refuse %s", (_, as) => {
    expect(setup().execution.dispatch(set, as)).toMatchObject({ ok: false, error: { type: "BadOrigin" } });
  });

  it("refuse everybody while nothing is configured", () => {
    const unconfigured = new Map([["Deeds", { ...implementation, origins: {} }]]);
    const outcome = new Execution(viewOf(new Map()), block, unconfigured).dispatch(set, root);
    expect(outcome).toMatchObject({ ok: false, error: { type: "BadOrigin" } });
  });

  it("say who signed when an account suffices", () => {
    expect(bySigned(signed(bob).caller, viewOf(new Map()))).toBe(bob);
  });
});

describe("OriginCaller", () => {
  it("is SCALE: the system's variant and each pallet's at its index", () => {
    const bytes = (as: Origin) => Buffer.from(encode(outer.originCaller, as.caller)).toString("hex");
    expect(bytes(root)).toBe("0000");
    expect(bytes(signed(alice))).toBe(`0001${alice.slice(2)}`);
    expect(bytes(originOf(deeds, "Members", { yes: 3, seats: 5 }))).toBe("03000300000005000000");
    for (const as of [root, none, signed(bob), originOf(deeds, "Members", { yes: 1, seats: 2 })])
      expect(decode(outer.originCaller, encode(outer.originCaller, as.caller))).toMatchObject(as.caller);
  });

  it("stands in metadata, where something stores it", () => {
    const bytes = encodeMetadata({ ...testRuntime, pallets: [deeds], outer }, 14, viewOf(new Map()));
    const { lookup } = unifyMetadata(decAnyMetadata(codec.enc(codec.dec(bytes))));
    const def = lookup.find(({ path }) => path.join("::") === "test_runtime::OriginCaller")?.def;
    expect(def?.tag === "variant" && def.value.map(({ name, index }) => [name, index])).toEqual([
      ["system", 0],
      ["Deeds", 3],
    ]);
  });
});

describe("uses", () => {
  const other = definePallet("Other", 9, { storage: { seen: value(u8, { initial: 0, doc: "Seen." }) } });
  const peek = definePallet("Peek", 8, { calls: { look: call(0, "signed", {}, "Looks at another pallet.") } });
  const looking = implement(peek, { look: ({ of }) => of(other).state.seen.put(1) });
  const middle = definePallet("Middle", 7, {});
  const run = (...uses: (typeof other | typeof middle)[]) => {
    const implementations = [
      { ...looking, uses },
      { ...implement(middle, {}), uses: [other] },
    ];
    const byName = new Map(implementations.map((entry) => [entry.pallet.name, entry]));
    return new Execution(viewOf(new Map()), block, byName).dispatch(makeCall(peek, "look", {}), signed(alice));
  };

  it("let a pallet reach what it declares, and what that declares in turn", () => {
    expect(run(other).ok).toBe(true);
    expect(run(middle).ok).toBe(true);
  });

  it("report the use of anything else as a bug", () => {
    const outcome = run();
    expect(outcome).toMatchObject({ ok: false, bug: true, error: { type: "Other" } });
    expect(!outcome.ok && errors.UndeclaredUse.is(outcome.cause)).toBe(true);
  });
});

it("is told, where it does not suffice, with how many of how many it is", () => {
  const refused = (caller: Origin["caller"]) => () => ensureOf("root", {})(caller, viewOf(new Map()));
  const two = { type: "Council", value: { type: "Members", value: [2, 5] } };
  expect(refused(two)).toThrow(/accepts: root, given: 2\/5 of Council\.Members\b/);
  expect(refused(signed(alice).caller)).toThrow(/accepts: root, given: system\.Signed\b/);
});

it("is root or an account where a pallet says so, and the call knows which", () => {
  const accepts = configured("owner", option(AccountId));
  const tender = definePallet("Tender", 4, { calls: { close: call(0, accepts, {}, "Closes it.") } });
  const origins: OriginsOf<typeof tender> = { owner: anyOf<AccountId | undefined>(byRoot, bySigned) };
  const owner = ensureOf(accepts, origins);
  const callers = [root, signed(alice)].map(({ caller }) => owner(caller, viewOf(new Map())));
  expect(callers).toEqual([undefined, alice]);
  expect(() => owner(none.caller, viewOf(new Map()))).toThrow(expect.toSatisfy(errors.BadOrigin.is));
});
