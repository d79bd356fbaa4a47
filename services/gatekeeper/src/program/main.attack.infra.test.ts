import { concat, encode, fixedBytes, fromHex, type Hex, u32be, utf8, vec } from "@pha/codec";
import { sealTo, sha256 } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { attestation, type Deal } from "@pha/runtime/spec";
import { attack } from "@pha/testkit/attack";
import { afterAll, beforeAll, expect } from "vitest";
import { Request } from "../protocol.ts";
import { bundlePrograms, EnclaveHouse, type Member, type Programs } from "./testing/enclave-house.ts";

let programs: Programs;
beforeAll(async () => {
  programs = await bundlePrograms();
});
afterAll(() => programs[Symbol.asyncDispose]());

interface Round {
  readonly genesisHash: Hex;
  readonly round: number;
  /** By index. */
  readonly roundKeys: readonly Hex[];
}

/** A share that is off the third dealer's commitments, sealed as its enclave would. */
function sealWrong({ genesisHash, round, roundKeys }: Round, receiver: number, commitments: readonly Hex[]) {
  const ends = Uint8Array.of(3, receiver);
  const info = concat(utf8("phala/dkg/v1"), fromHex(genesisHash), u32be(1), u32be(round), ends);
  const aad = sha256(encode(vec(fixedBytes(96), { max: 255 }), commitments));
  const wrong = new Uint8Array(32).fill(1);
  const { enc, ciphertext } = sealTo(primitives, roundKeys[receiver - 1] as Hex, info, aad, wrong);
  return { index: receiver, enc, ciphertext };
}

/** What the third dealer posts in place of its shares. */
const spoils: readonly ((deal: Deal, round: Round) => Deal["shares"])[] = [
  ({ shares }) => shares.map((share) => ({ ...share, ciphertext: share.ciphertext.map((byte) => byte ^ 1) })),
  ({ shares }) => shares.map((share, i) => ({ ...share, ...shares[(i + 1) % 3], index: share.index })),
  ({ shares }) => shares.filter(({ index }) => index === 3),
  ({ shares, commitments }, round) => shares.map(({ index }) => sealWrong(round, index, commitments)),
];

attack(
  "deal bad shares in the generation of the master key",
  async ({ held, refused }) => {
    await using house = new EnclaveHouse(programs);
    const { genesisHash } = house.ledger;
    const members = await house.startThree();
    for (const [round, spoil] of spoils.entries()) {
      const meddle = ([one, two, bad]: readonly Deal[], roundKeys: readonly Hex[]) => [
        ...([one, two] as Deal[]),
        { ...(bad as Deal), shares: spoil(bad as Deal, { genesisHash, round, roundKeys }) },
      ];
      await held("nobody keeps a share of it", async () => {
        const standings = await house.makeMasterKey(members, meddle, round);
        expect(standings.slice(0, 2)).toEqual(["no-share", "no-share"]);
      });
      for (const member of members.slice(0, 2)) await refused("gatekeeper.NoShare", () => house.askForKeys(member));
    }
    expect(await house.makeMasterKey(members, undefined, spoils.length)).toEqual(members.map(() => "holds-share"));
  },
  120_000,
);

attack(
  "run a gatekeeper from older seals, another machine's or another program's",
  async ({ refused, held }) => {
    await using house = new EnclaveHouse(programs);
    const members = await house.startThree();
    const [first, second] = members as [Member, Member];
    const before = { ...first };
    await house.makeMasterKey(members);
    await held("it has no share then", async () => {
      const rolledBack = await house.startMember(0, before);
      expect((await house.tick(rolledBack)).standing).not.toBe("holds-share");
      await expect(house.askForKeys(rolledBack)).rejects.toMatchObject({ code: "gatekeeper.NoShare" });
    });
    const startWith = async (identity: Uint8Array, seals = first.seals, platform = 0) =>
      (await house.loadGatekeeper(platform)).ask(house.start(identity, seals));
    await refused("program.SealBroken", () => startWith(first.sealedIdentity, second.seals));
    await refused("program.SealBroken", () => startWith(second.sealedIdentity));
    await refused("program.SealBroken", () => startWith(first.sealedIdentity, first.seals, 1));
    const changed = await house.load<Request>(concat(programs.gatekeeper, utf8("//")), Request);
    await refused("program.SealBroken", () => changed.ask(house.start(first.sealedIdentity, first.seals)));
  },
  120_000,
);

attack(
  "run two live copies of a gatekeeper",
  async ({ refused }) => {
    await using house = new EnclaveHouse(programs);
    const members = await house.startThree();
    await house.makeMasterKey(members);
    const [original] = members as [Member];
    const copy = await house.startMember(0, original);
    await house.advance(original);
    await refused("program.SessionReplaced", () => house.askForKeys(original));
    // Also once the newer one is gone: it does not come back.
    house.ledger.pallet(attestation).workers.remove(original.identity);
    await refused("program.SessionReplaced", () => house.askForKeys(original));
    expect(copy.identity).toBe(original.identity);
  },
  120_000,
);
