import { governanceApi } from "@pha/api";
import { backingOf, gatekeeperElectionIn } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { nothing } from "../ledger/snapshot.ts";
import type { RouteDeps } from "./deps.ts";

export const gatekeeperRoutes = ({ snapshot }: RouteDeps): Route[] =>
  implement(governanceApi.gatekeeperElection, {
    async candidates() {
      const { head, ledger } = await snapshot(nothing);
      return { block: head.number, ...(await ledger(gatekeeperElectionIn)) };
    },

    async nomination({ account }) {
      const { head, ledger } = await snapshot(nothing);
      return ledger((state) => ({ block: head.number, ...backingOf(state, account) }));
    },
  });
