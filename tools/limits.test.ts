import { describe, expect, it } from "vitest";
import { encode, type Hex } from "../packages/codec/src/index.ts";
import { defaultLimits } from "../packages/contract-engine/src/limits.ts";
import { pad } from "../packages/crypto/src/index.ts";
import * as door from "../packages/enclave/src/loader/frame.ts";
import { makeCall } from "../packages/frame/src/index.ts";
import { type Certificate, type Header, Proposal, type Witness } from "../packages/light-client/src/index.ts";
import * as limits from "../packages/limits/src/index.ts";
import { blockLimits } from "../packages/runtime/src/executive/limits.ts";
import { maxCodeBytes } from "../packages/runtime/src/pallets/system/spec.ts";
import {
  contractLimits,
  contracts,
  effectLimits,
  RuntimeCall,
  readLimits,
  system,
} from "../packages/runtime/src/spec.ts";
import { weights } from "../packages/runtime/src/weights.ts";
import { Ask } from "../packages/secret-channel/src/ask.ts";
import { Call, Outcome, ReceiptList, receiptsPage } from "../packages/secret-channel/src/index.ts";
import {
  ArchivedBlocks,
  BlockPart,
  Code,
  FinalizedBlocks,
  ProofGet,
  Submission,
} from "../packages/wire/src/messages.ts";

const H: Hex = `0x${"11".repeat(32)}`;
const zeros = (length: number) => new Uint8Array(length);

/** As long as any gets. */
const header: Header = {
  parentHash: H,
  number: 2 ** 31,
  stateRoot: H,
  extrinsicsRoot: H,
  digest: Array.from({ length: 16 }, () => ({ type: "Other" as const, value: zeros(8_192) })),
};
const quorum = {
  signers: zeros(limits.maxValidators / 8),
  signatures: Array.from({ length: limits.maxValidators }, () => `0x${"22".repeat(65)}` as Hex),
};
const round = { number: 2 ** 31, round: 2 ** 31, setId: 2n ** 60n };
const certificate: Certificate = {
  ...{ ...round, blockHash: H, stateRoot: H, timeMs: 2n ** 60n, outboundRoot: H, nextSetHash: H },
  ...quorum,
};
/** A full block of the largest extrinsics. */
const fullBody = Array.from({ length: limits.maxBodyBytes / limits.maxExtrinsicBytes }, () =>
  zeros(limits.maxExtrinsicBytes),
);
/** What NATS takes of one message without headers and subject. */
const messageBytes = limits.natsPayloadBytes - limits.natsOverheadBytes;

describe("an extrinsic", () => {
  const envelopeBytes = 1_024;
  const dest = { cluster: 0, codeHash: H, salt: zeros(32) };
  it.each([
    ["a contract's code", makeCall(contracts, "upload_code", { code: zeros(contractLimits.code) })],
    ["a contract's arguments", makeCall(contracts, "instantiate", { ...dest, args: zeros(contractLimits.args) })],
    [
      "a command",
      makeCall(contracts, "push_command", {
        ...{ contract: H, epoch: 0, enc: H, ciphertext: zeros(contractLimits.ciphertext) },
        ...{ value: 0n, asset: undefined, reads: Array.from({ length: 64 }, () => zeros(readLimits.key)) },
      }),
    ],
    ["a runtime", makeCall(system, "set_code", { code: zeros(maxCodeBytes) })],
  ])("holds %s, within its block and one message", (_, call) => {
    const bytes = encode(RuntimeCall, call).length + envelopeBytes;
    expect(bytes).toBeLessThanOrEqual(limits.maxExtrinsicBytes);
  });

  it("fits what normal extrinsics have of a block", () => {
    expect(limits.maxExtrinsicBytes).toBeLessThanOrEqual((limits.maxBodyBytes * 3) / 4);
  });

  it("fits an HTTP body in hexadecimal, with the JSON around it", () => {
    expect(2 * limits.maxExtrinsicBytes + 4_096).toBeLessThanOrEqual(limits.maxHttpBodyBytes);
  });

  it("fits one message", () => {
    expect(encode(Submission, zeros(limits.maxExtrinsicBytes)).length).toBeLessThanOrEqual(messageBytes);
  });
});

describe("a block", () => {
  it("holds what the runtime says that it holds", () => {
    expect(blockLimits).toMatchObject({ length: limits.maxBodyBytes, proof_size: BigInt(limits.maxWitnessBytes) });
  });

  it("fits a proposal with its witness and what closed the round before", () => {
    const witness: Witness = { values: [], proof: zeros(limits.maxWitnessBytes) };
    const proposal = { header, extrinsics: fullBody, witness, closed: { ...round, ...quorum } };
    expect(encode(Proposal, proposal).length).toBeLessThanOrEqual(limits.maxProposalBytes);
  });

  it("can be written down when its witness is larger than its share: the author sees that it is too large", () => {
    const witness: Witness = { values: [], proof: zeros(limits.maxProposalBytes) };
    const proposal = { header, extrinsics: [], witness, closed: undefined };
    expect(encode(Proposal, proposal).length).toBeGreaterThan(limits.maxProposalBytes);
  });

  it("is full before it has as many extrinsics as it may", () => {
    const shortest = 64; // none without a key and a signature is shorter
    expect(limits.maxExtrinsics * shortest).toBeGreaterThanOrEqual(limits.maxBodyBytes);
  });

  it("fits one message without its witness, after as many others as an answer may have", () => {
    const block = { header, extrinsics: fullBody, certificate };
    const bytes = encode(ArchivedBlocks, [block]).length + limits.blocksAtOnceBytes;
    expect(bytes).toBeLessThanOrEqual(messageBytes);
  });

  it("fits one message with all that it tells enclaves and some of its events, after as many others as an answer may have", () => {
    const messages = fullBody.map((message) => ({ cluster: 2 ** 31, message }));
    const bytes = encode(FinalizedBlocks, [{ header, certificate, messages, events: [], hasMore: true }]).length;
    expect(bytes + limits.eventsAtOnceBytes + limits.blocksAtOnceBytes).toBeLessThanOrEqual(messageBytes);
  });

  it("tells enclaves no more than it may hold, though commands bring values that are not in its body", () => {
    const share = (whole: number) => (whole * 3) / 4;
    const { proof_size = 0n, per } = weights["Contracts"]?.["push_command"] ?? {};
    const values = (per?.["values"]?.proof_size ?? 0n) * BigInt(readLimits.values);
    const proof = proof_size + (per?.["reads"]?.proof_size ?? 0n) + values;
    const commands = share(limits.maxWitnessBytes) / Number(proof);
    const envelope = 256; // what a message has around what the extrinsic says
    expect(share(limits.maxBodyBytes) + commands * (readLimits.values + envelope)).toBeLessThanOrEqual(
      limits.maxBodyBytes,
    );
  });

  it("fits a JSON-RPC answer in hexadecimal", () => {
    expect(2 * limits.maxBodyBytes + limits.maxExtrinsics * 8).toBeLessThanOrEqual(limits.maxRpcAnswerBytes);
  });
});

describe("a message", () => {
  it("carries a part of a proposal, one that is published whole, and a runtime", () => {
    const part = { hash: H, total: limits.maxProposalBytes, bytes: zeros(limits.proposalPartBytes) };
    expect(encode(BlockPart, part).length).toBeLessThanOrEqual(messageBytes);
    expect(encode(Code, zeros(maxCodeBytes)).length).toBeLessThanOrEqual(messageBytes);
  });

  it("carries any bytes of the largest size beside a few fields", () => {
    expect(encode(BlockPart, { hash: H, total: 0, bytes: zeros(limits.maxPayloadBytes) }).length).toBeLessThanOrEqual(
      messageBytes,
    );
  });

  it("asks for as many proofs as it may", () => {
    const keys = Array.from({ length: limits.maxProvenKeys }, () => zeros(limits.maxKeyBytes));
    expect(encode(ProofGet, { number: 0, keys }).length).toBeLessThanOrEqual(messageBytes);
  });
});

describe("an enclave's door", () => {
  it("takes what is handed in at a time, and one block more", () => {
    expect(door.maxFrameBytes).toBe(limits.maxFrameBytes);
    expect(limits.enclaveStepBytes + limits.maxBodyBytes).toBeLessThan(door.maxPayloadBytes);
  });

  it("takes an answer of several blocks", () => {
    expect(limits.blocksAtOnceBytes + limits.maxBodyBytes).toBeLessThan(door.maxPayloadBytes);
  });
});

describe("a query", () => {
  const tag = 16;
  it("holds the largest call and the largest result, padded and sealed", () => {
    const call = encode(Call, { method: "m".repeat(64), args: zeros(limits.maxContractCallBytes) });
    const outcome = encode(Outcome, { type: "Done", value: zeros(limits.maxContractCallBytes) });
    for (const bytes of [call, outcome])
      expect(pad(bytes).length + tag + 4_096).toBeLessThanOrEqual(limits.maxQueryBytes);
  });

  it("fits an HTTP body in hexadecimal, and one message", () => {
    expect(2 * limits.maxQueryBytes + 4_096).toBeLessThanOrEqual(limits.maxHttpBodyBytes);
    const value = { contract: H, enc: H, ciphertext: zeros(limits.maxQueryBytes) };
    const half: Hex = `0x${"11".repeat(16)}`;
    const ask = { asker: { enc: H, seal: half, nonce: half }, asked: { type: "Query", value } } as const;
    expect(encode(Ask, ask).length).toBeLessThanOrEqual(messageBytes);
  });
});

describe("a receipt", () => {
  it("holds whatever a command may return", () => {
    expect(defaultLimits.commandOutputBytes).toBe(limits.maxCommandOutputBytes);
  });

  it("is one of a page that fits one message", () => {
    const page = Array.from({ length: receiptsPage }, () => ({ message: 2n ** 63n, enc: H }));
    expect(encode(ReceiptList, page).length).toBeLessThanOrEqual(messageBytes);
  });
});

it("what a contract wants done fits where the ledger takes it, and what it is told of that into a call", () => {
  expect(defaultLimits).toMatchObject({ effects: effectLimits.ofMessage, eventBytes: effectLimits.data });
  const outcome = { id: `${2n ** 64n}/${effectLimits.ofMessage}`, error: "e".repeat(effectLimits.error) };
  const told = JSON.stringify(Array.from({ length: effectLimits.ofHeight }, () => outcome));
  expect(told.length).toBeLessThanOrEqual(defaultLimits.argumentBytes);
  const emits = effectLimits.ofHeight * (effectLimits.name + effectLimits.data + 64);
  expect(emits).toBeLessThan(limits.maxExtrinsicBytes / 8);
});
