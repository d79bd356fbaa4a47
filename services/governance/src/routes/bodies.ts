import { governanceApi, type ReplyOf } from "@pha/api";
import { readState } from "@pha/frame";
import { bodies, type Collective, elections, nextMultiple } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { readElection } from "../ledger/election.ts";
import { motionsOf } from "../ledger/motions.ts";
import { nothing } from "../ledger/snapshot.ts";
import type { RouteDeps } from "./deps.ts";

type Election = ReplyOf<typeof governanceApi.bodies.election>;

export function bodyRoutes({ snapshot, json }: RouteDeps): Route[] {
  // An election of many voters takes its time: it is worked out once a block, whoever asks.
  let kept: { readonly block: number; readonly told: Promise<Election> } | undefined;

  return implement(governanceApi.bodies, {
    async get({ body: name }) {
      const body: Collective = bodies[name];
      const { head, ledger } = await snapshot(nothing);
      return ledger((state) => {
        const { members, prime } = readState(body, state);
        const motions = motionsOf(state, body, head.number, json);
        return { block: head.number, members: members.get(), prime: prime.get(), motions };
      });
    },

    async election() {
      const { head, ledger } = await snapshot(nothing);
      if (kept?.block === head.number) return kept.told;
      const told = ledger((state) => {
        const { termDuration } = readState(elections, state).figures.get();
        const termEnds = termDuration === 0 ? undefined : nextMultiple(termDuration, head.number);
        return { block: head.number, termEnds, ...readElection(state) };
      });
      const mine = { block: head.number, told };
      kept = mine;
      told.catch(() => {
        if (kept === mine) kept = undefined; // who asks next has it worked out anew
      });
      return told;
    },
  });
}
