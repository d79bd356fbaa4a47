import { type Hex, toHex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto/node";
import { makeCall, storageKeys } from "@pha/frame";
import { extrinsicsRoot, type Header, headerHash, type Proposal, seal } from "@pha/light-client";
import { author as stranger } from "@pha/light-client/testing";
import { runtime } from "@pha/runtime";
import { balances, immortal, mortalEra, signExtrinsic, system, validators } from "@pha/runtime/spec";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { type Tampering, TestAuthor } from "../testing/author.ts";
import { findBadSignature } from "./signatures.ts";
import { validateProposal } from "./validate-proposal.ts";

const alice = keypairFromUri("//Alice", "sr25519");
const bob = keypairFromUri("//Bob", "ed25519");
const carol = keypairFromUri("//Bob", "ecdsa");
const wrong: Hex = `0x${"99".repeat(32)}`;
const { signal } = new AbortController();

function setup() {
  const author = new TestAuthor();
  const genesisHash = headerHash(author.head);
  const waits: bigint[] = [];
  const validation = {
    runtimes: { find: async () => runtime, learn: () => {} },
    findBadSignature,
    awaitTime: async (timeMs: bigint) => void waits.push(timeMs),
  };
  const transfer = (
    from: typeof alice,
    nonce: number,
    chain: { genesisHash: Hex; eraBlockHash?: Hex } = { genesisHash },
  ) => {
    const call = makeCall(balances, "transfer_keep_alive", {
      dest: { type: "Id", value: keypairFromUri("//Eve", "sr25519").accountId },
      value: 1_000_000_000_000n,
    });
    const era = chain.eraBlockHash ? mortalEra(64, author.head.number) : immortal;
    return signExtrinsic(from, call, { era, nonce, tip: 0n }, chain);
  };
  const validate = (proposal: Proposal, parent = author.head) => validateProposal(validation, parent, proposal, signal);
  return { author, genesisHash, transfer, validate, waits };
}

describe("a validator without a database", () => {
  it("gets the author's header from parent, block and witness, block after block", async () => {
    const { author, genesisHash, transfer, validate, waits } = setup();
    for (let height = 0; height < 3; height++) {
      const parent = author.head;
      const eraBlockHash = headerHash(parent);
      const extrinsics = [
        transfer(alice, height, height === 0 ? { genesisHash } : { genesisHash, eraBlockHash }),
        transfer(bob, height),
        transfer(carol, height),
      ];
      await expect(validate(author.advance(extrinsics), parent)).resolves.toBeUndefined();
    }
    expect(author.head.number).toBe(3);
    expect(waits).toHaveLength(3);
  });

  it("refuses an extrinsic that somebody else signed", async () => {
    const { author, transfer, validate } = setup();
    const bytes = transfer(alice, 0);
    const at = bytes.length - 1;
    const forged = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 1 : byte));
    await expect(validate(author.propose([transfer(bob, 0), forged]))).rejects.toMatchObject({
      code: errors.BadSignature.code,
      data: { index: 1 },
    });
  });

  it("refuses an extrinsic signed for another network", async () => {
    const { author, transfer, validate } = setup();
    const foreign = transfer(alice, 0, { genesisHash: wrong });
    await expect(validate(author.propose([foreign]))).rejects.toMatchObject({ code: errors.BadSignature.code });
  });

  it.each([
    ["does not decode", () => new Uint8Array([1, 2, 3])],
    ["is out of turn", (transfer: ReturnType<typeof setup>["transfer"]) => transfer(alice, 5)],
  ])("refuses a block with an extrinsic that %s", async (_, make) => {
    const { author, transfer, validate } = setup();
    const proposal = author.propose([transfer(alice, 0)]);
    const extrinsics = [make(transfer)];
    await expect(validate({ ...proposal, extrinsics })).rejects.toMatchObject({ code: errors.BadExtrinsic.code });
  });

  it.each<[string, Tampering, Hex | string]>([
    ["another state root", { header: (header) => ({ ...header, stateRoot: wrong }) }, "stateRoot"],
    [
      "another extrinsics root",
      { header: (header) => ({ ...header, extrinsicsRoot: extrinsicsRoot([new Uint8Array()]) }) },
      "extrinsicsRoot",
    ],
    ["another outbound root", { header: (header) => ({ ...header, digest: swapOutbound(header) }) }, "digest"],
  ])("refuses a header with %s", async (_, tampering, field) => {
    const { author, validate } = setup();
    await expect(validate(author.propose([], tampering))).rejects.toMatchObject({
      code: errors.WrongHeader.code,
      data: { field },
    });
  });

  it("refuses a block that leaves out what it was sealed with", async () => {
    const { author, transfer, validate } = setup();
    const proposal = author.propose([transfer(alice, 0)]);
    await expect(validate({ ...proposal, extrinsics: [] })).rejects.toMatchObject({ code: errors.WrongHeader.code });
  });

  it.each<[string, (header: Header) => Header]>([
    ["without a seal", (header) => ({ ...header, digest: header.digest.slice(0, -1) })],
    ["sealed by a stranger", (header) => seal(header, stranger.sign)],
    ["changed after it was sealed", (header) => ({ ...header, stateRoot: wrong })],
  ])("refuses a block %s", async (_, sealed) => {
    const { author, validate } = setup();
    await expect(validate(author.propose([], { sealed }))).rejects.toMatchObject({ code: errors.NotSealed.code });
  });

  it("refuses a block at another place than after its parent", async () => {
    const { author, validate } = setup();
    const parent = author.head;
    author.advance();
    const proposal = author.propose([]);
    await expect(validate(proposal, parent)).rejects.toMatchObject({ code: errors.NotChild.code });
  });

  it("refuses a block that is not later than its parent", async () => {
    const { author, validate } = setup();
    author.advance();
    author.timeMs -= 1_000n;
    const timeless = () => author.propose([]);
    expect(timeless).toThrow(expect.objectContaining({ code: "runtime.BadTime" }));
    await expect(validate(author.propose([]))).resolves.toBeUndefined();
  });

  it.each([
    ["the authors", storageKeys(validators).authors.key()],
    ["an account", storageKeys(system).account.key(alice.accountId)],
  ])("waits for a better witness when it leaves out %s", async (_, key) => {
    const { author, transfer, validate } = setup();
    const proposal = author.propose([transfer(alice, 0)], { without: [key] });
    await expect(validate(proposal)).rejects.toMatchObject({
      code: errors.WitnessIncomplete.code,
      kind: "unavailable",
    });
  });

  it("refuses a witness with a value that the parent's state does not have", async () => {
    const { author, transfer, validate } = setup();
    const proposal = author.propose([transfer(alice, 0)]);
    const key = storageKeys(system).account.key(alice.accountId);
    const values = proposal.witness.values.map(
      ([name, value]) => [name, toHex(name) === key ? new Uint8Array(value?.length ?? 0) : value] as const,
    );
    const witness = { ...proposal.witness, values };
    await expect(validate({ ...proposal, witness })).rejects.toMatchObject({ code: "light-client.ValueMismatch" });
  });

  it("refuses a witness against another state", async () => {
    const { author, validate } = setup();
    const { witness } = author.propose([]);
    author.advance();
    await expect(validate({ ...author.propose([]), witness })).rejects.toMatchObject({ code: "crypto.WrongRoot" });
  });
});

function swapOutbound(header: Header): Header["digest"] {
  return header.digest.map((item, i) =>
    i === 2 && item.type === "Consensus" ? { ...item, value: [item.value[0], new Uint8Array(32)] as const } : item,
  );
}
