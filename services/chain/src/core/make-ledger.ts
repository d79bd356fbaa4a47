import { decode, type Hex } from "@pha/codec";
import { failureKinds } from "@pha/frame";
import { Certificate, Header, NilCertificate } from "@pha/light-client";
import type { NetworkProfile } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { type BlockRow, findBlockByHash, findBlockByNumber, findExtrinsic, listExtrinsics } from "../db/blocks.ts";
import { listEvents, listEventsOfExtrinsic } from "../db/events.ts";
import { findCertificate, listNilCertificates } from "../db/finality.ts";
import { findPooled } from "../db/pool.ts";
import { storedEvent } from "../db/stored-event.ts";
import { errors } from "../errors.ts";
import type { Heads } from "../heads/heads.ts";
import type { HistoryWindow } from "../history/window.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { Ledger, TransactionStatus } from "../ledger/ledger.ts";
import { lengthOf, metered, outsideRequest } from "../ledger/read-budget.ts";
import type { Pool } from "../pool/pool.ts";
import type { Runtimes } from "../state/runtimes.ts";
import type { StateReader } from "../state/state-reader.ts";

export interface LedgerDeps {
  readonly db: Db;
  readonly catchUp: () => Promise<void>;
  readonly runtimes: Runtimes;
  readonly spec: NetworkProfile;
  readonly genesis: Ledger["genesis"];
  readonly heads: Heads;
  readonly pool: Pool;
  readonly state: StateReader;
  readonly window: HistoryWindow;
  readonly emitter: Emitter;
}

/** The chain as its faces see it. */
export function makeLedger(deps: LedgerDeps): Ledger {
  const { db, catchUp, runtimes, spec, genesis, heads, pool, state, window, emitter } = deps;
  const headerOf = (row: BlockRow | undefined): Header | undefined => row && decode(Header, row.header);

  return {
    get runtime() {
      return runtimes.current;
    },
    runtimeOf: (number) => runtimes.after(Math.max(0, number - 1)),
    spec,
    genesis,
    events: emitter,
    catchUp,
    get best() {
      return { number: heads.best.number, hash: heads.best.hash };
    },
    get finalized() {
      return heads.finalized;
    },
    findHash: async (number) => heads.find(number)?.hash ?? (await readRow(() => findBlockByNumber(db, number)))?.hash,
    findHeader: async (hash) =>
      hash === heads.best.hash ? heads.best.header : headerOf(await readRow(() => findBlockByHash(db, hash))),
    async findBody(hash) {
      const block = await readRow(() => findBlockByHash(db, hash));
      return block && (await readRows(() => listExtrinsics(db, block.number), bytesOf)).map(bytesOf);
    },
    async findCertificate(number) {
      const bytes = await readRow(() => findCertificate(db, number));
      return bytes && decode(Certificate, bytes);
    },
    async listNilCertificates(number) {
      const certificates = await readRows(
        () => listNilCertificates(db, number),
        (bytes) => bytes,
      );
      return certificates.map((bytes) => decode(NilCertificate, bytes));
    },
    async findExtrinsic(hash) {
      const [row] = await readRows(
        async () => [await findExtrinsic(db, hash)],
        (found) => found?.bytes,
      );
      const block = row && (await readRow(() => findBlockByNumber(db, row.block)));
      if (!row || !block) return undefined;
      const { bytes, index, ok } = row;
      const { number } = block;
      return { bytes, index, ok, block: { number, hash: block.hash }, finalized: number <= heads.finalized.number };
    },
    async listEvents(hash) {
      const block = await readRow(() => findBlockByHash(db, hash));
      return block ? (await readRows(() => listEvents(db, block.number), dataOf)).map(storedEvent) : [];
    },
    async listFailureEvents(block, extrinsic) {
      const { pallets } = await runtimes.after(Math.max(0, block.number - 1));
      const kinds = failureKinds(pallets);
      return (await readRows(() => listEventsOfExtrinsic(db, { block, extrinsic }, kinds), dataOf)).map(storedEvent);
    },
    async stateAt(hash) {
      const row = hash === heads.best.hash ? heads.best : await readRow(() => findBlockByHash(db, hash));
      if (!row) return undefined;
      const { oldest } = window;
      if (row.number > 0 && row.number < oldest) throw errors.StateNotKept({ number: row.number, oldest });
      const header = row === heads.best ? heads.best.header : headerOf(row as BlockRow);
      return header && state.at({ number: row.number, hash }, header);
    },
    submit: (extrinsic) => outsideRequest(() => pool.submit(extrinsic)),
    pending: () =>
      metered(async (budget) => {
        const extrinsics: Uint8Array[] = [];
        for (const bytes of pool.pending()) {
          budget.spend({ rows: 1, bytes: bytes.length });
          extrinsics.push(bytes);
        }
        return extrinsics;
      }),
    nextNonce: (account) => pool.nextNonce(account),
    transaction: (hash) => findStatus(hash),
  };

  async function findStatus(hash: Hex): Promise<TransactionStatus | undefined> {
    if (pool.queue.get(hash)) return { type: pool.queue.isReady(hash) ? "ready" : "accepted" };
    const included = await readRow(() => findExtrinsic(db, hash));
    const block = included && (await readRow(() => findBlockByNumber(db, included.block)));
    if (included && block) {
      const { index, ok } = included;
      const type = block.number <= heads.finalized.number ? "finalized" : "inBlock";
      return { type, block: { number: block.number, hash: block.hash }, index, ok };
    }
    const pooled = await readRow(() => findPooled(db, hash));
    if (!pooled) return undefined;
    return pooled.verdict === null ? { type: "accepted" } : { type: pooled.verdict, reason: pooled.reason ?? "" };
  }
}

const bytesOf = ({ bytes }: { readonly bytes: Uint8Array }): Uint8Array => bytes;
const dataOf = ({ data }: { readonly data: Uint8Array }): Uint8Array => data;

/** Rows, and the long part of each. */
const readRows = <R>(list: () => Promise<R[]>, longOf: (row: R) => Uint8Array | undefined): Promise<R[]> =>
  metered(async (budget) => {
    const rows = await list();
    budget.spend({ rows: rows.length, bytes: lengthOf(rows.map(longOf)) });
    return rows;
  });

/** A short row. */
const readRow = <T>(find: () => Promise<T>): Promise<T> =>
  metered((budget) => {
    budget.spend({ rows: 1 });
    return find();
  });
