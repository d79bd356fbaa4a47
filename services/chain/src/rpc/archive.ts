import { CodedError, encode, toHex } from "@pha/codec";
import { Header } from "@pha/light-client";
import type { Ledger } from "../ledger/ledger.ts";
import { openStream } from "./archive-stream.ts";
import { stateAt } from "./blocks.ts";
import { queries, readStorage } from "./chain-head/storage.ts";
import { connected, type Methods, method } from "./method.ts";
import { childTrie, data, hash, height, name, optional } from "./params.ts";
import type { ReportBug } from "./serve.ts";
import { type DiffItem, diffItems, tellDiff } from "./storage-diff.ts";

const everything: DiffItem[] = [{ prefix: "0x", returnType: "value" }];

/** `archive_v1_*`: blocks of any age, without pinning. */
export function archiveMethods({ ledger, reportBug }: { ledger: Ledger; reportBug: ReportBug }): Methods {
  const stop = (of: string) =>
    connected([name], (connection, id) => {
      connection.closeNamed(of, id);
    });

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
      try {
        const state = await ledger.stateAt(at);
        if (state === undefined) return null;
        return { success: true, value: toHex(await state.call(api, args)) };
      } catch (error) {
        if (error instanceof CodedError) return { success: false, error: error.message };
        throw error;
      }
    }),
    archive_v1_storage: connected([hash, queries, childTrie], (connection, at, wanted) =>
      openStream(connection, { event: "storage", reportBug }, async (tell) => {
        const { read } = connection;
        for await (const items of readStorage(await read(() => stateAt(ledger, at)), wanted, read))
          if (!(await tell(items))) return;
      }),
    ),
    archive_v1_stopStorage: stop("archive_v1_storageEvent"),
    archive_v1_storageDiff: connected([hash, diffItems, optional(hash)], (connection, at, items = everything, since) =>
      openStream(connection, { event: "storageDiff", reportBug }, (tell) =>
        tellDiff(ledger, { at, items, since }, tell, connection.read),
      ),
    ),
    archive_v1_stopStorageDiff: stop("archive_v1_storageDiffEvent"),
    archive_v1_storageDiff_stopStorageDiff: stop("archive_v1_storageDiffEvent"),
  };
}
