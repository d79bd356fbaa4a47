import { struct, u32, u128 } from "@pha/codec";
import { endpoint, stream } from "../endpoint.ts";
import { slot, slotList, statsQuery } from "../stats.ts";

/** What happened in one slot of ten seconds, and how things stood at its end. */
export const ChainSlot = struct({
  ...slot,
  /** Blocks that became final in it, and extrinsics in those. */
  blocks: u32,
  transactions: u32,
  /** Newest final block at its end, and how many were ahead of it. */
  finalized: u32,
  ahead: u32,
  /** Machines that compute and answer. */
  workers: u32,
  gatekeepers: u32,
  /** Sharing of the master key, from 1 on. */
  generation: u32,
  validators: u32,
  /** Worth of all pools, and what the treasury has, in plancks. */
  staked: u128,
  treasury: u128,
});

/** `/v1/stats`: figures of the last hour, as this replica has seen it. */
export const stats = {
  get: endpoint("GET /v1/stats", {
    summary: "What happened in each ten seconds of the last hour, and how things stood then, as this replica saw it.",
    query: statsQuery,
    reply: struct({ slots: slotList(ChainSlot) }),
    steady: true,
  }),
  follow: stream("GET /v1/stats/stream", {
    summary: "The same as a stream: an entry each ten seconds, from now on or behind Last-Event-ID, which is a slot.",
    stream: ChainSlot,
    id: u32,
  }),
};
