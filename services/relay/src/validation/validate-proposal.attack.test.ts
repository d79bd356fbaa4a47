import { type Hex, toHex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto/node";
import { makeCall, storageKeys } from "@pha/frame";
import { extrinsicsRoot, type Header, headerHash, type Proposal, seal } from "@pha/light-client";
import { author as stranger } from "@pha/light-client/testing";
import { runtime } from "@pha/runtime";
import { balances, immortal, signExtrinsic, system, validators } from "@pha/runtime/spec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { type Tampering, TestAuthor } from "../testing/author.ts";
import { findBadSignature } from "./signatures.ts";
import { validateProposal } from "./validate-proposal.ts";

const alice = keypairFromUri("//Alice", "sr25519");
const bob = keypairFromUri("//Bob", "ed25519");
const wrong: Hex = `0x${"99".repeat(32)}`;
const { signal } = new AbortController();

function setup() {
  const author = new TestAuthor();
  const chain = { genesisHash: headerHash(author.head) };
  const validation = {
    runtimes: { find: async () => runtime, learn: () => {} },
    findBadSignature,
    awaitTime: async () => {},
  };
  const transfer = (from: typeof alice, nonce: number, { genesisHash } = chain) => {
    const dest = { type: "Id", value: keypairFromUri("//Eve", "sr25519").accountId } as const;
    const call = makeCall(balances, "transfer_keep_alive", { dest, value: 1_000_000_000_000n });
    return signExtrinsic(from, call, { era: immortal, nonce, tip: 0n }, { genesisHash });
  };
  const validate = (proposal: Proposal, parent = author.head) => validateProposal(validation, parent, proposal, signal);
  return { author, transfer, validate };
}

attack("propose a block with an extrinsic that its account did not sign", async ({ refused }) => {
  const { author, transfer, validate } = setup();
  const bytes = transfer(alice, 0);
  const forged = bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));
  const proposal = author.propose([transfer(bob, 0), forged]);
  await refused("relay.BadSignature", () => validate(proposal));
  await expect(validate(proposal)).rejects.toMatchObject({ data: { index: 1 } });
  const foreign = transfer(alice, 0, { genesisHash: wrong });
  await refused("relay.BadSignature", () => validate(author.propose([foreign])));
});

attack("propose a block with an extrinsic that is none, or out of turn", async ({ refused }) => {
  const { author, transfer, validate } = setup();
  const proposal = author.propose([transfer(alice, 0)]);
  for (const extrinsic of [Uint8Array.of(1, 2, 3), transfer(alice, 5)])
    await refused("relay.BadExtrinsic", () => validate({ ...proposal, extrinsics: [extrinsic] }));
  await refused("relay.WrongHeader", () => validate({ ...proposal, extrinsics: [] }));
});

attack("propose a block whose header says what did not happen", async ({ refused }) => {
  const tamperings: readonly (readonly [field: string, Tampering["header"]])[] = [
    ["stateRoot", (header) => ({ ...header, stateRoot: wrong })],
    ["extrinsicsRoot", (header) => ({ ...header, extrinsicsRoot: extrinsicsRoot([new Uint8Array()]) })],
    ["digest", (header) => ({ ...header, digest: swapOutbound(header) })],
  ];
  for (const [field, header] of tamperings) {
    const { author, validate } = setup();
    const proposal = author.propose([], header ? { header } : {});
    await refused("relay.WrongHeader", () => validate(proposal));
    await expect(validate(proposal)).rejects.toMatchObject({ data: { field } });
  }
});

attack("propose a block as no author, or change it after it was sealed", async ({ refused }) => {
  const seals: readonly ((header: Header) => Header)[] = [
    (header) => ({ ...header, digest: header.digest.slice(0, -1) }),
    (header) => seal(header, stranger.sign),
    (header) => ({ ...header, stateRoot: wrong }),
  ];
  for (const sealed of seals) {
    const { author, validate } = setup();
    await refused("relay.NotSealed", () => validate(author.propose([], { sealed })));
  }
});

attack("propose a block at another place, or not later than its parent", async ({ refused }) => {
  const { author, validate } = setup();
  const parent = author.head;
  author.advance();
  await refused("relay.NotChild", () => validate(author.propose([]), parent));

  const late = setup();
  late.author.advance();
  late.author.timeMs -= 1_000n;
  await refused("runtime.BadTime", () => late.author.propose([]));
  await late.validate(late.author.propose([]));
});

attack("propose a block with a witness that lies, or leaves out", async ({ refused }) => {
  const { author, transfer, validate } = setup();
  const accountKey = storageKeys(system).account.key(alice.accountId);
  for (const key of [storageKeys(validators).authors.key(), accountKey]) {
    const proposal = author.propose([transfer(alice, 0)], { without: [key] });
    await refused("relay.WitnessIncomplete", () => validate(proposal));
    await expect(validate(proposal)).rejects.toMatchObject({ kind: "unavailable" });
  }
  const proposal = author.propose([transfer(alice, 0)]);
  const values = proposal.witness.values.map(
    ([name, value]) => [name, toHex(name) === accountKey ? new Uint8Array(value?.length ?? 0) : value] as const,
  );
  await refused("light-client.ValueMismatch", () =>
    validate({ ...proposal, witness: { ...proposal.witness, values } }),
  );
  const { witness } = author.propose([]);
  author.advance();
  await refused("crypto.WrongRoot", () => validate({ ...author.propose([]), witness }));
});

function swapOutbound(header: Header): Header["digest"] {
  return header.digest.map((item, i) =>
    i === 2 && item.type === "Consensus" ? { ...item, value: [item.value[0], new Uint8Array(32)] as const } : item,
  );
}
