import { bytes, fixedBytes, H256, option, struct, u32, vec } from "@pha/codec";
import { readLedger } from "@pha/enclave-service";
import { readState } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import { type AnyRoute, route } from "@pha/service-kit/http";
import { errors } from "../errors.ts";
import type { RouteDeps } from "./deps.ts";

const { type: Contract } = contracts.storage.contracts;
const pageSize = 100;
const Listed = struct({ id: H256, contract: Contract });

/** Contracts from the finalized ledger, and queries to them. */
export const contractRoutes = ({ bus, queryCluster }: RouteDeps): AnyRoute[] => [
  route({
    method: "GET",
    url: "/v1/contracts",
    summary: "Contracts in the order of their making, 100 at a time; `next` is the `from` of the next page.",
    query: struct({ from: option(u32) }),
    reply: struct({ contracts: vec(Listed, { max: pageSize }), next: option(u32) }),
    handle: ({ query: { from = 0 } }) =>
      readLedger(bus, (state) => {
        const { count, list, contracts: byId } = readState(contracts, state);
        const end = Math.min(count.get(), from + pageSize);
        const listed = Array.from({ length: Math.max(0, end - from) }, (_, i) => list.get(from + i)).flatMap((id) => {
          const contract = id && byId.get(id);
          return contract ? [{ id, contract }] : [];
        });
        return { contracts: listed, next: end < count.get() ? end : undefined };
      }),
  }),
  route({
    method: "GET",
    url: "/v1/contracts/:id",
    summary: "One contract: cluster, code hash, public key, agreed state.",
    params: struct({ id: H256 }),
    reply: Contract,
    errors: [errors.UnknownContract],
    async handle({ params: { id } }) {
      const contract = await readLedger(bus, (state) => readState(contracts, state).contracts.get(id));
      if (!contract) throw errors.UnknownContract({ contract: id });
      return contract;
    },
  }),
  route({
    method: "POST",
    url: "/v1/contracts/:id/query",
    summary: "Passes an encrypted query to a worker of the contract's cluster; the answer is encrypted to the asker.",
    params: struct({ id: H256 }),
    body: struct({ enc: fixedBytes(32), ciphertext: bytes({ max: 1_048_576 }) }),
    reply: struct({ answer: bytes({ max: 1_048_576 }) }),
    errors: [errors.UnknownContract, errors.NoWorker],
    handle: async ({ params: { id }, body }) => ({ answer: await queryCluster({ contract: id, ...body }) }),
  }),
];
