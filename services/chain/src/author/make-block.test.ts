import { decode, type Hex, toHex } from "@pha/codec";
import { changedPages, emptyTree, keypairFromSeed, keypairFromUri } from "@pha/crypto";
import { makeCall, storageKeys } from "@pha/frame";
import { Proposal } from "@pha/light-client";
import { makeGenesis, runtime } from "@pha/runtime";
import { balances, type Extrinsic, immortal, PHA, phala, signExtrinsic, system } from "@pha/runtime/spec";
import { silentLog } from "@pha/service-kit/log";
import { Registry } from "@pha/service-kit/metrics";
import { describe, expect, it } from "vitest";
import { ReadyQueue } from "../pool/ready-queue.ts";
import { HeadState } from "../state/head-state.ts";
import { TreeStore } from "../state/tree-store.ts";
import { makeTelemetry } from "../telemetry.ts";
import { type MakeDeps, makeBlock } from "./make-block.ts";
import { OffenderSearch } from "./offender-search.ts";

const genesis = makeGenesis(phala({ programs: [] }), Uint8Array.of(1));
const start = { timeMs: 1_000n, epoch: 1n, round: 0, closed: undefined };
const senders = ["//Alice", "//Bob", "//Charlie", "//Dave"].map((uri) => keypairFromUri(uri, "sr25519"));
const dest = { type: "Id", value: senders[0]?.accountId ?? "0x" } as const;
const call = makeCall(balances, "transfer_keep_alive", { dest, value: PHA });

/** Genesis in memory, with one transfer of each sender waiting. */
async function setup(maxProposalBytes?: number): Promise<MakeDeps> {
  const pages = changedPages(emptyTree, genesis.tree);
  const loadPages = async (_: number, paths: readonly string[]) =>
    new Map(paths.flatMap((path) => (pages.get(path) ? [[path, pages.get(path) as Uint8Array]] : [])));
  const head = new HeadState(0, async (_, keys) => new Map(keys.map((key) => [key, genesis.state.get(key)])));
  const queue = new ReadyQueue<Extrinsic>({ count: 10, bytes: 100_000 });
  for (const [sequence, sender] of senders.entries()) {
    const bytes = signExtrinsic(sender, call, { era: immortal, nonce: 0, tip: 0n }, { genesisHash: genesis.hash });
    const extrinsic = runtime.decodeExtrinsic(bytes);
    const validity = await head.read((view) => runtime.validate(view, extrinsic, { number: 0 }));
    const { provides, priority, operational } = validity;
    const { hash } = extrinsic;
    const entry = { hash, extrinsic, requires: new Set<Hex>(), provides, priority, operational, sequence };
    queue.add({ ...entry, tip: 0n, sizeBytes: bytes.length, expires: 100 });
  }
  return {
    runtimes: { current: runtime },
    head,
    queue,
    search: new OffenderSearch(),
    tree: await TreeStore.open(loadPages, 0),
    telemetry: makeTelemetry(new Registry(), silentLog),
    author: keypairFromSeed(new Uint8Array(32).fill(7), "ed25519"),
    ...(maxProposalBytes !== undefined && { maxProposalBytes }),
  };
}

describe("makeBlock", () => {
  it("takes all that is ready, in order", async () => {
    const { built } = await makeBlock(await setup(), genesis.header, start);
    expect(built.extrinsics.map(({ extrinsic, ok }) => [extrinsic.signed?.signer, ok])).toEqual(
      senders.map(({ accountId }) => [accountId, true]),
    );
  });

  it("shows validators no old value of what the block only writes", async () => {
    const { proposalBytes, built } = await makeBlock(await setup(), genesis.header, start);
    const shown = new Set(decode(Proposal, proposalBytes).witness.values.map(([key]) => toHex(key)));
    const { events, account } = storageKeys(system);
    expect([...built.changes.keys()].filter((key) => !shown.has(key))).toContain(events.key());
    for (const { accountId } of senders) expect(shown).toContain(account.key(accountId));
  });

  it("makes the same block of the same candidates", async () => {
    const blocks = [
      await makeBlock(await setup(), genesis.header, start),
      await makeBlock(await setup(), genesis.header, start),
    ];
    const roots = blocks.map(({ header, transition }) => [header.stateRoot, toHex(transition.proof)]);
    // Signatures of sr25519 are randomized, so bodies differ; what they do does not.
    expect(roots[0]).toEqual(roots[1]);
  });

  it("takes half when the proposal would not fit one message", async () => {
    const whole = await makeBlock(await setup(), genesis.header, start);
    const { built, proposalBytes } = await makeBlock(
      await setup(whole.proposalBytes.length - 1),
      genesis.header,
      start,
    );
    expect(built.extrinsics.length).toBe(2);
    expect(built.givenUp).toEqual([]);
    expect(proposalBytes.length).toBeLessThan(whole.proposalBytes.length);
  });

  it("gives up what does not fit even alone", async () => {
    const { built } = await makeBlock(await setup(10), genesis.header, start);
    expect(built.extrinsics).toEqual([]);
    expect(built.givenUp.map(({ reason }) => reason)).toEqual(senders.map(() => "ExhaustsResources"));
  });
});
