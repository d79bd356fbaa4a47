import { Status } from "@pha/api";
import { CodedError, type Hex, toJson } from "@pha/codec";
import type { Ledger, TransactionStatus } from "../ledger/ledger.ts";
import { submitOnce } from "../ledger/submit-once.ts";
import { isFinal, type TransactionWatch } from "../ledger/transaction-watch.ts";
import { describeStatus } from "../routes/status.ts";
import type { Connection, Push, Subscription } from "./connection.ts";
import { connected, type Methods } from "./method.ts";
import { data, hash, name } from "./params.ts";
import type { ReportBug } from "./serve.ts";

interface Deps {
  readonly ledger: Ledger;
  readonly transactions: TransactionWatch;
  readonly reportBug: ReportBug;
}

/**
 * The whole life of an extrinsic, with reasons: `transactionWatch_v1_*` of the new JSON-RPC specification, for who
 * has the extrinsic, and `pha_subscribeTransaction`, for who has its hash.
 */
export function transactionStatusMethods({ ledger, transactions, reportBug }: Deps): Methods {
  return {
    transactionWatch_v1_submitAndWatch: connected([data], (connection, extrinsic) =>
      connection.open("transactionWatch_v1_watchEvent", (push, id) => {
        const show = events(push);
        const end = () => connection.close(id);
        const refuse = (error: unknown) => {
          if (!(error instanceof CodedError)) reportBug(error, "transactionWatch_v1_submitAndWatch");
          const isBad = error instanceof CodedError && error.kind !== "unavailable";
          push({
            event: isBad ? "invalid" : "error",
            error: error instanceof CodedError ? error.message : "a fault of ours",
          });
          end();
        };
        const begin: Begin = async (watch) => watch((await submitOnce(ledger, extrinsic)).hash, show);
        return watching(connection, begin, refuse, end);
      }),
    ),
    transactionWatch_v1_unwatch: connected([name], (connection, id) => {
      connection.closeNamed("transactionWatch_v1_watchEvent", id);
      return null;
    }),
    pha_subscribeTransaction: connected([hash], (connection, of) =>
      connection.open("pha_transaction", (push, id) => {
        const refuse = (error: unknown) => reportBug(error, "pha_subscribeTransaction");
        let told = Promise.resolve();
        const tell = async (status: TransactionStatus | undefined) =>
          push((status && toJson(Status, await connection.read(() => describeStatus(ledger, of, status)))) ?? null);
        const show = (status: TransactionStatus | undefined) => {
          told = told.then(() => tell(status)).catch(refuse); // in their order, though each is looked up
        };
        return watching(
          connection,
          async (watch) => watch(of, show),
          refuse,
          () => connection.close(id),
        );
      }),
    ),
    pha_unsubscribeTransaction: connected([name], (connection, id) => connection.closeNamed("pha_transaction", id)),
  };

  type Show = (status: TransactionStatus | undefined) => void;
  type Watch = (hash: Hex, show: Show) => void;
  type Begin = (watch: Watch) => Promise<void>;

  /** Runs until the extrinsic has come to its end, or is stopped. */
  function watching({ read }: Connection, begin: Begin, fail: (error: unknown) => void, end: () => void): Subscription {
    let stopped = false;
    let stop: (() => void) | undefined;
    const watch: Watch = (of, show) => {
      if (stopped) return;
      const onStatus: Show = (status) => {
        show(status);
        if (status && isFinal(status)) end();
      };
      stop = transactions.watch(of, onStatus, fail, read);
    };
    return {
      start: () => void begin(watch).catch(fail),
      stop() {
        stopped = true;
        stop?.();
      },
    };
  }
}

/** The specification's words for the steps. A step that went by too fast to be seen is told all the same. */
function events(push: Push): (status: TransactionStatus | undefined) => void {
  let isValidated = false;
  let isIncluded = false;
  return (status) => {
    if (status === undefined) return;
    if (status.type === "invalid" || status.type === "dropped")
      return push({ event: status.type, error: status.reason });
    if (!isValidated) push({ event: "validated" });
    isValidated = true;
    if (status.type === "retracted") {
      isIncluded = false;
      return push({ event: "bestChainBlockIncluded", block: null });
    }
    if (status.type !== "inBlock" && status.type !== "finalized") return;
    const block = { hash: status.block.hash, index: status.index };
    if (!isIncluded) push({ event: "bestChainBlockIncluded", block });
    isIncluded = true;
    if (status.type === "finalized") push({ event: "finalized", block });
  };
}
