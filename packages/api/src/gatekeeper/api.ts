import { bytes, fixedBytes, H256, option, struct, text, u16, u32, u64, vec } from "@pha/codec";
import { maxQueryBytes } from "@pha/limits";
import { Cluster, Contract, GroupKey, gatekeepers, maxGenerations, Sharing } from "@pha/runtime/spec";
import { errors as channelErrors, ReceiptList, SignedReceipt } from "@pha/secret-channel";
import { endpoint, stream } from "../endpoint.ts";
import { errors as minerErrors } from "../miner/errors.ts";
import { slot, slotList, statsQuery } from "../stats.ts";
import { maxPage } from "../types.ts";
import { errors } from "./errors.ts";

const { config, members, dkg } = gatekeepers.storage;

/** Why a worker does not answer a query: its own word, which the gatekeeper passes on. */
const refusals = [
  minerErrors.NotServing,
  minerErrors.LeaseExpired,
  minerErrors.UnknownContract,
  minerErrors.OtherWorker,
  minerErrors.RequestTooOld,
  minerErrors.RequestExpired,
  minerErrors.RequestAhead,
  minerErrors.RequestReplayed,
  minerErrors.ReplayCacheFull,
  minerErrors.Overloaded,
  minerErrors.CertificateRevoked,
  channelErrors.Undecipherable,
  channelErrors.BadRequest,
  channelErrors.CertificateInvalid,
  channelErrors.CertificateForeign,
  channelErrors.CertificateExpired,
  channelErrors.RequestSignatureInvalid,
  channelErrors.RequestExpired,
];

/** A sealed query or answer in hexadecimal, with the JSON around it. */
const sealedBytes = 2 * maxQueryBytes + 4_096;

/** A contract's record as JSON, at its longest. */
const contractBytes = 12_288;

/** What was asked in one slot of ten seconds: queries that were passed on, those of sessions too, and how many failed. */
export const GatekeeperSlot = struct({ ...slot, queries: u32, failed: u32 });

/** A gatekeeper's REST face, in the order of its documentation. */
export const gatekeeperApi = {
  contracts: {
    list: endpoint("GET /v1/contracts", {
      summary: "Contracts in the order of their making, 100 at a time; `next` is the `from` of the next page.",
      query: { from: option(u32) },
      reply: struct({ contracts: vec(struct({ id: H256, contract: Contract }), { max: maxPage }), next: option(u32) }),
      maxReplyBytes: maxPage * contractBytes,
    }),
    get: endpoint("GET /v1/contracts/:id", {
      summary: "One contract: cluster, code hash, public key, agreed state.",
      params: { id: H256 },
      reply: Contract,
      errors: [errors.UnknownContract],
    }),
    query: endpoint("POST /v1/contracts/:id/query", {
      summary: "Passes an encrypted query to a worker of the contract's cluster; the answer is encrypted to the asker.",
      params: { id: H256 },
      body: {
        enc: fixedBytes(32),
        ciphertext: bytes({ max: maxQueryBytes }),
        /** Whom alone the query asks, where it names a worker: without that, few are tried. */
        worker: option(fixedBytes(32)),
      },
      maxBodyBytes: sealedBytes,
      reply: struct({ answer: bytes({ max: maxQueryBytes }) }),
      maxReplyBytes: sealedBytes,
      repeatable: true,
      timeoutMs: 25_000, // longer than a query may run
      errors: [errors.UnknownContract, errors.NoWorker, errors.AnswerLost, errors.Overloaded, ...refusals],
    }),
    receipt: endpoint("GET /v1/contracts/:id/receipts/:message", {
      summary:
        "How a command ended, sealed to its sender: signed by one worker, and with the way to the receipts root of the state height `agreed`, if the command is that old.",
      params: { id: H256, message: u64 },
      query: { agreed: option(u32) },
      reply: SignedReceipt,
      errors: [
        errors.UnknownContract,
        errors.NoWorker,
        errors.AnswerLost,
        minerErrors.NotServing,
        minerErrors.LeaseExpired,
        minerErrors.UnknownContract,
        minerErrors.UnknownMessage,
        minerErrors.NotExecuted,
        minerErrors.ReceiptExpired,
      ],
    }),
    receipts: endpoint("GET /v1/contracts/:id/receipts", {
      summary:
        "Which receipts of a contract there are, newest first, 100 at a time; `next` is the `before` of the next page.",
      params: { id: H256 },
      query: { before: option(u64) },
      reply: struct({ receipts: ReceiptList, next: option(u64) }),
      errors: [
        errors.UnknownContract,
        errors.NoWorker,
        errors.AnswerLost,
        minerErrors.NotServing,
        minerErrors.LeaseExpired,
        minerErrors.UnknownContract,
      ],
    }),
  },
  clusters: {
    list: endpoint("GET /v1/clusters", {
      summary: "Clusters by id, 100 at a time; `next` is the `from` of the next page.",
      query: { from: option(u32) },
      reply: struct({
        count: u32,
        clusters: vec(struct({ id: u32, cluster: Cluster }), { max: maxPage }),
        next: option(u32),
      }),
    }),
    get: endpoint("GET /v1/clusters/:id", {
      summary: "One cluster: owner, members, applicants.",
      params: { id: u32 },
      reply: Cluster,
      errors: [errors.UnknownCluster],
    }),
  },
  keys: {
    get: endpoint("GET /v1/keys", {
      summary:
        "Gatekeepers, how far key generation has come, and the master public key; of this one its standing, and what is left of its enclave's lease: seconds (0: none, it gives no keys), and how many validators answered its newest question.",
      reply: struct({
        /** How many gatekeepers there are to be, and how many must act together. */
        config: config.type,
        members: members.type,
        generation: dkg.type,
        groupKey: option(GroupKey),
        /** Sharings of master keys before that one which are not over. */
        older: vec(Sharing, { max: maxGenerations }),
        /** Where this gatekeeper stands. */
        standing: text({ max: 32 }),
        /** Generations of the master key of which this gatekeeper holds a share. */
        holds: vec(u32, { max: maxGenerations }),
        height: u32,
        /** At that height: seconds left of its enclave's lease, 0 without one, and validators that answered its newest question. */
        lease: struct({ seconds: u32, answered: u16 }),
      }),
    }),
  },
  stats: {
    get: endpoint("GET /v1/stats", {
      summary: "Queries that this gatekeeper passed on in each ten seconds of the last hour.",
      query: statsQuery,
      reply: struct({ slots: slotList(GatekeeperSlot) }),
      steady: true,
    }),
    follow: stream("GET /v1/stats/stream", {
      summary: "The same as a stream: an entry each ten seconds, from now on or behind Last-Event-ID, which is a slot.",
      stream: GatekeeperSlot,
      id: u32,
    }),
  },
};
