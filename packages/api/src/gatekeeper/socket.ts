import { bytes, enumeration, fixedBytes, H256, option, struct, type TypeOf, text, u32, variant } from "@pha/codec";
import { maxQueryBytes } from "@pha/limits";
import { errors as minerErrors } from "../miner/errors.ts";
import { gatekeeperApi } from "./api.ts";

/** Where a gatekeeper has WebSockets that carry query sessions, one message of SCALE in each frame. */
export const sessionPath = "/v1/session";

/** What they refuse with, besides what everything does. */
export const sessionErrors = [minerErrors.UnknownSession, ...gatekeeperApi.contracts.query.errors];

/** What a client sends. */
export const SessionAsk = struct({
  /** Chosen by the client: the reply has it too. */
  ref: u32,
  contract: H256,
  asked: enumeration({
    /**
     * A request for a session, encrypted to the contract's key: any worker of its cluster may grant it, unless it names
     * one. That one alone is asked then: without it, few are tried.
     */
    Open: variant(
      0,
      struct({ enc: fixedBytes(32), ciphertext: bytes({ max: maxQueryBytes }), worker: option(fixedBytes(32)) }),
    ),
    /** A frame of a session, for the worker that granted it. */
    Frame: variant(1, struct({ worker: fixedBytes(32), frame: bytes({ max: maxQueryBytes }) })),
  }),
});
export type SessionAsk = TypeOf<typeof SessionAsk>;

/** What comes back, in any order. */
export const SessionReply = struct({
  ref: u32,
  said: enumeration({
    Answered: variant(0, bytes({ max: maxQueryBytes })),
    /** Problem details as JSON, as every endpoint fails. */
    Refused: variant(1, text({ max: 16_384 })),
  }),
});
export type SessionReply = TypeOf<typeof SessionReply>;
