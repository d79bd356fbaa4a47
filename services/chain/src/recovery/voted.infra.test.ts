import { decode, fromHex, type Hex } from "@pha/codec";
import { keypairFromSeed, signEcdsa } from "@pha/crypto/node";
import { headerHash, Proposal, readDigest } from "@pha/light-client";
import { developmentAuthor, developmentValidators, PHA } from "@pha/runtime/spec";
import { connectBus } from "@pha/service-kit/bus";
import { silentLog } from "@pha/service-kit/log";
import { eventually } from "@pha/testkit";
import { subjects, type ValidatorState, vouched } from "@pha/wire";
import { expect, it } from "vitest";
import type { SealedBlock } from "../author/commit-block.ts";
import { makeBlock } from "../author/make-block.ts";
import { openTestCore } from "../testing/open-test-core.ts";
import { key, openGround, sign, transfer } from "../testing/test-chain.ts";

const author = keypairFromSeed(fromHex(developmentAuthor.secret), "ed25519");

/** First blocks that an author of epoch 7 proposed in two rounds, in a database that is then lost. */
async function proposed(): Promise<{ readonly genesisHash: Hex; readonly rounds: readonly SealedBlock[] }> {
  await using ground = await openGround();
  await (await ground.start())[Symbol.asyncDispose]();
  await using core = await openTestCore(ground.config);
  const genesisHash = core.ledger.genesis.hash;
  const parent = core.ledger.genesis.header;
  const rounds: SealedBlock[] = [];
  for (const round of [0, 1]) {
    const deps = { ...core, author, queue: core.pool.queue };
    rounds.push(
      await makeBlock(deps, parent, { timeMs: 1_000_000n + BigInt(round), epoch: 7n, round, closed: undefined }),
    );
    core.pool.queue.release();
  }
  return { genesisHash, rounds };
}

it("of what validators voted for before the database was lost, takes the block of the highest round, and goes on above its epoch", async () => {
  const { genesisHash, rounds } = await proposed();
  await using ground = await openGround();
  await using bus = await connectBus({ service: "relay", url: ground.config.natsUrl, log: silentLog });
  await using served = new AsyncDisposableStack();
  for (const [place, { secret, public: validator }] of developmentValidators.entries()) {
    const { header, proposalBytes } = rounds[place === 0 ? 1 : 0] as SealedBlock;
    const { extrinsics } = decode(Proposal, proposalBytes);
    const { round } = readDigest(header);
    const choice = { type: "Block", value: headerHash(header) } as const;
    const vote = { number: 1, round, setId: 0n, choice, validator, signature: `0x${"11".repeat(65)}` as Hex };
    const answer: ValidatorState = {
      certified: undefined,
      vote: { vote, block: { header, extrinsics, closed: undefined } },
    };
    const state = served.use(
      bus.serve(subjects.validatorState, { at: { validator } }, ({ request }) => ({
        answer,
        signature: signEcdsa(fromHex(secret), vouched.state.digest(genesisHash, request, answer)),
      })),
    );
    const blocks = served.use(bus.serve(subjects.validatorBlocks, { at: { validator } }, () => []));
    await Promise.all([state.ready, blocks.ready]);
  }
  await using chain = await ground.start();
  const { ledger } = chain;
  await ledger.submit(sign(ledger, "//Alice", transfer(key("//Bob").accountId, PHA), { nonce: 0 }));
  await eventually(() => ledger.best.number >= 2, { withinMs: 60_000 });
  const [, later] = rounds as [SealedBlock, SealedBlock];
  expect(await ledger.findHash(1)).toBe(headerHash(later.header));
  const next = await ledger.findHeader((await ledger.findHash(2)) as Hex);
  expect(next && readDigest(next).epoch).toBeGreaterThan(7n);
}, 120_000);
