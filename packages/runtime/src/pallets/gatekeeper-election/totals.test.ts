import type { CodedError } from "@pha/codec";
import { root } from "@pha/frame";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Committee, identityOf, own, people, pha } from "../../testing/committee.ts";
import { accountOf, addressOf, callsOf } from "../../testing/index.ts";
import { balances } from "../balances/spec.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { tuning } from "../tuning/spec.ts";

const enclaves = [..."abcdef"] as const;
const operatorOf = (name: string) => ("abc".includes(name) ? "Olga" : "Oleg");
const unbonding = 28;

interface Step {
  readonly who: (typeof people)[number];
  readonly name: (typeof enclaves)[number];
  readonly part: number;
}

const setOwn = (part: number) =>
  callsOf(tuning).set({ parameter: { type: "GatekeeperElection", value: { type: "leastOwn", value: pha(part) } } });

/** What can be done. Each throws an error of a pallet's where it cannot be. */
const acts = {
  stand: ({ ledger }: Committee, { name, part }: Step) =>
    ledger.run(operatorOf(name), own.stand({ identity: identityOf(name), amount: pha(20 * part) })),
  withdraw: ({ ledger }: Committee, { name }: Step) =>
    ledger.run(operatorOf(name), own.withdraw({ identity: identityOf(name) })),
  reclaim: ({ ledger }: Committee, { name }: Step) =>
    ledger.run(operatorOf(name), own.reclaim({ identity: identityOf(name) })),
  nominate(committee: Committee, { who, name, part }: Step) {
    const identity = committee.backing(who)?.candidate ?? identityOf(name);
    committee.ledger.run(who, own.nominate({ identity, amount: pha(50 * part) }));
  },
  unnominate(committee: Committee, { who, part }: Step) {
    const stake = committee.backing(who)?.stake ?? 0n;
    committee.ledger.run(who, own.unnominate({ amount: part > 500 ? stake : (stake * BigInt(part)) / 1_000n }));
  },
  collect: ({ ledger }: Committee, { who }: Step) => ledger.run(who, own.collect({})),
  enter: ({ ledger }: Committee, { who, name }: Step) => ledger.run(who, own.enter({ identity: identityOf(name) })),
  leave: ({ ledger }: Committee, { name }: Step) =>
    ledger.run(operatorOf(name), callsOf(gatekeepers).leave({ identity: identityOf(name) })),
  generation: (committee: Committee) =>
    committee.shareKey((committee.state.gatekeepers.sharing.get()?.generation ?? 0) + 1),
  figure: ({ ledger }: Committee, { part }: Step) => ledger.run(root, setOwn(part)),
  empty: ({ ledger }: Committee, { who }: Step) =>
    ledger.run(who, callsOf(balances).transfer_all({ dest: addressOf("Fred"), keep_alive: false })),
  day: (committee: Committee) => committee.days(1),
  weeks: (committee: Committee, { part }: Step) => committee.days(7 * (part % 5)),
};
type Act = keyof typeof acts;

/** Some are done more often than others. */
const likely: Act[] = ["stand", "nominate", "nominate", "unnominate", "unnominate", "withdraw", "day", "weeks"];
const step = fc.record({
  act: fc.constantFrom<Act>(...(Object.keys(acts) as Act[]), ...likely),
  who: fc.constantFrom(...people),
  name: fc.constantFrom(...enclaves),
  part: fc.integer({ min: 1, max: 1_000 }),
});

/** What was taken away, and on which day. */
interface Taken {
  readonly day: number;
  readonly who: string;
  readonly amount: bigint;
}

const sumOf = (amounts: readonly bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);

function expectTotals(committee: Committee): void {
  const { candidacies, list, leaving, nominations } = committee.state.election;
  const backing = people.map((who) => nominations.get(accountOf(who)));
  for (const name of enclaves) {
    const identity = identityOf(name);
    const candidacy = candidacies.get(identity);
    const nominated = backing.flatMap((each) => (each?.candidate === identity ? [each.stake] : []));
    expect(candidacy?.backed ?? 0n).toBe(sumOf(nominated));
    const listed = list.get().find((each) => each.identity === identity);
    const isStanding = candidacy !== undefined && candidacy.own > 0n && candidacy.leaving === undefined;
    expect(listed?.stake).toBe(isStanding ? candidacy.own + candidacy.backed : undefined);
  }
  const stakes = list.get().map(({ stake }) => stake);
  expect(stakes).toEqual([...stakes].sort((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
  for (const who of people) {
    const operated = enclaves.filter((name) => operatorOf(name) === who);
    const put = operated.map((name) => candidacies.get(identityOf(name))?.own ?? 0n);
    const gone = leaving.get(accountOf(who)).map(({ amount }) => amount);
    expect(committee.held(who)).toBe(sumOf([...put, ...gone, nominations.get(accountOf(who))?.stake ?? 0n]));
  }
}

/** What was taken away less than 28 days ago is still there: of nominations by account, of candidates by name. */
function expectHeld(committee: Committee, taken: readonly Taken[]): void {
  const { candidacies, leaving } = committee.state.election;
  const recent = taken.filter(({ day }) => committee.ledger.now.number - day < unbonding);
  for (const who of people) {
    const parts = leaving.get(accountOf(who)).map(({ amount }) => amount);
    const least = sumOf(recent.filter((each) => each.who === who).map(({ amount }) => amount));
    expect(sumOf(parts)).toBeGreaterThanOrEqual(least);
  }
  for (const { who: name, amount } of recent.filter((each) => enclaves.some((one) => one === each.who)))
    expect(candidacies.get(identityOf(name))?.own).toBe(amount);
}

/** What a step that was done has taken away. */
function takenBy(committee: Committee, act: Act, { who, name }: Step, stake: bigint): Taken[] {
  const day = committee.ledger.now.number;
  if (act === "withdraw") return [{ day, who: name, amount: committee.candidacy(identityOf(name))?.own ?? 0n }];
  if (act !== "unnominate") return [];
  return [{ day, who, amount: stake - (committee.backing(who)?.stake ?? 0n) }];
}

it("totals are what is behind each, holds are what accounts have there, and nothing comes back early (property)", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 50 }), (steps) => {
      const committee = new Committee(3);
      for (const name of enclaves.slice(3)) committee.register(name, operatorOf(name));
      const taken: Taken[] = [];
      for (const { act, ...rest } of steps) {
        const before = committee.seated;
        const stake = committee.backing(rest.who)?.stake ?? 0n;
        try {
          acts[act](committee, rest);
          taken.push(...takenBy(committee, act, rest, stake));
        } catch (error) {
          if ((error as Partial<CodedError>).module === undefined) throw error;
        }
        expectTotals(committee);
        expectHeld(committee, taken);
        const lost = before.filter((name) => !committee.seated.includes(name));
        if (act === "day") expect(lost.length).toBeLessThanOrEqual(before.length / 3);
      }
    }),
    { numRuns: 5 },
  );
});
