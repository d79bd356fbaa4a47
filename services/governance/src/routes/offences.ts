import { governanceApi, usualPage } from "@pha/api";
import { implement, type Route } from "@pha/service-kit/http";
import { readOffences } from "../ledger/offences.ts";
import { nothing } from "../ledger/snapshot.ts";
import type { RouteDeps } from "./deps.ts";

export const offenceRoutes = ({ snapshot }: RouteDeps): Route[] =>
  implement(governanceApi.offences, {
    async list({ before, limit = usualPage }) {
      const { head, ledger } = await snapshot(nothing);
      return { block: head.number, ...(await ledger((state) => readOffences(state, { before, limit }))) };
    },
  });
