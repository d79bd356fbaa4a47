import { candidateLimits, gatekeeperElection, gatekeepers, maxGatekeepers, PHA } from "@pha/runtime/spec";
import { accountOf, callsOf, TestEnclave } from "@pha/runtime/testing";
import { type Benchmark, type Changes, ids, simple } from "./cases.ts";

const own = callsOf(gatekeeperElection);
const keeper = new TestEnclave("candidate", "Gatekeeper");
const { identity } = keeper;
const amount = 20_000n * PHA;

/** All seats are taken, the list is full, and Zoe has as many parts on their way back as can be. */
const full: Changes = (ledger) => {
  keeper.register(ledger, "Bob");
  ledger.setBalances({ Zoe: 1_000_000n * PHA });
  const members = ids("member", maxGatekeepers).map((id, i) => ({ identity: id, index: i + 1 }));
  ledger.of(gatekeepers).members.put(members);
  ledger.of(gatekeepers).left.put(identity, { generation: 0, tick: 0 });
  const { list, candidacies, leaving } = ledger.of(gatekeeperElection);
  const listed = ids("candidate", candidateLimits.listed);
  const stake = 10_000n * PHA;
  list.put(listed.map((id) => ({ identity: id, stake })));
  for (const id of listed)
    candidacies.put(id, { operator: accountOf("Fred"), own: stake, backed: 0n, leaving: undefined });
  const parts = Array.from({ length: candidateLimits.leaving - 2 }, (_, i) => ({
    ...{ amount: PHA, due: 10_000_000 + i, generation: undefined },
  }));
  leaving.put(accountOf("Zoe"), parts);
};
const standing: Changes = (ledger) => {
  full(ledger);
  ledger.run("Bob", own.stand({ identity, amount }));
};
const nominated: Changes = (ledger) => {
  standing(ledger);
  ledger.run("Zoe", own.nominate({ identity, amount }));
};
const withdrawn: Changes = (ledger) => {
  standing(ledger);
  ledger.run("Bob", own.withdraw({ identity }));
  const { candidacies } = ledger.of(gatekeeperElection);
  candidacies.put(identity, { operator: accountOf("Bob"), own: amount, backed: 0n, leaving: 0 });
  ledger.of(gatekeepers).left.remove(identity);
};
/** One part is free. */
const free: Changes = (ledger) => {
  nominated(ledger);
  const { leaving } = ledger.of(gatekeeperElection);
  const parts = leaving.get(accountOf("Zoe"));
  leaving.put(accountOf("Zoe"), [{ amount: PHA, due: 0, generation: undefined }, ...parts]);
};
const pushedOut: Changes = (ledger) => {
  standing(ledger);
  const { list } = ledger.of(gatekeeperElection);
  const others = list.get().filter((listed) => listed.identity !== identity);
  list.put([...others, { identity: ids("last", 1)[0] as `0x${string}`, stake: PHA }]);
};

/** Of who stands for election as a gatekeeper, and who backs it. */
export const candidateBenchmarks: Readonly<Record<string, Benchmark>> = {
  stand: simple("Bob", own.stand({ identity, amount }), full),
  withdraw: simple("Bob", own.withdraw({ identity }), standing),
  reclaim: simple("Bob", own.reclaim({ identity }), withdrawn),
  nominate: simple("Zoe", own.nominate({ identity, amount }), standing),
  unnominate: simple("Zoe", own.unnominate({ amount }), free),
  collect: simple("Zoe", own.collect({}), free),
  enter: simple("Bob", own.enter({ identity }), pushedOut),
};
