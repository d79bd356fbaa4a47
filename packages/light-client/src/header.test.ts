import { concat, decode, encode, fromHex, toHex, u32be, utf8 } from "@pha/codec";
import { blake2b256, keccak256, keypairFromSeed, verifySignature } from "@pha/crypto";
import { maxValidators } from "@pha/limits";
import { describe, expect, it } from "vitest";
import { commitmentDigest, commitmentOf } from "./commitment.ts";
import { DigestItem, engines, makeDigest, readDigest } from "./digest.ts";
import { errors } from "./errors.ts";
import { blockTime, Header, headerHash, toRpcHeader } from "./header.ts";
import { Proposal } from "./proposal.ts";
import { type VerifySeal, verifySeal, withoutSeal } from "./seal.ts";
import { author, makeBlock, makeNetwork, makeSet } from "./testing.ts";
import { decodeValidatorSet, encodeValidatorSet, quorum, validatorSetHash } from "./validator-set.ts";

const { genesis, genesisHash, set: firstSet, state } = makeNetwork(4);
const block = makeBlock(genesis);
const zeros = "00".repeat(32);

describe("a header", () => {
  it("has Substrate's SCALE form", () => {
    const header: Header = {
      parentHash: `0x${"11".repeat(32)}`,
      number: 70_000,
      stateRoot: `0x${"22".repeat(32)}`,
      extrinsicsRoot: `0x${"33".repeat(32)}`,
      digest: [{ type: "PreRuntime", value: ["0x70415554", new Uint8Array([9])] }],
    };
    const scale = `0x${"11".repeat(32)}c2450400${"22".repeat(32)}${"33".repeat(32)}04067041555404${"09"}`;
    expect(toHex(encode(Header, header))).toBe(scale);
    expect(decode(Header, fromHex(scale))).toEqual(header);
    expect(headerHash(header)).toBe(toHex(blake2b256(fromHex(scale))));
  });

  it("shows JSON-RPC its number and digest in hex", () => {
    const rpc = toRpcHeader(block);
    expect(rpc.number).toBe("0x1");
    expect(rpc.digest.logs[0]).toBe(`0x067041555430${"0000000000000001"}${"00000000"}`);
    expect(rpc.digest.logs.map((log) => decode(DigestItem, fromHex(log)))).toEqual(block.digest);
  });

  it("of genesis has no digest, and its time is zero", () => {
    expect(toRpcHeader(genesis)).toMatchObject({ parentHash: `0x${zeros}`, number: "0x0", digest: { logs: [] } });
    expect(blockTime(genesis)).toEqual({ timeMs: 0n, epoch: 0n, round: 0 });
  });
});

describe("a digest", () => {
  const nextSet = { id: 4n, addresses: makeSet(4n, [1, 2]).addresses };
  const full = { epoch: 5n, round: 2, timeMs: 7n, outboundRoot: `0x${zeros}`, nextSet } as const;

  it("reads as it was made", () => {
    expect(readDigest({ digest: makeDigest(full) })).toEqual(full);
    expect(readDigest(block).timeMs).toBe(1_000_001_000n);
  });

  it.each([
    ["lacks an item", (items: DigestItem[]) => items.slice(1)],
    ["is in another order", (items: DigestItem[]) => items.toReversed()],
    ["has an item twice", (items: DigestItem[]) => [...items, items[3] as DigestItem]],
    [
      "has a foreign item",
      (items: DigestItem[]): DigestItem[] => [...items.slice(0, 3), { type: "Other", value: new Uint8Array() }],
    ],
    [
      "is short in a field",
      (items: DigestItem[]): DigestItem[] => [
        { type: "PreRuntime", value: ["0x70415554", new Uint8Array(8)] },
        ...items.slice(1),
      ],
    ],
  ])("is refused when it %s", (_, change) => {
    expect(() => readDigest({ digest: change(makeDigest(full)) })).toThrow(
      expect.objectContaining({ code: errors.BadDigest.code }),
    );
  });
});

describe("a seal", () => {
  const verify: VerifySeal = (key, message, signature) => verifySignature("ed25519", key, message, signature);
  const someone = keypairFromSeed(new Uint8Array(32).fill(8), "ed25519").publicKey;

  it("names the author that made it", () => {
    expect(verifySeal(block, [someone, author.publicKey], verify)).toBe(author.publicKey);
  });

  it("is nobody's over another header, of another author, or missing", () => {
    expect(verifySeal({ ...block, number: 2 }, [author.publicKey], verify)).toBeUndefined();
    expect(verifySeal(block, [someone], verify)).toBeUndefined();
    expect(verifySeal(withoutSeal(block), [author.publicKey], verify)).toBeUndefined();
    const foreign = block.digest.map(
      (item): DigestItem => (item.type === "Seal" ? { type: "Seal", value: [engines.time, item.value[1]] } : item),
    );
    expect(verifySeal({ ...block, digest: foreign }, [author.publicKey], verify)).toBeUndefined();
  });
});

describe("a commitment", () => {
  it("covers exactly the bytes of the design", () => {
    const c = commitmentOf(block, firstSet);
    const bytes = concat(
      utf8("phala/commitment/v1"),
      fromHex(genesisHash),
      fromHex("0x00000001"),
      fromHex("0x00000000"),
      fromHex(headerHash(block)),
      fromHex(state.root),
      fromHex("0x000000003b9acde8"),
      fromHex(`0x${toHex(keccak256(concat(new Uint8Array([2, 0, 0, 0, 0]), new Uint8Array(32)))).slice(2)}`),
      fromHex("0x0000000000000000"),
      fromHex(validatorSetHash(firstSet)),
    );
    expect(toHex(commitmentDigest(genesisHash, c))).toBe(toHex(keccak256(bytes)));
  });

  it("names the next set when the header changes it", () => {
    const next = makeSet(1n, [7]);
    expect(commitmentOf(makeBlock(genesis, { nextSet: next }), firstSet).nextSetHash).toBe(validatorSetHash(next));
  });
});

describe("a validator set", () => {
  it("is hashed over id, count and addresses", () => {
    const set = { id: 1n, addresses: [`0x${"aa".repeat(20)}`] } as const;
    const bytes = fromHex(`0x0000000000000001${"00000001"}${"aa".repeat(20)}`);
    expect(encodeValidatorSet(set)).toEqual(bytes);
    expect(validatorSetHash(set)).toBe(toHex(keccak256(bytes)));
    expect(decodeValidatorSet(bytes)).toEqual(set);
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 3],
    [5, 4],
    [7, 5],
    [10, 7],
  ])("of %i needs %i signatures", (n, needed) => {
    expect(quorum(n)).toBe(needed);
  });

  it("has at most 256 validators", () => {
    const address = (i: number) => toHex(concat(new Uint8Array(16), u32be(i)));
    const of = (n: number) => ({ id: 1n, addresses: Array.from({ length: n }, (_, i) => address(i)) });
    expect(decodeValidatorSet(encodeValidatorSet(of(maxValidators)))).toEqual(of(maxValidators));
    expect(() => decodeValidatorSet(encodeValidatorSet(of(maxValidators + 1)))).toThrow(
      expect.objectContaining({ code: errors.BadValidatorSet.code }),
    );
  });

  it("is refused with a byte too many or too few", () => {
    const bytes = encodeValidatorSet(firstSet);
    for (const bad of [bytes.subarray(1), concat(bytes, new Uint8Array(1)), new Uint8Array(3)])
      expect(() => decodeValidatorSet(bad)).toThrow(expect.objectContaining({ code: errors.BadValidatorSet.code }));
  });
});

describe("a proposal", () => {
  it("survives its encoding", () => {
    const witness = state.witness(["0x01", "0x03"]);
    const closed = { number: 1, round: 0, setId: 0n, signers: new Uint8Array([1]), signatures: [] };
    const proposal = { header: block, extrinsics: [new Uint8Array([1, 2])], witness, closed };
    expect(decode(Proposal, encode(Proposal, proposal))).toEqual(proposal);
  });
});
