import { struct, u32, vec } from "@pha/codec";
import { Certificate, Header, NilCertificate } from "@pha/light-client";
import { maxHttpReplyBytes } from "@pha/limits";
import { endpoint } from "../endpoint.ts";
import { apiErrors, errors } from "./errors.ts";
import { BlockId } from "./types.ts";

/** `/v1/finality`: headers and the certificates that a quorum of validators signed for them. */
export const finality = {
  get: endpoint("GET /v1/finality/:block", {
    summary: "A block's header and its finality certificate.",
    params: { block: BlockId },
    reply: struct({ number: u32, header: Header, certificate: Certificate }),
    errors: [apiErrors.BadBlockId, errors.BlockNotFound, apiErrors.NotCertified],
  }),
  refused: endpoint("GET /v1/finality/:number/refused", {
    summary: "What closed the rounds of a height whose blocks validators found invalid, first round first.",
    params: { number: u32 },
    reply: vec(NilCertificate, { max: 1024 }),
    maxReplyBytes: maxHttpReplyBytes,
  }),
};
