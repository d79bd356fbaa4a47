import { type Call, root } from "@pha/frame";
import { council, electionLimits, elections, PHA } from "@pha/runtime/spec";
import { accountOf, addressOf, type Caller, callsOf, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, ids, ledgerWith, simple } from "./cases.ts";

const own = callsOf(elections);
const candidates = ids("candidate", 20).sort();
const seats = [accountOf("Charlie"), ...ids("seat", 7)].sort();
const next = [accountOf("Dave"), ...ids("next", 7)];
const holder = (who: (typeof seats)[number]) => ({ who, stake: PHA, deposit: 10n * PHA });

/** As many stand for election as may, and so many vote, of whom Alice and Bob are the last. */
function standing(ledger: TestLedger, voters = 0): void {
  const state = ledger.of(elections);
  ledger.run("Charlie", own.submit_candidacy({ candidate_count: 0 }));
  ledger.run("Dave", own.submit_candidacy({ candidate_count: 1 }));
  state.candidates.put(candidates.map((who) => [who, 10n * PHA] as const));
  state.members.put(seats.map(holder));
  state.runnersUp.put(next.map(holder));
  state.figures.put({ ...state.figures.get(), termDuration: 0, desiredMembers: 8, desiredRunnersUp: 8 });
  ledger.of(council).members.put(seats);
  const votes = candidates.slice(0, electionLimits.votes);
  for (const who of ids("voter", voters)) {
    ledger.setBalances({ [who]: 100n * PHA });
    ledger.run(who, own.vote({ votes, value: 50n * PHA }));
  }
  for (const who of ["Alice", "Bob"]) ledger.run(who, own.vote({ votes, value: 50n * PHA }));
}
const at = (caller: Caller, call: Call): Benchmark => simple(caller, call, standing);

const ofElections: Readonly<Record<keyof typeof elections.calls, Benchmark>> = {
  vote: at("Alice", own.vote({ votes: candidates.slice(4), value: 60n * PHA })),
  remove_voter: at("Alice", own.remove_voter({})),
  submit_candidacy: at("Eve", own.submit_candidacy({ candidate_count: 100 })),
  renounce_candidacy: at("Charlie", own.renounce_candidacy({ renouncing: { type: "Member" } })),
  remove_member: {
    units: { voters: [0, 200] },
    setup: ({ voters = 0 }) => ({
      ledger: ledgerWith((ledger) => standing(ledger, voters)),
      caller: root,
      call: own.remove_member({ who: addressOf("Charlie"), slash_bond: true, rerun_election: true }),
    }),
  },
  clean_defunct_voters: {
    units: { voters: [0, 200] },
    setup: ({ voters = 0 }) => ({
      ledger: ledgerWith((ledger) => {
        standing(ledger, voters);
        ledger.of(elections).candidates.put([]);
      }),
      caller: root,
      call: own.clean_defunct_voters({ num_voters: voters, num_defunct: voters }),
    }),
  },
};

/** Of the election to the council. */
export const election: Readonly<Record<string, Readonly<Record<string, Benchmark>>>> = { Elections: ofElections };
