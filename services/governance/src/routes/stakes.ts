import { governanceApi, usualPage } from "@pha/api";
import { stakesOf } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { readPools } from "../ledger/pools.ts";
import { nothing } from "../ledger/snapshot.ts";
import type { RouteDeps } from "./deps.ts";

export const stakeRoutes = ({ snapshot }: RouteDeps): Route[] =>
  implement(governanceApi.stakes, {
    async account({ account }) {
      const { head, ledger } = await snapshot(nothing);
      return ledger((state) => ({ block: head.number, stakes: stakesOf(state, account) }));
    },

    async pools({ before, limit = usualPage }) {
      const { head, ledger } = await snapshot(nothing);
      return { block: head.number, ...(await ledger((state) => readPools(state, { before, limit }))) };
    },
  });
