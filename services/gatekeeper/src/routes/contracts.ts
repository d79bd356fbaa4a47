import { gatekeeperApi, maxPage } from "@pha/api";
import { decode, type Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import { ReceiptList, receiptsPage, SignedReceipt } from "@pha/secret-channel";
import { implement, type Route } from "@pha/service-kit/http";
import { readLedger } from "@pha/service-kit/ledger";
import { isUnavailable } from "../broker/ask-cluster.ts";
import { errors } from "../errors.ts";
import type { RouteDeps } from "./deps.ts";

/** How what does nothing but read is asked of workers. */
const reading = { timeoutMs: 5_000, mayRepeat: isUnavailable };

/** Contracts from the finalized ledger, queries to them, and receipts of their commands. */
export const contractRoutes = ({ bus, askCluster, askQuery }: RouteDeps): Route[] =>
  implement(gatekeeperApi.contracts, {
    list: ({ from = 0 }) =>
      readLedger(bus, (state) => {
        const { list, contracts: byId } = readState(contracts, state);
        const ids = list.page(from, maxPage);
        const listed = byId.getMany(ids).flatMap((contract, i) => (contract ? [{ id: ids[i] as Hex, contract }] : []));
        const end = from + ids.length;
        return { contracts: listed, next: end < list.count() ? end : undefined };
      }),

    async get({ id }) {
      const contract = await readLedger(bus, (state) => readState(contracts, state).contracts.get(id));
      if (!contract) throw errors.UnknownContract({ contract: id });
      return contract;
    },

    query: async ({ id, enc, ciphertext, worker }, { client }) => ({
      answer: await askQuery({ contract: id, enc, ciphertext }, client, { worker }),
    }),

    async receipt({ id, message, agreed }) {
      const asked = { type: "Receipt", value: { contract: id, message, agreed } } as const;
      return decode(SignedReceipt, await askCluster(asked, reading));
    },

    async receipts({ id, before }) {
      const asked = { type: "Receipts", value: { contract: id, before } } as const;
      const receipts = decode(ReceiptList, await askCluster(asked, reading));
      return { receipts, next: receipts.length === receiptsPage ? receipts.at(-1)?.message : undefined };
    },
  });
