import { H256, struct, type TypeOf, u32, vec } from "@pha/codec";
import { Header } from "@pha/light-client";
import { maxHttpReplyBytes } from "@pha/limits";
import { endpoint } from "../endpoint.ts";

/** Two sealed headers for one height and round on one parent: proof against the author that sealed them. */
export const Evidence = struct({ number: u32, round: u32, first: Header, second: Header });
export type Evidence = TypeOf<typeof Evidence>;

/** A validator's REST face: where it stands, and what it can prove against authors. */
export const relayApi = {
  status: {
    certified: endpoint("GET /v1/certified", {
      summary: "The newest certified block that the validator knows.",
      reply: struct({ number: u32, hash: H256 }),
    }),
    evidence: endpoint("GET /v1/evidence", {
      summary: "Pairs of headers that one author sealed for one height and round, the 64 newest, oldest first.",
      reply: vec(Evidence, { max: 64 }),
      maxReplyBytes: maxHttpReplyBytes,
    }),
  },
};
