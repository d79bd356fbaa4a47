import { setImmediate } from "node:timers/promises";
import { fromHex, type Hex, toHex } from "@pha/codec";
import { signEcdsa } from "@pha/crypto/node";
import { type Certificate, commitmentDigest, commitmentOf, type Header, makeCertificate } from "@pha/light-client";
import { makeBlock } from "@pha/light-client/testing";
import { developmentValidators, PHA } from "@pha/runtime/spec";
import { connectBus } from "@pha/service-kit/bus";
import { silentLog } from "@pha/service-kit/log";
import { eventually } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { type ArchivedBlock, subjects, type ValidatorState, vouched } from "@pha/wire";
import { beforeAll, beforeEach, expect } from "vitest";
import { key, openGround, sign, startSigners, transfer, validatorSet } from "../testing/test-chain.ts";

const HEIGHT = 4;
const bob = key("//Bob").accountId;

/** What honest validators have of a chain whose database is then lost. */
const archive: ArchivedBlock[] = [];
let genesisHash: Hex;

beforeAll(async () => {
  await using ground = await openGround();
  await using chain = await ground.start();
  genesisHash = chain.ledger.genesis.hash;
  await using _ = await startSigners(ground.config.natsUrl, genesisHash);
  await using bus = await connectBus({ service: "relay", url: ground.config.natsUrl, log: silentLog });
  const certificates = new Map<number, Certificate>();
  await using subscribed = bus.subscribe(subjects.blockFinalized, {}, ({ value: { header, certificate } }) => {
    certificates.set(header.number, certificate);
  });
  await subscribed.ready;
  for (let number = 1; number <= HEIGHT; number++) {
    const bytes = sign({ genesis: { hash: genesisHash } }, "//Alice", transfer(bob, PHA), { nonce: number - 1 });
    await chain.ledger.submit(bytes);
    const certificate = await eventually(() => certificates.get(number) ?? false, { withinMs: 30_000 });
    const header = (await chain.ledger.findHeader(certificate.blockHash)) as Header;
    const extrinsics = (await chain.ledger.findBody(certificate.blockHash)) as Uint8Array[];
    archive.push({ header, extrinsics, certificate });
  }
}, 150_000);

/** A certificate by so many validators. */
function certified(header: Header, signers: number, of = genesisHash): Certificate {
  const commitment = commitmentOf(header, validatorSet);
  const digest = commitmentDigest(of, commitment);
  const signatures = developmentValidators
    .slice(0, signers)
    .map(({ secret }, at) => [at, signEcdsa(fromHex(secret), digest)] as const);
  return makeCertificate(commitment, validatorSet, new Map(signatures));
}

const newest = () => archive.at(-1) as ArchivedBlock;
const known = (block: ArchivedBlock): ValidatorState => ({
  certified: { header: block.header, certificate: block.certificate },
  vote: undefined,
});
/** Another history, block for block. */
function fork(signers: number, of = genesisHash): ArchivedBlock[] {
  const blocks: ArchivedBlock[] = [];
  let parent = (archive[0] as ArchivedBlock).header;
  for (const { header } of archive) {
    const other = { ...makeBlock(parent, { timeMs: 5n }), number: header.number, parentHash: header.parentHash };
    blocks.push({ header: other, extrinsics: [], certificate: certified(other, signers, of) });
    parent = other;
  }
  return blocks;
}

const forkOfOne = (from: number) => fork(1).slice(from - 1);
const otherBodies = (from: number) =>
  archive.slice(from - 1).map((block) => ({ ...block, extrinsics: [Uint8Array.of(1, 2, 3)] }));
const otherHeights = () => [...archive].reverse();

/** Until then the silent say nothing; what serves them waits for it. */
let ended: PromiseWithResolvers<void>;
beforeEach(() => {
  ended = Promise.withResolvers();
});

type Lie = {
  readonly state: () => ValidatorState | Promise<ValidatorState>;
  readonly blocks: (from: number) => unknown;
};

const silent: Lie = {
  state: () => ended.promise.then(() => ({ certified: undefined, vote: undefined })),
  blocks: () => ended.promise.then(() => []),
};

const lies: readonly (readonly [string, Lie])[] = [
  [
    "certificates that nobody signed",
    {
      state: () => known(newest()),
      blocks: (from) =>
        archive.slice(from - 1).map((block) => ({
          ...block,
          certificate: { ...block.certificate, signers: new Uint8Array([0]), signatures: [] },
        })),
    },
  ],
  ["a fork that it signed alone", { state: () => known(newest()), blocks: forkOfOne }],
  [
    "a fork of another network's certificates",
    { state: () => known(newest()), blocks: (from) => fork(4, toHex(new Uint8Array(32))).slice(from - 1) },
  ],
  [
    "certificates with the signatures of others",
    {
      state: () => known(newest()),
      blocks: (from) =>
        fork(4)
          .slice(from - 1)
          .map((block) => ({ ...block, certificate: newest().certificate })),
    },
  ],
  ["headers that are certified, with another body", { state: () => known(newest()), blocks: otherBodies }],
  ["blocks of other heights", { state: () => known(newest()), blocks: otherHeights }],
  ["that there is nothing", { state: () => ({ certified: undefined, vote: undefined }), blocks: () => [] }],
  [
    "that there is much more",
    {
      state: () => {
        const header = { ...newest().header, number: 1_000_000 };
        return { certified: { header, certificate: { ...newest().certificate, number: 1_000_000 } }, vote: undefined };
      },
      blocks: (from) => archive.slice(from - 1, from),
    },
  ],
  [
    "a vote for a block that no author sealed",
    {
      state: () => {
        const [block] = fork(1).slice(0, 1) as [ArchivedBlock];
        const { header } = block;
        const vote = { number: 1, round: 0, setId: 0n, choice: { type: "Block", value: toHex(new Uint8Array(32)) } };
        const signed = { ...vote, validator: validatorSet.addresses[0], signature: `0x${"11".repeat(65)}` };
        const proposal = {
          header,
          extrinsics: [],
          witness: { values: [], proof: new Uint8Array() },
          closed: undefined,
        };
        return { certified: undefined, vote: { vote: signed, block: proposal } } as unknown as ValidatorState;
      },
      blocks: () => [],
    },
  ],
  [
    "garbage",
    {
      state: () => ({ certified: { header: 7, certificate: "x" } }) as unknown as ValidatorState,
      blocks: () => "garbage",
    },
  ],
  [
    "more than fits a message",
    {
      state: () => known(newest()),
      blocks: (from) =>
        archive.slice(from - 1).map((block) => ({ ...block, extrinsics: [new Uint8Array(64 * 1024 * 1024)] })),
    },
  ],
  ["nothing at all, though it is there", silent],
];

attack(
  "answer in all validators' names that they remember nothing, and have no blocks or others, before they do",
  async ({ held }) => {
    await using ground = await openGround();
    await using bus = await connectBus({ service: "relay", url: ground.config.natsUrl, log: silentLog });
    await using served = new AsyncDisposableStack();
    const nothing: ValidatorState = { certified: undefined, vote: undefined };
    const liar = fromHex(developmentValidators[0]?.secret as Hex);
    for (const { secret, public: validator } of developmentValidators) {
      const at = { at: { validator } };
      const replies = [
        bus.serve(subjects.validatorState, at, ({ request }) => ({
          answer: nothing,
          signature: signEcdsa(liar, vouched.state.digest(genesisHash, request, nothing)),
        })),
        bus.serve(subjects.validatorState, at, async ({ request }) => {
          const answer = known(newest());
          await setImmediate();
          return { answer, signature: signEcdsa(fromHex(secret), vouched.state.digest(genesisHash, request, answer)) };
        }),
        ...[() => [], forkOfOne, otherBodies, otherHeights].map((blocks) =>
          bus.serve(subjects.validatorBlocks, at, ({ request: { from } }) => blocks(from)),
        ),
        bus.serve(subjects.validatorBlocks, at, async ({ request: { from } }) => {
          await setImmediate();
          return archive.slice(from - 1);
        }),
      ];
      for (const reply of replies) served.use(reply);
      await Promise.all(replies.map(({ ready }) => ready));
    }
    await using chain = await ground.start();
    await held("an answer is whose signature it has, and blocks are what a quorum certified", async () => {
      await eventually(() => chain.ledger.finalized.number >= HEIGHT, { withinMs: 60_000 });
      for (const { header, certificate } of archive)
        expect(await chain.ledger.findHash(header.number)).toBe(certificate.blockHash);
    });
  },
  120_000,
);

for (const [what, lie] of lies)
  attack(
    `tell a chain that lost its blocks ${what}, as the validator that it asks first`,
    async ({ held }) => {
      await using ground = await openGround();
      await using bus = await connectBus({ service: "relay", url: ground.config.natsUrl, log: silentLog });
      await using served = new AsyncDisposableStack();
      for (const [index, validator] of validatorSet.addresses.entries()) {
        const at = { at: { validator } };
        const isLiar = index === 0;
        const secret = fromHex(developmentValidators[index]?.secret as Hex);
        const states = served.use(
          bus.serve(subjects.validatorState, at, async ({ request }) => {
            const answer = isLiar ? await lie.state() : known(newest());
            return { answer, signature: signEcdsa(secret, vouched.state.digest(genesisHash, request, answer)) };
          }),
        );
        const blocks = served.use(
          bus.serve(subjects.validatorBlocks, at, ({ request: { from } }) =>
            isLiar ? (lie.blocks(from) as ArchivedBlock[]) : archive.slice(from - 1),
          ),
        );
        await Promise.all([states.ready, blocks.ready]);
      }
      served.defer(() => ended.resolve());
      await using chain = await ground.start();
      await held("the others have them", async () => {
        await eventually(() => chain.ledger.finalized.number >= HEIGHT, { withinMs: 60_000 });
        for (const { header, certificate } of archive)
          expect(await chain.ledger.findHash(header.number)).toBe(certificate.blockHash);
      });
    },
    120_000,
  );
