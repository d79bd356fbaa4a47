import { toHex } from "@pha/codec";
import type { Ledger, TransactionStatus } from "../ledger/ledger.ts";
import { isFinal, type TransactionWatch } from "../ledger/transaction-watch.ts";
import type { Push, Subscription } from "./connection.ts";
import { connected, type Methods, method } from "./method.ts";
import { data, name } from "./params.ts";
import type { ReportBug } from "./serve.ts";

/** `author_*`: handing extrinsics in and watching what becomes of them. */
export function authorMethods({
  ledger,
  transactions,
  reportBug,
}: {
  ledger: Ledger;
  transactions: TransactionWatch;
  reportBug: ReportBug;
}): Methods {
  const submit = async (extrinsic: Uint8Array) => (await ledger.submit(extrinsic)).hash;

  return {
    author_submitExtrinsic: method([data], submit),
    author_submitAndWatchExtrinsic: connected([data], async (connection, extrinsic) => {
      const hash = await submit(extrinsic);
      return connection.open("author_extrinsicUpdate", (push, id) => {
        let stop: (() => void) | undefined;
        const show = updates(push);
        const onStatus = (status: TransactionStatus | undefined) => {
          if (status === undefined) return;
          show(status);
          if (isFinal(status)) connection.close(id);
        };
        const subscription: Subscription = {
          start() {
            stop = transactions.watch(hash, onStatus, (error) => reportBug(error, "author_submitAndWatchExtrinsic"));
          },
          stop: () => stop?.(),
        };
        return subscription;
      });
    }),
    author_unwatchExtrinsic: connected([name], (connection, id) => connection.closeNamed("author_extrinsicUpdate", id)),
    author_pendingExtrinsics: method([], async () => (await ledger.pending()).map(toHex)),
  };
}

/** Substrate's words for the steps; a step that went by too fast to be seen is told all the same. */
function updates(push: Push): (status: TransactionStatus) => void {
  let isReady = false;
  let isInBlock = false;
  return (status) => {
    switch (status.type) {
      case "accepted":
        return push("future");
      case "invalid":
      case "dropped":
        return push(status.type);
      case "retracted":
        isReady = false;
        isInBlock = false;
        return push({ retracted: status.block.hash });
      default:
        if (!isReady) push("ready");
        isReady = true;
        if (status.type === "ready") return;
        if (!isInBlock) push({ inBlock: status.block.hash });
        isInBlock = true;
        if (status.type === "finalized") push({ finalized: status.block.hash });
    }
  };
}
