import { type Hex, toHex } from "@pha/codec";
import type { Ledger, TransactionStatus } from "../ledger/ledger.ts";
import { isFinal, type TransactionWatch } from "../ledger/transaction-watch.ts";
import type { Push, Subscription } from "./connection.ts";
import { connected, type Methods, method, short } from "./method.ts";
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
    author_submitExtrinsic: short(method([data], submit)),
    author_submitAndWatchExtrinsic: connected([data], async (connection, extrinsic) => {
      const hash = await submit(extrinsic);
      return connection.open("author_extrinsicUpdate", (push, id) => {
        let stop: (() => void) | undefined;
        const ended = new AbortController();
        const show = updates(push, (block) => connection.untilRead(block, ended.signal));
        const onStatus = async (status: TransactionStatus | undefined) => {
          if (status === undefined) return;
          await show(status);
          if (isFinal(status)) connection.close(id);
        };
        const fail = (error: unknown) => reportBug(error, "author_submitAndWatchExtrinsic");
        const subscription: Subscription = {
          start() {
            stop = transactions.watch(hash, (status) => void onStatus(status).catch(fail), fail, connection.read);
          },
          stop() {
            stop?.();
            ended.abort();
          },
        };
        return subscription;
      });
    }),
    author_unwatchExtrinsic: connected([name], (connection, id) => connection.closeNamed("author_extrinsicUpdate", id)),
    author_pendingExtrinsics: method([], async () => (await ledger.pending()).map(toHex)),
  };
}

/**
 * Substrate's words for the steps; a step that went by too fast to be seen is told all the same. That it is final is told
 * once the client has read the block (`untilRead`); nothing is told behind that.
 */
function updates(push: Push, untilRead: (block: Hex) => Promise<void>): (status: TransactionStatus) => Promise<void> {
  let isReady = false;
  let read: Promise<void> | undefined;
  return async (status) => {
    switch (status.type) {
      case "accepted":
        return push("future");
      case "invalid":
      case "dropped":
        return push(status.type);
      case "retracted":
        isReady = false;
        read = undefined;
        return push({ retracted: status.block.hash });
      default:
        if (!isReady) push("ready");
        isReady = true;
        if (status.type === "ready") return;
        if (!read) push({ inBlock: status.block.hash });
        read ??= untilRead(status.block.hash);
        if (status.type === "inBlock") return;
        await read;
        push({ finalized: status.block.hash });
    }
  };
}
