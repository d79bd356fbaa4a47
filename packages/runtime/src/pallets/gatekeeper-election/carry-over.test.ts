import { readState, viewOf } from "@pha/frame";
import { expect, it } from "vitest";
import { Committee, identityOf, own, pha } from "../../testing/committee.ts";
import { accountOf } from "../../testing/index.ts";
import { gatekeeperElection } from "./spec.ts";

it("a network that begins with this state owes what is bound for the days that are left, whatever key it waited for", () => {
  const committee = new Committee(0);
  const { ledger } = committee;
  const identity = committee.stand("d", 10_000);
  ledger.run("Olga", own.stand({ identity: identityOf("a"), amount: pha(10_000) }));
  ledger.run("Dora", own.nominate({ identity: identityOf("a"), amount: pha(100) }));
  ledger.run("Dora", own.unnominate({ amount: pha(40) }));
  ledger.run("Olga", own.withdraw({ identity }));
  committee.days(10);

  const carried = ledger.runtime.carryOver(ledger.view, [...ledger.state.keys()], { name: "next" });
  const state = new Map([...carried].flatMap(([key, value]) => (value ? [[key, value] as const] : [])));
  const next = readState(gatekeeperElection, viewOf(state));
  // The open block is a day on, the newest closed one is what is carried over.
  const due = 19 * 7_200;
  expect(next.candidacies.get(identity)).toMatchObject({ own: pha(10_000), leaving: due });
  expect(next.leaving.get(accountOf("Dora"))).toEqual([{ amount: pha(40), due, generation: undefined }]);
  expect(next.nominations.get(accountOf("Dora"))?.stake).toBe(pha(60));
  expect(next.list.get().map((listed) => listed.identity)).toEqual([identityOf("a")]);
});
