import { gatekeeperApi } from "@pha/api";
import { readLedger } from "@pha/enclave-service";
import { readState } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { errors } from "../errors.ts";
import type { RouteDeps } from "./deps.ts";

const pageSize = 100;

/** Contracts from the finalized ledger, and queries to them. */
export const contractRoutes = ({ bus, queryCluster }: RouteDeps): Route[] =>
  implement(gatekeeperApi.contracts, {
    list: ({ from = 0 }) =>
      readLedger(bus, (state) => {
        const { count, list, contracts: byId } = readState(contracts, state);
        const end = Math.min(count.get(), from + pageSize);
        const listed = Array.from({ length: Math.max(0, end - from) }, (_, i) => list.get(from + i)).flatMap((id) => {
          const contract = id && byId.get(id);
          return contract ? [{ id, contract }] : [];
        });
        return { contracts: listed, next: end < count.get() ? end : undefined };
      }),

    async get({ id }) {
      const contract = await readLedger(bus, (state) => readState(contracts, state).contracts.get(id));
      if (!contract) throw errors.UnknownContract({ contract: id });
      return contract;
    },

    query: async ({ id, enc, ciphertext }) => ({ answer: await queryCluster({ contract: id, enc, ciphertext }) }),
  });
