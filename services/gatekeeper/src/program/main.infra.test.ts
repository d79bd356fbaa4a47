import { concat, decode, type Hex, utf8 } from "@pha/codec";
import { KEY_DST, keyLabel, verifyBls } from "@pha/crypto";
import { measure } from "@pha/enclave";
import { type KeyLabel, Partials, Reached, Registration, toDerivedLabel } from "@pha/program-kit";
import { FakeLedger } from "@pha/program-kit/testing";
import { attestation, clusters, contracts, gatekeepers, nothingAgreed, notRotated, usualLife } from "@pha/runtime/spec";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Request } from "../protocol.ts";
import type { AskerRequest } from "./testing/asker.ts";
import { bundlePrograms, EnclaveHouse, type Member, type Programs, word } from "./testing/enclave-house.ts";

const coded = (code: string) => expect.objectContaining({ code });
const nothing = { round: undefined, shares: undefined };

let programs: Programs;
let house: EnclaveHouse;
beforeAll(async () => {
  programs = await bundlePrograms();
});
afterAll(() => programs[Symbol.asyncDispose]());
beforeEach(() => {
  house = new EnclaveHouse(programs);
  return () => house[Symbol.asyncDispose]();
});

describe("a gatekeeper's program", () => {
  it("starts once, and does nothing before", async () => {
    const { ask } = await house.loadGatekeeper();
    await expect(ask({ type: "Tick" })).rejects.toThrowError(coded("program.NotStarted"));
    expect(await ask(house.start())).toHaveLength(32);
    await expect(ask(house.start())).rejects.toThrowError(coded("program.AlreadyStarted"));
  });

  it("does not start with another network's genesis", async () => {
    const { ask } = await house.loadGatekeeper();
    const foreign = new FakeLedger();
    foreign.block();
    const { header } = foreign.block();
    const value = { start: { ...house.ledger.startRequest(), genesisHeader: header }, seals: nothing };
    await expect(ask({ type: "Start", value })).rejects.toThrowError(coded("light-client.WrongGenesis"));
  });

  it("has its identity again after a restart, and opens it on no other platform, as no other program", async () => {
    const first = await house.loadGatekeeper();
    const identity = await first.ask(house.start());
    const { sealedIdentity } = decode(Registration, await first.ask({ type: "Register" }));
    expect(await (await house.loadGatekeeper()).ask(house.start(sealedIdentity))).toEqual(identity);
    const elsewhere = await house.loadGatekeeper(1);
    await expect(elsewhere.ask(house.start(sealedIdentity))).rejects.toThrowError(coded("program.SealBroken"));
    const changed = await house.load<Request>(changedByOneComment(programs.gatekeeper), Request);
    await expect(changed.ask(house.start(sealedIdentity))).rejects.toThrowError(coded("program.SealBroken"));
  });
});

it("is where its last start was, by a milestone that no other program of the platform opens", async () => {
  const first = await house.loadGatekeeper();
  await first.ask(house.start());
  for (let i = 0; i < 2; i++) await first.ask({ type: "Advance", value: house.ledger.block() });
  const { number, milestone } = decode(Reached, await first.ask({ type: "Reach" }));
  expect(number).toBe(2);
  const start = {
    type: "Start",
    value: { start: house.ledger.startRequest(undefined, undefined, milestone), seals: nothing },
  };
  const whereIs = async ({ ask }: Pick<typeof first, "ask">) => {
    await ask(start as Request);
    return decode(Reached, await ask({ type: "Reach" })).number;
  };
  expect(await whereIs(await house.loadGatekeeper())).toBe(2);
  expect(await whereIs(await house.load<Request>(changedByOneComment(programs.gatekeeper), Request))).toBe(0);
});

describe("a master key among two gatekeepers, on their enclaves", () => {
  it("is made, survives a restart, and gives parts to the allowed program alone", { timeout: 120_000 }, async () => {
    const { ledger } = house;
    const members = [await house.startMember(0), await house.startMember(1)];
    ledger.pallet(gatekeepers).members.put(members.map(({ identity }, i) => ({ identity, index: i + 1 })));
    ledger.pallet(gatekeepers).config.put({ size: 2, threshold: 2, windowTicks: 60, reshareTicks: 0 });
    const policyProgram = {
      role: { type: "Miner" as const },
      measurement: measure(programs.asker),
      name: "asker",
      version: "1",
    };
    ledger.pallet(attestation).policy.put({ measurements: [policyProgram], maxAgeMs: 3_600_000n });
    await house.makeMasterKey(members);

    // Seals alone bring the share back.
    const [first] = members as [Member];
    const restarted = await house.startMember(0, first);
    expect(await house.tick(restarted)).toMatchObject({ standing: "holds-share" });

    const contract = word(0xc0);
    const label: KeyLabel = { type: "tag", value: { generation: 1, cluster: 0, contract, epoch: 0 } };
    const honest = await house.startAsker(restarted);
    const cheat = await house.startAsker(restarted, changedByOneComment(programs.asker));
    expect(cheat.measurement).not.toBe(honest.measurement);
    const admitted = [honest.identity, cheat.identity];
    ledger
      .pallet(clusters)
      .clusters.put(0, { owner: word(1), minMembers: 1, open: false, members: admitted, applicants: [] });
    ledger.pallet(contracts).contracts.put(contract, {
      ...{
        cluster: 0,
        codeHash: word(1),
        deployer: word(1),
        owner: word(1),
        deployedAt: 1,
        epoch: 0,
        encryptKey: undefined,
      },
      ...{ agreed: nothingAgreed, halted: false, broken: undefined, rotation: notRotated, life: usualLife },
      generations: [{ generation: 1, epoch: 0, until: 0 }],
      spentEpoch: 0,
    });
    await house.advance(restarted, honest, cheat);

    const request: AskerRequest = { type: "Ask", value: { gatekeeper: restarted.identity, labels: [label] } };
    const { index, signatures } = decode(Partials, await honest.ask(request));
    const share = ledger.pallet(gatekeepers).groupKeys.get(1, 0)?.publicShares[0]?.share as Hex;
    expect(index).toBe(1);
    expect(verifyBls(share, KEY_DST, keyLabel(toDerivedLabel(label)), signatures[0] as Hex)).toBe(true);
    await expect(cheat.ask(request)).rejects.toThrowError(coded("gatekeeper.ProgramNotAllowed"));
  });
});

const changedByOneComment = (bytes: Uint8Array) => concat(bytes, utf8("//"));
