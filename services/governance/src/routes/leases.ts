import { governanceApi, usualPage } from "@pha/api";
import { readState } from "@pha/frame";
import { leaseIn, leases, offerAt } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { pageDown } from "../ledger/page-down.ts";
import { nothing } from "../ledger/snapshot.ts";
import type { RouteDeps } from "./deps.ts";

export const leaseRoutes = ({ snapshot }: RouteDeps): Route[] =>
  implement(governanceApi.leases, {
    async list({ before, limit = usualPage }) {
      const { head, ledger } = await snapshot(nothing);
      const { found, next } = await ledger((state) =>
        pageDown(readState(leases, state).count.get(), { before, limit }, (id) => leaseIn(state, id)),
      );
      return { block: head.number, leases: found.map(({ value }) => value), next };
    },

    async offers({ before, limit = usualPage }) {
      const { head, ledger } = await snapshot(nothing);
      const { found, next } = await ledger((state) =>
        pageDown(readState(leases, state).offerCount.get(), { before, limit }, (position) => offerAt(state, position)),
      );
      return { block: head.number, offers: found.map(({ value }) => value), next };
    },
  });
