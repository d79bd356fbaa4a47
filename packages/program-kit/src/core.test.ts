import { reportData } from "@pha/attestation";
import { fromHex } from "@pha/codec";
import { attestation } from "@pha/runtime/spec";
import { beforeEach, describe, expect, it } from "vitest";
import { Core } from "./core.ts";
import { enrol, FakeLedger, fakeHost, takeLease } from "./testing.ts";

const coded = (code: string) => expect.objectContaining({ code });
const operator = `0x${"0e".repeat(32)}` as const;

let ledger: FakeLedger;
beforeEach(() => {
  ledger = new FakeLedger();
});

describe("identity", () => {
  it("is sealed at registration and the same after a restart on the same platform; the session is new", async () => {
    const host = fakeHost(ledger);
    const first = new Core(host, "miner", ledger.startRequest());
    const { sealedIdentity } = await first.register();
    const second = new Core(host, "miner", ledger.startRequest(operator, sealedIdentity));
    expect(second.identity).toBe(first.identity);
    expect(second.session.signKey).not.toBe(first.session.signKey);
  });

  it("does not open on another platform", async () => {
    const { sealedIdentity } = await new Core(fakeHost(ledger), "miner", ledger.startRequest()).register();
    const elsewhere = fakeHost(ledger, undefined, "another platform");
    expect(() => new Core(elsewhere, "miner", ledger.startRequest(operator, sealedIdentity))).toThrowError(
      coded("program.SealBroken"),
    );
  });
});

it("refuses the genesis header of another network", () => {
  ledger.block();
  const { header } = ledger.block();
  const request = { ...ledger.startRequest(), genesisHeader: header };
  expect(() => new Core(fakeHost(ledger), "miner", request)).toThrowError(coded("light-client.WrongGenesis"));
});

it("quotes what binds role, identity, session, operator and the finalized block", async () => {
  const core = new Core(fakeHost(ledger), "gatekeeper", ledger.startRequest(operator));
  const { header, certificate } = ledger.block();
  core.advance({ header, certificate });
  const { quote, ...registration } = await core.register();
  const claims = {
    genesis: ledger.genesisHash,
    role: "gatekeeper",
    identity: core.identity,
    ...{ signKey: core.session.signKey, hpkeKey: core.session.hpkeKey },
    operator,
    number: 1,
    hash: certificate.blockHash,
  } as const;
  expect(registration).toMatchObject({ identity: core.identity, number: 1, signKey: core.session.signKey });
  expect(quote).toEqual(fromHex(reportData(claims)));
  expect(quote).not.toEqual(fromHex(reportData({ ...claims, role: "miner" })));
});

describe("standing", () => {
  it("is none for a session that follows another, until the ledger shows it", async () => {
    const core = new Core(fakeHost(ledger), "miner", ledger.startRequest());
    const { signKey, hpkeKey } = new Core(fakeHost(ledger), "miner", ledger.startRequest()).session;
    enrol(ledger, core, { session: { signKey, hpkeKey } });
    core.advance(ledger.block());
    expect(await core.standing()).toMatchObject({ standing: "not-registered" });
    await expect(core.requireStanding()).rejects.toThrowError(coded("program.SessionNotRegistered"));
    enrol(ledger, core, { sessionNumber: 2n });
    core.advance(ledger.block());
    expect(await core.standing()).toMatchObject({ standing: "registered" });
  });

  it("is none before the finalized ledger shows the session, and never again for one that a newer one replaced", async () => {
    const core = new Core(fakeHost(ledger), "miner", ledger.startRequest());
    const none = { standing: "not-registered", worker: undefined, renews: false };
    expect(await core.standing()).toEqual(none);
    const worker = enrol(ledger, core);
    expect(await core.standing()).toEqual(none);
    core.advance(ledger.block());
    expect(await core.requireStanding()).toEqual(worker);

    enrol(ledger, core, { session: { ...worker.session, signKey: `0x${"77".repeat(32)}` }, sessionNumber: 2n });
    core.advance(ledger.block());
    await takeLease(core);
    const replaced = { ...none, standing: "replaced" };
    expect(await core.standing()).toEqual(replaced);
    await expect(core.requireStanding()).rejects.toThrowError(coded("program.SessionReplaced"));
    expect(core.isLeased()).toBe(false);

    enrol(ledger, core, worker);
    core.advance(ledger.block());
    await takeLease(core);
    expect(await core.standing()).toEqual(replaced);
    expect(core.isLeased()).toBe(false);
  });

  it("asks to be renewed when half of the attestation's time is over, and ends with it", async () => {
    const core = new Core(fakeHost(ledger), "miner", ledger.startRequest());
    const worker = enrol(ledger, core);
    const { maxAgeMs } = ledger.pallet(attestation).policy.get();
    const at = async (ageMs: bigint) => {
      core.advance(ledger.block(worker.attestedAtMs + ageMs));
      return core.standing();
    };
    expect(await at(maxAgeMs / 2n)).toEqual({ standing: "registered", worker, renews: false });
    expect(await at(maxAgeMs / 2n + 1n)).toEqual({ standing: "registered", worker, renews: true });
    expect((await at(maxAgeMs)).worker).toEqual(worker);
    expect(await at(maxAgeMs + 1n)).toEqual({ standing: "attestation-expired", worker: undefined, renews: true });
    await expect(core.requireStanding()).rejects.toThrowError(coded("program.AttestationExpired"));

    const attestedAtMs = worker.attestedAtMs + maxAgeMs;
    enrol(ledger, core, { attestedAtMs });
    expect(await at(maxAgeMs + 2n)).toMatchObject({ standing: "registered", worker: { attestedAtMs }, renews: false });
  });

  it("forgets mail that the ledger has counted, and signs what comes next in the next place", async () => {
    const core = new Core(fakeHost(ledger), "miner", ledger.startRequest());
    const places: bigint[] = [];
    const send = (purpose: string) =>
      core.outbox.add(purpose, (sequence) => {
        places.push(sequence);
        return Uint8Array.of(Number(sequence));
      });
    send("a");
    send("b");
    enrol(ledger, core, { bareSequence: 1n });
    core.advance(ledger.block());
    await core.standing();
    send("c");
    expect(core.outbox.pending()).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
    expect(places).toEqual([0n, 1n, 2n]);
  });

  it("signs in the place that the ledger expects next, however far that is", async () => {
    const core = new Core(fakeHost(ledger), "miner", ledger.startRequest());
    enrol(ledger, core, { bareSequence: 5n });
    core.advance(ledger.block());
    await core.standing();
    core.outbox.add("a", (sequence) => Uint8Array.of(Number(sequence)));
    expect(core.outbox.pending()).toEqual([Uint8Array.of(5)]);
  });

  it("is not believed of a host whose proof is of another state", async () => {
    const core = new Core(fakeHost(ledger), "miner", ledger.startRequest());
    enrol(ledger, core);
    const forged = ledger.block();
    ledger.pallet(attestation).workers.remove(core.identity);
    core.advance(ledger.block());
    ledger.prove = (_, keys) => FakeLedger.prototype.prove.call(ledger, forged.header.number, keys);
    await expect(core.standing()).rejects.toThrowError(coded("crypto.WrongRoot"));
  });
});

it("signs bare extrinsics as its session", () => {
  const core = new Core(fakeHost(ledger), "miner", ledger.startRequest());
  const { primitives } = core.host;
  const message = Uint8Array.of(1, 2, 3);
  const signature = fromHex(core.bareSigner.sign(message));
  expect(primitives.ed25519.verify(fromHex(core.session.signKey), message, signature)).toBe(true);
  expect(core.bareSigner).toMatchObject({ genesisHash: ledger.genesisHash, session: core.session.signKey });
});
