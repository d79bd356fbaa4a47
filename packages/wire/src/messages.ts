import { bytes, fixedBytes, H256, option, struct, u32, vec } from "@pha/codec";
import { Certificate, Header } from "@pha/light-client";

/** Largest single message: below the limit that NATS servers are configured with. */
const MAX_BYTES = 8 * 1024 * 1024 - 64 * 1024;
const payload = bytes({ max: MAX_BYTES });

/** A header, the certificate that finalizes it, and the messages it hands out. */
export const FinalizedBlock = struct({
  header: Header,
  certificate: Certificate,
  messages: vec(payload, { max: 16_384 }),
});

/** A height, and the round when a certain proposal of it is meant. */
export const BlockGet = struct({ number: u32, round: option(u32) });

/** The first height and how many blocks at most. */
export const FinalizedGet = struct({ from: u32, limit: u32 });

/** Consecutive finalized blocks; as many as fit one message. */
export const FinalizedBlocks = vec(FinalizedBlock, { max: 1024 });

/** Storage keys; the newest certified height when none is named. */
export const ProofGet = struct({ number: option(u32), keys: vec(bytes({ max: 1024 }), { max: 4096 }) });

/** Values in the order of the keys, and the proof against the state root of `number`. */
export const Proof = struct({ number: u32, values: vec(option(payload), { max: 4096 }), proof: payload });

/** The bytes of one extrinsic. */
export const Submission = bytes({ max: 5 * 1024 * 1024 });

/** The extrinsic's hash: it is stored. */
export const Receipt = struct({ hash: H256 });

/** What an enclave asks for, as its own format has it. */
export const KeyReleaseRequest = struct({ session: fixedBytes(32), body: bytes({ max: 65_536 }) });

/** Sealed partial keys. */
export const KeyReleaseReply = bytes({ max: 65_536 });

/** An encrypted query to one contract. */
export const Query = struct({ contract: H256, body: bytes({ max: 1024 * 1024 }) });

/** The encrypted answer, bound and signed by the enclave. */
export const QueryAnswer = bytes({ max: 1024 * 1024 });
