import { makeCall, root } from "@pha/frame";
import {
  democracy,
  democracyLimits,
  electionLimits,
  elections,
  encodeCall,
  PHA,
  scheduler,
  system,
} from "@pha/runtime/spec";
import { callsOf, type TestLedger, testNetwork } from "@pha/runtime/testing";
import { idOf, ids } from "../weights/cases.ts";

/** A block whose hooks have as much to do as governance can give them. */
export interface FullBlock {
  readonly name: string;
  /** A ledger after whose newest closed block this one comes. */
  readonly ledger: TestLedger;
  /** How much of that was done, as its events tell. */
  readonly done: (events: readonly { readonly type: string; readonly value: { readonly type: string } }[]) => string;
}

/** Something is due in the block after the one that is open. */
const dueNext = (ledger: TestLedger): number => ledger.now.number + 1;

/** As many proposals wait as may, each with as many deposits; the council's turn is over, and one is launched. */
function launch(): FullBlock {
  const ledger = testNetwork();
  const own = callsOf(democracy);
  const people = ids("depositor", democracyLimits.deposits);
  ledger.setBalances(Object.fromEntries(people.map((who) => [who, 10_000n * PHA])));
  const [first = "", ...others] = people;
  for (let proposal = 0; proposal < democracyLimits.proposals; proposal++) {
    const remark = callsOf(system).remark({ remark: new Uint8Array(100).fill(proposal) });
    ledger.run(first, own.propose({ proposal: { type: "Inline", value: encodeCall(remark) }, value: 10n * PHA }));
    for (const who of others) ledger.run(who, own.second({ proposal }));
  }
  const state = ledger.of(democracy);
  state.nextLaunch.put(dueNext(ledger));
  state.due.put(dueNext(ledger));
  ledger.runTo(dueNext(ledger));
  const count = `${democracyLimits.proposals} proposals × ${democracyLimits.deposits} deposits`;
  return {
    name: `a launch with ${count}`,
    ledger,
    done: (events) => `${events.filter(({ value }) => value.type === "Started").length} launched`,
  };
}

/** The most that governance may choose. */
const mostSeats = { desiredMembers: 13, desiredRunnersUp: 13 };

/** A term ends: so many have voted, each for as many as a vote may be for. */
function election(voters: number, candidates: number): FullBlock {
  const ledger = testNetwork();
  const own = callsOf(elections);
  const standing = ids("candidate", candidates);
  const { figures } = ledger.of(elections);
  figures.put({ ...figures.get(), maxCandidates: candidates });
  ledger.setBalances(Object.fromEntries([...standing, ...ids("voter", voters)].map((who) => [who, 1_000n * PHA])));
  for (const [candidate_count, who] of standing.entries()) ledger.run(who, own.submit_candidacy({ candidate_count }));
  for (const [at, who] of ids("voter", voters).entries()) {
    const votes = Array.from({ length: electionLimits.votes }, (_, i) => idOf("candidate", (at * 7 + i) % candidates));
    ledger.run(who, own.vote({ votes, value: BigInt(50 + (at % 400)) * PHA }));
  }
  figures.put({ ...figures.get(), ...mostSeats, termDuration: dueNext(ledger) });
  ledger.runTo(dueNext(ledger));
  return {
    name: `an election, ${voters.toLocaleString("en")} voters for 16 of ${candidates} each, 26 seats`,
    ledger,
    done: (events) => (events.some(({ value }) => value.type === "NewTerm") ? "elected" : "not elected"),
  };
}

/** Blocks without hooks, as those of a migration, have left tasks behind: all of them are due at once. */
function tasks(count: number): FullBlock {
  const ledger = testNetwork();
  const { schedule } = callsOf(scheduler);
  ledger.runTo(20);
  const state = ledger.of(scheduler);
  const [pay, perBlock] = [makeCall(system, "remark", { remark: new Uint8Array(32) }), 50];
  const blocks = Math.ceil(count / perBlock);
  const first = ledger.now.number - blocks + 1;
  for (let task = 0; task < count; task++)
    ledger.run(
      root,
      schedule({ when: 1_000 + Math.floor(task / perBlock), maybe_periodic: undefined, priority: 0, call: pay }),
    );
  for (let block = 0; block < blocks; block++) {
    state.agenda.put(first + block, state.agenda.get(1_000 + block));
    state.agenda.remove(1_000 + block);
  }
  state.incompleteSince.put(first);
  state.lastAgenda.put(ledger.now.number);
  ledger.runTo(dueNext(ledger));
  return {
    name: `${count} tasks at once`,
    ledger,
    done: (events) => `${events.filter(({ value }) => value.type === "Dispatched").length} dispatched`,
  };
}

/** The launch, the election and the tasks. */
export const fullBlocks = {
  launch,
  election: () => election(1_000, 30),
  tasks: () => tasks(512),
} as const satisfies Readonly<Record<string, () => FullBlock>>;
