import { decode, fromHex, type Hex } from "@pha/codec";
import type { Keypair } from "@pha/crypto";
import { keypairFromSeed } from "@pha/crypto/node";
import { type Header, headerHash, Proposal, readDigest, seal } from "@pha/light-client";
import { certify } from "@pha/light-client/testing";
import { developmentAuthor, developmentValidators, extrinsicHash, PHA } from "@pha/runtime/spec";
import type { ArchivedBlock, ValidatorState } from "@pha/wire";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitBlock, committed, type SealedBlock } from "../author/commit-block.ts";
import { raiseEpoch } from "../db/authoring.ts";
import { findProposal } from "../db/finality.ts";
import { errors } from "../errors.ts";
import { advance } from "../memory/memory.ts";
import { nothing, openTestRecovery } from "../testing/open-test-recovery.ts";
import { type Ground, key, openGround, sign, transfer, validatorSet } from "../testing/test-chain.ts";

const author = keypairFromSeed(fromHex(developmentAuthor.secret), "ed25519");
const stranger = keypairFromSeed(new Uint8Array(32).fill(9), "ed25519");

let ground: Ground;
let chain: Awaited<ReturnType<typeof openTestRecovery>>;

beforeEach(async () => {
  ground = await openGround();
  await (await ground.start())[Symbol.asyncDispose](); // writes genesis
  chain = await openTestRecovery(ground.config);
});
afterEach(async () => {
  await chain[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

/** Makes a block above the newest one, in round 0, and leaves it at that. */
async function make(): Promise<SealedBlock> {
  const sealed = await chain.make();
  chain.pool.queue.release();
  return sealed;
}

/** Puts a block on the chain. */
async function put(sealed: SealedBlock): Promise<Hex> {
  await commitBlock(chain.db, sealed, chain.lease.epoch);
  return advance(chain, committed(sealed)).hash;
}

/** Two blocks above the newest one: one that the chain has, with a transfer of Alice, and an empty rival. */
async function fork(nonce: number): Promise<{ readonly own: SealedBlock; readonly rival: SealedBlock }> {
  const rival = await make();
  await chain.pool.submit(sign(chain.ledger, "//Alice", transfer(key("//Bob").accountId, PHA), { nonce }));
  const own = await make();
  await put(own);
  return { own, rival };
}

const proposed = ({ proposalBytes }: SealedBlock) => decode(Proposal, proposalBytes);

/** A block with a certificate by so many validators. */
function archived(sealed: SealedBlock, signers = 4): ArchivedBlock {
  const secrets = developmentValidators.slice(0, signers).map(({ secret }, place) => [place, fromHex(secret)] as const);
  const certificate = certify(chain.ledger.genesis.hash, validatorSet, sealed.header, new Map(secrets));
  return { header: sealed.header, extrinsics: proposed(sealed).extrinsics, certificate };
}

const knows = ({ header, certificate }: ArchivedBlock): ValidatorState => ({
  certified: { header, certificate },
  vote: undefined,
});

/** The first validator's state after its vote on a block. */
function voted(sealed: SealedBlock, header: Header = sealed.header, isNil = false): ValidatorState {
  const validator = validatorSet.addresses[0] as Hex;
  const choice = isNil
    ? ({ type: "Nil", value: "relay.WrongHeader" } as const)
    : ({ type: "Block", value: headerHash(header) } as const);
  const { extrinsics, closed } = proposed(sealed);
  const vote = {
    number: 1,
    round: readDigest(header).round,
    setId: 0n,
    choice,
    validator,
    signature: `0x${"11".repeat(65)}` as Hex,
  };
  return { certified: undefined, vote: { vote, block: { header, extrinsics, closed } } };
}

const sealedBy = ({ sign: signSeal }: Keypair, header: Header) => seal(header, signSeal);
const recover = () => chain.recovery.perform(chain.lease);

describe("a chain with blocks of its own that are not certified", () => {
  it("keeps those that are certified, undoes what was certified otherwise, and has what was in that wait again", async () => {
    const first = await fork(0);
    const second = await fork(1);
    const blocks = [archived(first.own), archived(second.rival)];
    await chain.answer(...[0, 1, 2, 3].map(() => ({ state: knows(blocks[1] as ArchivedBlock), blocks })));
    await recover();
    const hash = headerHash(second.rival.header);
    expect(chain.heads.finalized).toEqual({ number: 2, hash });
    expect(chain.undone).toEqual([headerHash(second.own.header)]);
    const [lost] = proposed(second.own).extrinsics as [Uint8Array];
    expect(chain.pool.queue.get(extrinsicHash(lost))).toBeDefined();
    expect(chain.recovery.isDue()).toBe(false);
  });

  it.each<[string, (first: SealedBlock, rival: SealedBlock) => ArchivedBlock]>([
    ["is certified by too few", (_, rival) => archived(rival, 2)],
    ["has another's certificate", (first, rival) => ({ ...archived(rival), certificate: archived(first).certificate })],
    ["is of another height", (first) => archived(first)],
  ])("gives none up for one that %s, behind one that holds", async (_, lie) => {
    const first = await fork(0);
    const second = await fork(1);
    const certified = archived(first.own);
    const blocks = [certified, lie(first.own, second.rival)];
    await chain.answer(...[0, 1, 2, 3].map(() => ({ state: knows(certified), blocks })));
    await recover();
    expect(chain.heads.finalized.hash).toBe(headerHash(first.own.header));
    expect(chain.heads.best.hash).toBe(headerHash(second.own.header));
    expect(chain.undone).toEqual([]);
  });

  it.each<[string, (own: SealedBlock, rival: SealedBlock) => ValidatorState]>([
    ["one that is its own", (own) => voted(own)],
    ["nil", (_, rival) => voted(rival, rival.header, true)],
    ["one that no author sealed", (_, rival) => voted(rival, sealedBy(stranger, rival.header))],
    [
      "one above another block",
      (own, rival) => voted(rival, sealedBy(author, { ...rival.header, parentHash: headerHash(own.header) })),
    ],
  ])("gives none up when a validator has voted for %s", async (_, say) => {
    const { own, rival } = await fork(0);
    await chain.answer({ state: say(own, rival) }, { state: nothing }, { state: nothing }, { state: nothing });
    await recover();
    expect(chain.heads.best.hash).toBe(headerHash(own.header));
    expect(chain.undone).toEqual([]);
  });

  it("takes what a validator voted for in place of its own, and proposes it as it was", async () => {
    chain.rounds.close({ number: 1, round: 0, setId: 0n, signers: new Uint8Array(1), signatures: [] });
    const { own, rival } = await fork(0);
    await chain.answer({ state: voted(rival) }, { state: nothing }, { state: nothing }, { state: nothing });
    await recover();
    expect(chain.heads.best.hash).toBe(headerHash(rival.header));
    expect(chain.undone).toEqual([headerHash(own.header)]);
    expect(await findProposal(chain.db, 1)).toEqual(rival.proposalBytes);
  });

  it("takes none whose header names another state than it leads to, whoever sealed it", async () => {
    const { own, rival } = await fork(0);
    const wrong = sealedBy(author, { ...rival.header, stateRoot: own.header.stateRoot });
    await chain.answer({ state: voted(rival, wrong) }, { state: nothing }, { state: nothing }, { state: nothing });
    await recover();
    expect(await chain.ledger.findHeader(headerHash(wrong))).toBeUndefined();
  });

  it("gives none up for another leader, and recovers later", async () => {
    const { own, rival } = await fork(0);
    const blocks = [archived(rival)];
    await chain.answer(...[0, 1, 2, 3].map(() => ({ state: knows(blocks[0] as ArchivedBlock), blocks })));
    await raiseEpoch(chain.db);
    await expect(recover()).rejects.toSatisfy(errors.Fenced.is);
    expect(chain.recovery.isDue()).toBe(true);
    expect(chain.heads.best.hash).toBe(headerHash(own.header));
  });
});
