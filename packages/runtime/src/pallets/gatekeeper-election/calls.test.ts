import { root } from "@pha/frame";
import { beforeEach, describe, expect, it } from "vitest";
import { Committee, identityOf, own, pha } from "../../testing/committee.ts";
import { accountOf, addressOf, callsOf } from "../../testing/index.ts";
import { attestation } from "../attestation/spec.ts";
import { balances } from "../balances/spec.ts";
import { gatekeepers, maxGenerations } from "../gatekeepers/spec.ts";
import { tuning } from "../tuning/spec.ts";
import { candidateLimits } from "./limits.ts";
import { gatekeeperElection } from "./spec.ts";

let committee: Committee;
const ledger = () => committee.ledger;
const refusal = (...args: Parameters<Committee["ledger"]["refusal"]>) => ledger().refusal(...args);

beforeEach(() => {
  committee = new Committee(0);
});

describe("a candidate", () => {
  it("is a registered gatekeeper whose operator puts up enough", () => {
    const identity = committee.register("d", "Oleg");
    const stand = (amount: number) => own.stand({ identity, amount: pha(amount) });
    expect(refusal("Dora", stand(10_000))).toBe("GatekeeperElection.NotGatekeeper");
    expect(refusal("Oleg", own.stand({ identity: identityOf("e"), amount: pha(10_000) }))).toBe(
      "GatekeeperElection.NotGatekeeper",
    );
    expect(refusal("Oleg", stand(9_999))).toBe("GatekeeperElection.TooLittle");
    expect(refusal("Oleg", stand(1_000_000))).toBe("Balances.InsufficientBalance");
    ledger().run("Oleg", stand(10_000));
    expect(ledger().happened(gatekeeperElection)).toEqual(["Stood", "Listed"]);
    ledger().run("Oleg", stand(1));
    expect([committee.held("Oleg"), committee.candidacy(identity)?.own]).toEqual([pha(10_001), pha(10_001)]);
  });

  it("is listed by all that is behind it; of equal ones whoever had it first is before the other", () => {
    const [d] = [committee.stand("d", 10_000), committee.stand("e", 20_000), committee.stand("f", 20_000, "Oleg")];
    expect(committee.listed).toEqual(["e", "f", "d"]);
    ledger().run("Dora", own.nominate({ identity: d, amount: pha(10_000) }));
    expect(committee.listed).toEqual(["e", "f", "d"]);
    ledger().run("Dora", own.nominate({ identity: d, amount: pha(10) }));
    expect(committee.listed).toEqual(["d", "e", "f"]);
    ledger().run("Dora", own.unnominate({ amount: pha(10_010) }));
    expect(committee.listed).toEqual(["e", "f", "d"]);
  });

  it("pushes the last of a full list out if it has more behind it; that one may enter again", () => {
    const { list, candidacies } = committee.state.election;
    const rest = Array.from({ length: candidateLimits.listed - 1 }, (_, i) => identityOf(`n${i}`));
    list.put(rest.map((identity) => ({ identity, stake: pha(50_000) })));
    for (const identity of rest)
      candidacies.put(identity, { operator: accountOf("Fred"), own: pha(50_000), backed: 0n, leaving: undefined });
    const last = committee.stand("d", 20_000, "Oleg");
    const entrant = committee.register("e");
    const stand = (amount: number) => own.stand({ identity: entrant, amount: pha(amount) });
    expect(refusal("Olga", stand(20_000))).toBe("GatekeeperElection.OutStaked");
    ledger().run("Olga", stand(20_001));
    expect(ledger().happened(gatekeeperElection)).toEqual(["Stood", "Unlisted", "Listed"]);
    expect([committee.listed.length, committee.listed.at(-1)]).toEqual([candidateLimits.listed, "e"]);
    expect(refusal("Fred", own.enter({ identity: last }))).toBe("GatekeeperElection.OutStaked");
    expect(refusal("Fred", own.enter({ identity: entrant }))).toBe("GatekeeperElection.StandsAlready");
    ledger().run("Olga", own.withdraw({ identity: entrant }));
    ledger().run("Fred", own.enter({ identity: last }));
    expect(committee.listed.at(-1)).toBe("d");
    committee.stand("f", 30_000);
    expect(committee.listed.at(-1)).toBe("f");
    ledger().run("Dora", own.nominate({ identity: last, amount: pha(10_000) }));
    expect(committee.listed.at(-1)).toBe("f");
    ledger().run("Oleg", own.stand({ identity: last, amount: pha(1) }));
    expect([committee.listed.length, committee.listed.at(-1)]).toEqual([candidateLimits.listed, "d"]);
  });

  it("that is withdrawn is off the list, and has its stake when its time is over; then it may stand again", () => {
    const identity = committee.stand("d", 10_000);
    ledger().run("Dora", own.nominate({ identity, amount: pha(500) }));
    expect(refusal("Dora", own.withdraw({ identity }))).toBe("GatekeeperElection.NotGatekeeper");
    expect(refusal("Olga", own.reclaim({ identity }))).toBe("GatekeeperElection.NotWithdrawn");
    ledger().run("Olga", own.withdraw({ identity }));
    expect([committee.listed, committee.held("Olga")]).toEqual([[], pha(10_000)]);
    for (const call of [own.withdraw({ identity }), own.stand({ identity, amount: 0n }), own.enter({ identity })])
      expect(refusal("Olga", call)).toBe("GatekeeperElection.Withdrawn");
    expect(refusal("Dora", own.nominate({ identity, amount: pha(500) }))).toBe("GatekeeperElection.Withdrawn");
    committee.days(27);
    expect(refusal("Olga", own.reclaim({ identity }))).toBe("GatekeeperElection.NotFree");
    committee.days(1);
    expect(refusal("Dora", own.reclaim({ identity }))).toBe("GatekeeperElection.NotStanding");
    ledger().run("Olga", own.reclaim({ identity }));
    expect([committee.held("Olga"), committee.candidacy(identity)?.backed]).toEqual([0n, pha(500)]);
    expect(refusal("Olga", own.reclaim({ identity }))).toBe("GatekeeperElection.NotStanding");
    ledger().run("Olga", own.stand({ identity, amount: pha(10_000) }));
    expect(committee.state.election.list.get()).toEqual([{ identity, stake: pha(10_500) }]);
  });

  it("stands no more by anybody's stake but its operator's", () => {
    const identity = committee.stand("d", 10_000);
    ledger().run("Dora", own.nominate({ identity, amount: pha(500) }));
    ledger().run("Olga", own.withdraw({ identity }));
    committee.days(28);
    ledger().run("Olga", own.reclaim({ identity }));
    expect(refusal("Dora", own.nominate({ identity, amount: pha(500) }))).toBe("GatekeeperElection.NotStanding");
    ledger().run("Dora", own.unnominate({ amount: pha(500) }));
    expect(committee.candidacy(identity)).toBeUndefined();
  });
});

describe("a nomination", () => {
  it("is for one candidate, at least so much, on hold, and of all stake a part is the candidate's own", () => {
    const [d, e] = [committee.stand("d", 10_000), committee.stand("e", 10_000)];
    const nominate = (identity: `0x${string}`, amount: bigint) => own.nominate({ identity, amount });
    expect(refusal("Dora", nominate(identityOf("f"), pha(10)))).toBe("GatekeeperElection.NotStanding");
    expect(refusal("Dora", nominate(d, pha(10) - 1n))).toBe("GatekeeperElection.TooLittle");
    ledger().run("Dora", nominate(d, pha(10)));
    ledger().run("Dora", nominate(d, 1n));
    expect(refusal("Dora", nominate(e, pha(10)))).toBe("GatekeeperElection.BacksAnother");
    expect(refusal("Emil", nominate(d, pha(90_000)))).toBe("GatekeeperElection.BackedEnough");
    ledger().run("Emil", nominate(d, pha(89_990) - 1n));
    expect([committee.held("Dora"), committee.backing("Dora")]).toEqual([
      pha(10) + 1n,
      { candidate: d, stake: pha(10) + 1n },
    ]);
    expect(committee.candidacy(d)).toMatchObject({ own: pha(10_000), backed: pha(90_000) });
  });

  it("is taken back in part or whole; what was taken on a day is free 28 whole days later", () => {
    const identity = committee.stand("d", 10_000);
    const unnominate = (amount: bigint) => own.unnominate({ amount });
    expect(refusal("Dora", unnominate(1n))).toBe("GatekeeperElection.BacksNobody");
    expect(refusal("Dora", own.collect({}))).toBe("GatekeeperElection.NothingToCollect");
    ledger().run("Dora", own.nominate({ identity, amount: pha(100) }));
    expect(refusal("Dora", unnominate(pha(101)))).toBe("GatekeeperElection.BacksNobody");
    for (const amount of [0n, pha(91)])
      expect(refusal("Dora", unnominate(amount))).toBe("GatekeeperElection.TooLittle");
    ledger().run("Dora", unnominate(pha(10)));
    ledger().run("Dora", unnominate(pha(20)));
    committee.days(1);
    ledger().run("Dora", unnominate(pha(70)));
    expect(committee.state.election.leaving.get(accountOf("Dora")).map(({ amount }) => amount)).toEqual([
      pha(30),
      pha(70),
    ]);
    expect([committee.held("Dora"), committee.backing("Dora")]).toEqual([pha(100), undefined]);
    committee.days(26);
    expect(refusal("Dora", own.collect({}))).toBe("GatekeeperElection.NotFree");
    committee.days(1);
    ledger().run("Dora", own.collect({}));
    expect(ledger().events(gatekeeperElection)).toEqual([
      { type: "Collected", value: { who: accountOf("Dora"), amount: pha(30) } },
    ]);
    committee.days(1);
    ledger().run("Dora", own.collect({}));
    expect([committee.held("Dora"), refusal("Dora", own.collect({}))]).toEqual([
      0n,
      "GatekeeperElection.NothingToCollect",
    ]);
  });

  it("of one that has a seat waits for another generation of the master key, too", () => {
    committee.ledger.run("Olga", own.stand({ identity: identityOf("a"), amount: pha(10_000) }));
    ledger().run("Dora", own.nominate({ identity: identityOf("a"), amount: pha(100) }));
    ledger().run("Dora", own.unnominate({ amount: pha(50) }));
    committee.days(40);
    expect(refusal("Dora", own.collect({}))).toBe("GatekeeperElection.NotFree");
    ledger().run("Dora", own.unnominate({ amount: pha(50) }));
    committee.shareKey(1);
    ledger().run("Dora", own.collect({}));
    expect(committee.held("Dora")).toBe(pha(50));
    committee.days(28);
    ledger().run("Dora", own.collect({}));
    expect(committee.held("Dora")).toBe(0n);
  });

  it("keeps what leaves few: parts of one day are one, and so are those whose time is over", () => {
    ledger().run("Olga", own.stand({ identity: identityOf("a"), amount: pha(10_000) }));
    ledger().run("Dora", own.nominate({ identity: identityOf("a"), amount: pha(1_000) }));
    for (let day = 0; day < 80; day++) {
      ledger().run("Dora", own.unnominate({ amount: pha(1) }));
      committee.days(1);
    }
    const parts = committee.state.election.leaving.get(accountOf("Dora"));
    expect(parts.length).toBeLessThanOrEqual(30);
    expect(parts.reduce((sum, { amount }) => sum + amount, 0n)).toBe(pha(80));
  });

  it("is no longer on hold for a shorter time by other figures, another nomination, or the end of the account", () => {
    const [d, e] = [committee.stand("d", 10_000), committee.stand("e", 10_000)];
    ledger().run("Dora", own.nominate({ identity: d, amount: pha(100) }));
    ledger().run("Dora", own.unnominate({ amount: pha(100) }));
    ledger().run("Dora", own.nominate({ identity: e, amount: pha(50) }));
    const parameter = { type: "GatekeeperElection", value: { type: "unbondingTicks", value: 1 } } as const;
    ledger().run(root, callsOf(tuning).set({ parameter }));
    ledger().run("Dora", own.unnominate({ amount: pha(50) }));
    ledger().run("Dora", callsOf(balances).transfer_all({ dest: addressOf("Emil"), keep_alive: false }));
    expect(committee.held("Dora")).toBe(pha(150));
    committee.days(26);
    ledger().run("Dora", own.collect({}));
    expect(committee.held("Dora")).toBe(pha(100));
    committee.days(2);
    ledger().run("Dora", own.collect({}));
    expect(committee.held("Dora")).toBe(0n);
  });
});

describe("an era", () => {
  beforeEach(() => {
    committee = new Committee(3);
  });

  it("gives the seat of who has least behind it to who has more, and has the key shared anew", () => {
    for (const [i, name] of ["a", "b", "c"].entries())
      ledger().run("Olga", own.stand({ identity: identityOf(name), amount: pha(10_000 + i) }));
    committee.stand("d", 20_000, "Oleg");
    committee.stand("e", 30_000, "Oleg");
    ledger().runTo(ledger().now.number + 1);
    expect(ledger().events(gatekeeperElection)).toEqual([
      { type: "EraBegan", value: { era: expect.any(Number), joined: [identityOf("e")], left: [identityOf("a")] } },
    ]);
    expect(ledger().happened(gatekeepers)).toEqual(["MemberLeft", "MemberJoined", "RoundStarted"]);
    expect(committee.state.gatekeepers.dkg.get().phase.type).toBe("Keys");
    ledger().runTo(ledger().now.number + 3);
    expect(committee.seated).toEqual(["e", "b", "c"]);
    committee.shareKey();
    committee.days(1);
    expect(committee.seated).toEqual(["e", "d", "c"]);
    committee.days(5);
    expect(committee.seated).toEqual(["e", "d", "c"]);
  });

  it("passes by candidates whose enclaves count no more, or are another operator's", () => {
    const [d, e] = [committee.stand("d", 30_000, "Oleg"), committee.stand("e", 20_000, "Oleg")];
    committee.stand("f", 15_000, "Oleg");
    const { workers } = ledger().of(attestation);
    const worker = (identity: `0x${string}`) => workers.get(identity) as NonNullable<ReturnType<typeof workers.get>>;
    workers.put(d, { ...worker(d), measurement: `0x${"cc".repeat(48)}` });
    workers.put(e, { ...worker(e), operator: accountOf("Fred") });
    committee.days(1);
    expect(committee.seated).toEqual(["f", "b", "c"]);
  });

  it("gives the seat of who took no part when the key was shared last to the next candidate", () => {
    for (const [i, name] of ["a", "b", "c"].entries())
      ledger().run("Olga", own.stand({ identity: identityOf(name), amount: pha(40_000 - i) }));
    committee.stand("d", 10_000, "Oleg");
    committee.days(1);
    expect(committee.seated).toEqual(["a", "b", "c"]);
    committee.shareKey(0, ["b"]);
    committee.days(1);
    expect(committee.seated).toEqual(["a", "d", "c"]);
  });

  it("changes nothing where nobody is elected, and takes seats from whoever asks first once somebody is", () => {
    committee = new Committee(0);
    const { open } = committee.state.gatekeepers;
    committee.stand("d", 20_000);
    committee.days(3);
    expect([committee.seated, open.get(), committee.state.election.era.get().number]).toEqual([
      ["a", "b", "c"],
      true,
      0,
    ]);
    const parameter = { type: "GatekeeperElection", value: { type: "seats", value: 3 } } as const;
    ledger().run(root, callsOf(tuning).set({ parameter }));
    committee.days(1);
    expect([committee.seated, open.get()]).toEqual([["d", "b", "c"], false]);
  });

  it("waits while a generation is young beside one before it, and while the key is being shared", () => {
    committee.stand("d", 20_000);
    const { dkg, ended } = committee.state.gatekeepers;
    dkg.put({ ...dkg.get(), phase: { type: "Deals" }, deadline: 0xffff_ffff });
    ledger().runTo(ledger().now.number + 3);
    expect(committee.seated).toEqual(["a", "b", "c"]);
    committee.shareKey(1);
    committee.days(1);
    expect(committee.seated).toEqual(["a", "b", "c"]);
    committee.days(1);
    expect(committee.seated).toEqual(["d", "b", "c"]);
    committee.stand("e", 30_000);
    committee.stand("f", 40_000);
    committee.shareKey(2);
    ended.put(2);
    committee.days(1);
    expect(committee.seated).toEqual(["d", "f", "c"]);
  });

  it("has another master key made in its time, changes no seats meanwhile, and stops at as many as there may be", () => {
    const { figures } = committee.state.election;
    const { sharing, dkg, madeAt } = committee.state.gatekeepers;
    figures.put({ ...figures.get(), renewalTicks: 10 * 7_200 });
    committee.days(9);
    committee.stand("d", 20_000);
    ledger().runTo(ledger().now.number + 1);
    expect([dkg.get().generation, dkg.get().phase.type, committee.seated]).toEqual([1, "Keys", ["a", "b", "c"]]);
    expect(ledger().events(gatekeeperElection)).toMatchObject([{ type: "EraBegan", value: { joined: [], left: [] } }]);
    committee.shareKey(1);
    committee.days(2);
    expect([committee.seated, sharing.get()?.generation]).toEqual([["d", "b", "c"], 1]);
    committee.shareKey(maxGenerations - 1);
    madeAt.put(0);
    committee.days(12);
    expect(sharing.get()?.generation).toBe(maxGenerations - 1);
  });

  it("keeps an operator's stake until the seat is lost, 28 days and a generation have passed since", () => {
    for (const name of ["a", "b", "c"])
      ledger().run("Olga", own.stand({ identity: identityOf(name), amount: pha(10_000) }));
    const identity = identityOf("a");
    ledger().run("Olga", own.withdraw({ identity }));
    committee.days(30);
    expect(committee.seated).toContain("a");
    const isRefused = () => expect(refusal("Olga", own.reclaim({ identity }))).toBe("GatekeeperElection.NotFree");
    isRefused();
    committee.stand("d", 10_000, "Oleg");
    committee.days(1);
    expect(committee.seated).not.toContain("a");
    committee.days(28);
    isRefused();
    committee.shareKey(1);
    ledger().run("Olga", own.reclaim({ identity }));
    expect(committee.held("Olga")).toBe(pha(20_000));
  });
});
