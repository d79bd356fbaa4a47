import type { Hex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto/node";
import { makeCall } from "@pha/frame";
import { headerHash, type Proposal } from "@pha/light-client";
import { runtime } from "@pha/runtime";
import { balances, immortal, mortalEra, signExtrinsic } from "@pha/runtime/spec";
import { describe, expect, it } from "vitest";
import { TestAuthor } from "../testing/author.ts";
import { findBadSignature } from "./signatures.ts";
import { validateProposal } from "./validate-proposal.ts";

const alice = keypairFromUri("//Alice", "sr25519");
const bob = keypairFromUri("//Bob", "ed25519");
const carol = keypairFromUri("//Bob", "ecdsa");
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
});
