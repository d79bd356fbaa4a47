import { governanceApi } from "@pha/api";
import { readState } from "@pha/frame";
import { council, elections, technicalCommittee } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { readElection } from "../ledger/election.ts";
import { motionsOf } from "../ledger/motions.ts";
import { nothing } from "../ledger/snapshot.ts";
import { nextMultiple } from "../rules/period.ts";
import type { RouteDeps } from "./deps.ts";

export const bodyRoutes = ({ snapshot, json }: RouteDeps): Route[] =>
  implement(governanceApi.bodies, {
    async get({ body: name }) {
      const body = name === "council" ? council : technicalCommittee;
      const { head, ledger } = await snapshot(nothing);
      return ledger((state) => {
        const { members, prime } = readState(body, state);
        const motions = motionsOf(state, body, head.number, json);
        return { block: head.number, members: members.get(), prime: prime.get(), motions };
      });
    },

    async election() {
      const { head, ledger } = await snapshot(nothing);
      return ledger((state) => {
        const { termDuration } = readState(elections, state).figures.get();
        const termEnds = nextMultiple(termDuration, head.number);
        return { block: head.number, termEnds, ...readElection(state) };
      });
    },
  });
