import { CodedError, encode, type Hex, toHex } from "@pha/codec";
import { Header } from "@pha/light-client";
import type { Ledger } from "../ledger.ts";
import { stateAt } from "./blocks.ts";
import { queries, readStorage, type StorageQuery } from "./chain-head/storage.ts";
import type { Push, Subscription } from "./connection.ts";
import { connected, type Methods, method } from "./method.ts";
import { data, hash, height, key, name, optional } from "./params.ts";
import type { ReportBug } from "./serve.ts";

/** `archive_v1_*`: blocks of any age, without pinning. */
export function archiveMethods({ ledger, reportBug }: { ledger: Ledger; reportBug: ReportBug }): Methods {
  return {
    archive_v1_genesisHash: method([], () => ledger.genesis.hash),
    archive_v1_finalizedHeight: method([], () => ledger.finalized.number),
    archive_v1_hashByHeight: method([height], async (number) => {
      const found = await ledger.findHash(number);
      return found === undefined ? [] : [found];
    }),
    archive_v1_header: method([hash], async (at) => {
      const header = await ledger.findHeader(at);
      return header === undefined ? null : toHex(encode(Header, header));
    }),
    archive_v1_body: method([hash], async (at) => (await ledger.findBody(at))?.map(toHex) ?? null),
    archive_v1_call: method([hash, name, data], async (at, api, args) => {
      const state = await ledger.stateAt(at);
      if (state === undefined) return null;
      try {
        return { success: true, value: toHex(await state.call(api, args)) };
      } catch (error) {
        if (error instanceof CodedError) return { success: false, error: error.message };
        throw error;
      }
    }),
    archive_v1_storage: connected([hash, queries, optional(key)], (connection, at, wanted) =>
      connection.open("archive_v1_storageEvent", (push, id) => storage(push, at, wanted, () => connection.close(id))),
    ),
    archive_v1_stopStorage: connected([name], (connection, id) => {
      connection.close(id);
    }),
  };

  function storage(push: Push, at: Hex, wanted: readonly StorageQuery[], onDone: () => void): Subscription {
    let stopped = false;
    return {
      start: () => void tellAll(),
      stop() {
        stopped = true;
      },
    };

    async function tellAll(): Promise<void> {
      try {
        for await (const items of readStorage(await stateAt(ledger, at), wanted)) {
          if (stopped) return;
          for (const item of items) push({ event: "storage", ...item });
        }
        push({ event: "storageDone" });
      } catch (error) {
        if (!(error instanceof CodedError)) reportBug(error, "archive_v1_storage");
        push({ event: "storageError", error: error instanceof CodedError ? error.message : "Internal error" });
      } finally {
        onDone();
      }
    }
  }
}
