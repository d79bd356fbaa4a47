import { encode, type Hex, toHex, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { root } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountOf, addressOf, callsOf, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { setLock } from "../balances/holds.ts";
import { lockId } from "../balances/lock-id.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { IdentityInfo, type Judgement } from "./info.ts";
import { identityPallet } from "./pallet.ts";
import { identity, identityDeposit, maxRegistrars, maxSubs } from "./spec.ts";

const own = callsOf(identity);
const none = { type: "None" } as const;
const name = (text: string) => ({ type: `Raw${text.length}`, value: toHex(utf8(text)) }) as never;
const infoOf = (display: string, fields = 0): IdentityInfo => ({
  additional: Array.from({ length: fields }, () => [none, none] as const),
  display: name(display),
  legal: none,
  web: none,
  riot: none,
  email: none,
  pgp_fingerprint: undefined,
  image: none,
  twitter: none,
});
const hashOf = (info: IdentityInfo): Hex => toHex(blake2b256(encode(IdentityInfo, info)));
const zoe = infoOf("Zoe");
const set = (info = zoe) => own.set_identity({ info });
const add = (sub: string) => own.add_sub({ sub: addressOf(sub), data: name(sub) });
const { basic, field, sub: perSub } = identityDeposit;
const judge = (judgement: Judgement["type"] | Judgement, info = zoe, reg_index = 0) =>
  own.provide_judgement({
    reg_index,
    target: addressOf("Zoe"),
    judgement: (typeof judgement === "string" ? { type: judgement } : judgement) as Judgement,
    identity: hashOf(info),
  });
const ask = (reg_index = 0, max_fee = 10n * PHA) => own.request_judgement({ reg_index, max_fee });

function setup() {
  const ledger = testPallet([identityPallet]);
  ledger.setBalances({ Zoe: 1_000n * PHA, Bob: 1_000n * PHA, Charlie: 1_000n * PHA });
  ledger.run(root, own.add_registrar({ account: addressOf("Charlie") }));
  ledger.run("Charlie", own.set_fee({ index: 0, fee: 3n * PHA }));
  const held = (who: string) => ledger.balanceOf(who).reserved;
  const judgements = () => ledger.of(identity).identityOf.get(accountOf("Zoe"))?.judgements;
  return { ledger, held, judgements };
}

describe("an identity", () => {
  it("takes a deposit for itself and each field of its own, which follows changes and returns", () => {
    const { ledger, held } = setup();
    ledger.run("Zoe", set(infoOf("Zoe", 2)));
    expect(held("Zoe")).toBe(basic + 2n * field);
    ledger.run("Zoe", set());
    expect(held("Zoe")).toBe(basic);
    ledger.run("Zoe", own.clear_identity({}));
    expect(held("Zoe")).toBe(0n);
    expect(ledger.events(identity)).toEqual([
      { type: "IdentityCleared", value: { who: accountOf("Zoe"), deposit: basic } },
    ]);
    expect(ledger.refusal("Zoe", own.clear_identity({}))).toBe("Identity.NotNamed");
    expect(ledger.refusal("Yves", set())).toBe("Balances.InsufficientBalance");
  });

  it("is removed by authority alone, and its deposits go to the treasury", () => {
    const { ledger, held } = setup();
    const kill = own.kill_identity({ target: addressOf("Zoe") });
    expect(ledger.refusal("Zoe", kill)).toBe("frame.BadOrigin");
    expect(ledger.refusal(root, kill)).toBe("Identity.NotNamed");
    ledger.run("Zoe", set());
    ledger.run("Zoe", add("Yves"));
    ledger.run("Zoe", ask());
    const before = ledger.balanceOf(treasuryAccount).free;
    ledger.run(root, kill);
    expect(ledger.happened(identity)).toEqual(["IdentityKilled"]);
    expect([held("Zoe"), ledger.balanceOf(treasuryAccount).free - before]).toEqual([0n, basic + perSub + 3n * PHA]);
    expect(ledger.of(identity).superOf.has(accountOf("Yves"))).toBe(false);
  });
});

describe("registrars", () => {
  it("are made by authority, so many at most, and change themselves alone", () => {
    const { ledger } = setup();
    const add_registrar = own.add_registrar({ account: addressOf("Bob") });
    expect(ledger.refusal("Bob", add_registrar)).toBe("frame.BadOrigin");
    for (const call of [
      own.set_fee({ index: 0, fee: 1n }),
      own.set_fee({ index: 9, fee: 1n }),
      own.set_fields({ index: 0, fields: 1n }),
      own.set_account_id({ index: 0, new: addressOf("Bob") }),
    ])
      expect(ledger.refusal("Bob", call)).toBe("Identity.InvalidIndex");
    ledger.run("Charlie", own.set_fields({ index: 0, fields: 3n }));
    ledger.run("Charlie", own.set_account_id({ index: 0, new: addressOf("Bob") }));
    expect(ledger.of(identity).registrars.get()).toEqual([{ account: accountOf("Bob"), fee: 3n * PHA, fields: 3n }]);
    for (let i = 1; i < maxRegistrars; i++) ledger.run(root, add_registrar);
    expect(ledger.refusal(root, add_registrar)).toBe("Identity.TooManyRegistrars");
  });

  it("are asked against a fee, which they get with their judgement, even of who is locked", () => {
    const { ledger, held, judgements } = setup();
    expect(ledger.refusal("Zoe", ask(1))).toBe("Identity.EmptyIndex");
    expect(ledger.refusal("Zoe", ask(0, PHA))).toBe("Identity.FeeChanged");
    expect(ledger.refusal("Zoe", ask())).toBe("Identity.NoIdentity");
    ledger.run("Zoe", set());
    ledger.run("Zoe", ask());
    expect(ledger.refusal("Zoe", ask())).toBe("Identity.StickyJudgement");
    expect([held("Zoe"), judgements()]).toEqual([basic + 3n * PHA, [[0, { type: "FeePaid", value: 3n * PHA }]]]);
    ledger.act((env) => setLock(env, accountOf("Zoe"), lockId("all"), 1_000n * PHA));
    const before = ledger.balanceOf("Charlie").free;
    ledger.run("Charlie", judge("Reasonable"));
    expect(ledger.balanceOf("Charlie").free - before).toBe(3n * PHA);
    expect([held("Zoe"), judgements()]).toEqual([basic, [[0, { type: "Reasonable", value: undefined }]]]);
    expect(ledger.refusal("Zoe", own.cancel_request({ reg_index: 0 }))).toBe("Identity.JudgementGiven");
  });

  it("judge what they were shown, as themselves, with a judgement", () => {
    const { ledger } = setup();
    expect(ledger.refusal("Charlie", judge({ type: "FeePaid", value: 1n }))).toBe("Identity.InvalidJudgement");
    expect(ledger.refusal("Bob", judge("KnownGood"))).toBe("Identity.InvalidIndex");
    expect(ledger.refusal("Charlie", judge("KnownGood"))).toBe("Identity.InvalidTarget");
    ledger.run("Zoe", set());
    expect(ledger.refusal("Charlie", judge("KnownGood", infoOf("Zed")))).toBe("Identity.JudgementForDifferentIdentity");
  });

  it("are not paid where the request was taken back; the fee returns", () => {
    const { ledger, held, judgements } = setup();
    expect(ledger.refusal("Zoe", own.cancel_request({ reg_index: 0 }))).toBe("Identity.NoIdentity");
    ledger.run("Zoe", set());
    expect(ledger.refusal("Zoe", own.cancel_request({ reg_index: 0 }))).toBe("Identity.NotFound");
    ledger.run("Zoe", ask());
    ledger.run("Zoe", own.cancel_request({ reg_index: 0 }));
    expect([held("Zoe"), judgements()]).toEqual([basic, []]);
  });

  it("keep what they found wrong, and what they were paid for, when the identity changes", () => {
    const { ledger, judgements } = setup();
    for (let i = 1; i < 4; i++) ledger.run(root, own.add_registrar({ account: addressOf("Charlie") }));
    ledger.run("Zoe", set());
    ledger.run("Charlie", judge("KnownGood", zoe, 3));
    ledger.run("Charlie", judge("Erroneous", zoe, 1));
    ledger.run("Zoe", ask());
    expect(ledger.refusal("Zoe", ask(1))).toBe("Identity.StickyJudgement");
    expect(judgements()?.map(([index]) => index)).toEqual([0, 1, 3]);
    ledger.run("Zoe", set(infoOf("Zed")));
    expect(judgements()?.map(([, { type }]) => type)).toEqual(["FeePaid", "Erroneous"]);
  });
});

describe("sub-accounts", () => {
  it("are added, renamed and removed one by one, each with a deposit", () => {
    const { ledger, held } = setup();
    const rename = (sub: string) => own.rename_sub({ sub: addressOf(sub), data: name("new") });
    const remove = (sub: string) => own.remove_sub({ sub: addressOf(sub) });
    for (const call of [add("Yves"), rename("Yves"), remove("Yves")])
      expect(ledger.refusal("Zoe", call)).toBe("Identity.NoIdentity");
    ledger.run("Zoe", set());
    ledger.run("Bob", set());
    ledger.run("Zoe", add("Yves"));
    expect(held("Zoe")).toBe(basic + perSub);
    expect(ledger.refusal("Bob", add("Yves"))).toBe("Identity.AlreadyClaimed");
    expect(ledger.refusal("Bob", rename("Yves"))).toBe("Identity.NotOwned");
    expect(ledger.refusal("Bob", remove("Yves"))).toBe("Identity.NotOwned");
    expect(ledger.refusal("Bob", remove("Xia"))).toBe("Identity.NotSub");
    ledger.run("Zoe", rename("Yves"));
    expect(ledger.of(identity).superOf.get(accountOf("Yves"))).toEqual([accountOf("Zoe"), name("new")]);
    ledger.run("Zoe", remove("Yves"));
    expect([held("Zoe"), ledger.of(identity).subsOf.has(accountOf("Zoe"))]).toEqual([basic, false]);
  });

  it("leave with the deposit that was taken for them", () => {
    const { ledger, held } = setup();
    expect(ledger.refusal("Yves", own.quit_sub({}))).toBe("Identity.NotSub");
    ledger.run("Zoe", set());
    ledger.run("Zoe", add("Yves"));
    ledger.run("Yves", own.quit_sub({}));
    expect(ledger.happened(identity)).toEqual(["SubIdentityRevoked"]);
    expect([held("Zoe"), ledger.balanceOf("Yves").free]).toEqual([basic, perSub]);
  });

  it("are set all at once", () => {
    const { ledger, held } = setup();
    const subs = (...names: string[]) => own.set_subs({ subs: names.map((each) => [accountOf(each), name(each)]) });
    expect(ledger.refusal("Zoe", subs("Yves"))).toBe("Identity.NotFound");
    ledger.run("Zoe", set());
    ledger.run("Bob", set());
    ledger.run("Bob", add("Xia"));
    expect(ledger.refusal("Zoe", subs(...Array.from({ length: maxSubs + 1 }, (_, i) => `${i}`)))).toBe(
      "Identity.TooManySubAccounts",
    );
    expect(ledger.refusal("Zoe", subs("Yves", "Xia"))).toBe("Identity.AlreadyClaimed");
    ledger.run("Zoe", subs("Yves", "Wei", "Uma"));
    expect(held("Zoe")).toBe(basic + 3n * perSub);
    ledger.run("Zoe", subs("Wei", "Tom"));
    expect([held("Zoe"), ledger.of(identity).superOf.has(accountOf("Yves"))]).toEqual([basic + 2n * perSub, false]);
    for (let i = 2; i < maxSubs; i++) ledger.run("Zoe", add(`${i}`));
    expect(ledger.refusal("Zoe", add("one more"))).toBe("Identity.TooManySubAccounts");
    ledger.run("Zoe", subs());
    expect(held("Zoe")).toBe(basic);
  });
});

it("holds what identities, subs and requests say, and gives all of it back (property)", () => {
  const deed = fc.record({
    what: fc.constantFrom("set", "clear", "ask", "cancel", "judge", "add", "remove", "quit", "subs"),
    count: fc.nat(4),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 30 }), (deeds) => {
      const { ledger, held, judgements } = setup();
      const subs = ["Yves", "Xia", "Wei", "Uma", "Tom"];
      for (const { what, count } of deeds) {
        const who = subs[count] as string;
        const [caller, call] = {
          set: ["Zoe", set(infoOf("Zoe", count))] as const,
          clear: ["Zoe", own.clear_identity({})] as const,
          ask: ["Zoe", ask()] as const,
          cancel: ["Zoe", own.cancel_request({ reg_index: 0 })] as const,
          judge: ["Charlie", judge("Reasonable", infoOf("Zoe", count))] as const,
          add: ["Zoe", add(who)] as const,
          remove: ["Zoe", own.remove_sub({ sub: addressOf(who) })] as const,
          quit: [who, own.quit_sub({})] as const,
          subs: [
            "Zoe",
            own.set_subs({ subs: subs.slice(count).map((each) => [accountOf(each), name(each)]) }),
          ] as const,
        }[what];
        try {
          ledger.run(caller, call);
        } catch (error) {
          expect(error).toMatchObject({ module: "Identity" });
        }
        const { identityOf, subsOf } = ledger.of(identity);
        const fees = (judgements() ?? []).reduce(
          (sum, [, each]) => sum + (each.type === "FeePaid" ? each.value : 0n),
          0n,
        );
        const [deposit, list] = subsOf.get(accountOf("Zoe"));
        expect(held("Zoe")).toBe((identityOf.get(accountOf("Zoe"))?.deposit ?? 0n) + fees + deposit);
        expect(deposit).toBe(perSub * BigInt(list.length));
      }
      if (judgements()) ledger.run("Zoe", own.clear_identity({}));
      expect(held("Zoe")).toBe(0n);
    }),
    { numRuns: 40 },
  );
});
