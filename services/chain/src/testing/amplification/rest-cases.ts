import type { Json } from "@pha/codec";
import type { Named } from "./rpc-cases.ts";

/** A path with its query, and what is posted there. */
interface Asked {
  readonly path: string;
  readonly body?: Json;
}

const address = `0x${"11".repeat(32)}`;
const keys = (list: readonly string[]) => list.map((key) => `key=${key}`).join("&");

const longCall = { pallet: "System", call: "remark", args: { remark: `0x${"00".repeat(1_000_000)}` }, from: address };

/** The largest that each endpoint takes, with all repeated that may be. Shortcuts of development work, they do not read. */
export const restCases: Readonly<Record<string, (named: Named) => readonly Asked[]>> = {
  "accountHistory.list": () => [{ path: `/v1/accounts/${address}/history?limit=100` }],
  "accounts.get": () => [{ path: `/v1/accounts/${address}?proof=true` }],
  "blocks.get": () => [{ path: "/v1/blocks/0" }],
  "blocks.header": () => [{ path: "/v1/blocks/0/header" }],
  "blocks.extrinsic": () => [{ path: "/v1/blocks/1/extrinsics/0" }],
  "blocks.list": () => [{ path: "/v1/blocks?limit=100" }],
  "calls.outcome": () => [
    { path: "/v1/calls/outcome", body: { call: `0x0000${"04".repeat(1_000_000)}`, from: address } },
  ],
  "calls.rehearse": () => [{ path: "/v1/calls/rehearsal", body: { call: `0x0000${"04".repeat(1_000_000)}` } }],
  "calls.prepare": () => [{ path: "/v1/calls", body: longCall }],
  "events.follow": () => [{ path: "/v1/events/stream?pallet=sudo&from=0" }],
  "events.list": () => [{ path: "/v1/events?limit=100" }, { path: `/v1/events?limit=100&account=${address}` }],
  "extrinsics.get": () => [{ path: `/v1/extrinsics/${address}` }],
  "extrinsics.proof": () => [{ path: `/v1/extrinsics/${address}/proof` }],
  "finality.get": () => [{ path: "/v1/finality/head" }],
  "finality.refused": () => [{ path: "/v1/finality/1/refused" }],
  "network.genesis": () => [{ path: "/v1/genesis" }],
  "network.metadata": () => [{ path: "/v1/metadata" }],
  "network.metadataBytes": () => [{ path: "/v1/metadata/16" }],
  "network.runtime": () => [{ path: "/v1/runtime" }],
  "state.doubleEntry": () => [{ path: `/v1/state/contracts/stateVotes/${address}/0?proof=true` }],
  "state.entries": () => [
    { path: "/v1/entries/system/account?limit=100" },
    { path: "/v1/entries/contracts/code?limit=100" },
    { path: "/v1/entries/system/events?limit=100" },
  ],
  "state.entry": () => [{ path: `/v1/state/system/account/${address}?proof=true` }],
  "state.proof": ({ long, longKeys }) => [
    { path: `/v1/proofs?at=head&${keys(Array(64).fill(long))}` },
    { path: `/v1/proofs?at=head&${keys(longKeys.slice(0, 64))}` },
  ],
  "state.proofs": ({ long, longKeys }) => [
    { path: "/v1/proofs", body: { at: "head", keys: Array(4_096).fill(long) } },
    { path: "/v1/proofs", body: { at: "head", keys: [...longKeys] } },
  ],
  "state.value": () => [{ path: "/v1/state/system/events?proof=true" }],
  "stats.follow": () => [{ path: "/v1/stats/stream" }],
  "stats.get": () => [{ path: "/v1/stats?window=1h" }],
  "transactions.follow": () => [{ path: `/v1/transactions/${address}/events` }],
  "transactions.get": () => [{ path: `/v1/transactions/${address}` }],
  "transactions.submit": () => [{ path: "/v1/transactions", body: { extrinsic: `0x${"04".repeat(2_600_000)}` } }],
};
