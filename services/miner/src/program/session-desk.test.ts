import { keypairFromUri } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { Core } from "@pha/program-kit";
import { certificates, system } from "@pha/runtime/program";
import { requestIdOf, type Scope } from "@pha/secret-channel";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { admit, alice, callerOf, resultOf, SessionClient, settle, step } from "./testing/session-client.ts";
import { adder, ClusterLedger, makeWorker, startPool, word } from "./testing.ts";
import type { Worker } from "./worker.ts";

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());
vi.setConfig({ testTimeout: 30_000 });

const id = word(0xc1);
const coded = (code: string) => expect.objectContaining({ code });

let chain: ClusterLedger;
let core: Core;
let nowMs: number;
let worker: Worker;
let scope: Scope;

/** A worker that serves one contract, whose sum is 42. */
beforeEach(async () => {
  chain = new ClusterLedger();
  nowMs = performance.now();
  core = chain.core();
  vi.spyOn(core.host, "monotonicMs").mockImplementation(() => nowMs);
  worker = makeWorker(core, pool);
  scope = chain.instantiate(id, adder, 42);
  admit(chain, core);
  await step(chain, worker);
});

const open = (caller = callerOf(scope.genesis)) => SessionClient.open(chain, worker, scope, caller);

describe("a session", () => {
  it("is welcomed under the worker's signature, and answers as often as it is asked, as who opened it", async () => {
    const client = await open();
    const { statement } = client.welcome;
    const { number } = chain.ledger.head;
    expect(statement).toMatchObject({ worker: core.identity, sessionNumber: 1n, number, untilMs: expect.any(BigInt) });
    expect(client.isSigned(client.welcome)).toBe(true);
    for (let i = 0; i < 3; i++) {
      const answer = await client.ask("caller");
      expect(resultOf(answer)).toBe(alice.accountId);
      expect(answer.statement).toMatchObject({ worker: core.identity, number, stateHeight: 1 });
      expect(client.isSigned(answer)).toBe(true);
    }
    expect(resultOf(await (await SessionClient.open(chain, worker, scope)).ask("caller"))).toBeNull();
  });

  it("names a question as it was named before, also where it was asked alone", async () => {
    const caller = callerOf(scope.genesis);
    const client = await open(caller);
    const name = `0x${"1d".repeat(16)}` as const;
    const { frame, read } = client.seal("request", { id: name });
    expect(resultOf(read(await client.send(frame)))).toBe(requestIdOf(caller.certificate.grant.clientKey, name));
  });

  it("goes on from block to block, on the newest state", async () => {
    const client = await open();
    chain.command(scope, word(1), "add", 8);
    await step(chain, worker);
    const answer = await client.ask("sum");
    expect(resultOf(answer)).toBe(50);
    expect(answer.statement).toMatchObject({ number: 2, stateHeight: 2 });
  });

  it("tells a failure of the contract like an answer", async () => {
    expect(resultOf(await (await open()).ask("nothing"))).toMatchObject({ code: "contract-engine.UnknownMethod" });
  });
});

describe("a session is over", () => {
  const over = async (client: SessionClient) =>
    expect(client.ask("sum")).rejects.toThrowError(coded("miner.UnknownSession"));

  it("after an hour of block time, or with its caller's certificate", async () => {
    const certified = await open(callerOf(scope.genesis, alice, 2));
    const anonymous = await SessionClient.open(chain, worker, scope);
    await step(chain, worker);
    await certified.ask("sum", { lifetime: 0 });
    await step(chain, worker);
    await over(certified);
    await anonymous.ask("sum");
    await worker.advance({ block: chain.ledger.block(anonymous.welcome.statement.untilMs + 1n), messages: [] });
    await settle(worker);
    await over(anonymous);
  });

  it("when nobody has used it for ten minutes", async () => {
    const client = await open();
    vi.spyOn(core, "isLeased").mockReturnValue(true);
    nowMs += 599_000;
    await client.ask("sum");
    nowMs += 601_000;
    await over(client);
  });

  it("when the worker has another session on the ledger", async () => {
    const client = await open();
    admit(chain, core, 2n);
    await step(chain, worker);
    await over(client);
    expect(resultOf(await (await open()).ask("sum"))).toBe(42);
  });

  it("when 64 newer ones are the caller's, whom the ledger knows", async () => {
    chain.ledger.pallet(system).account.put(alice.accountId, {
      ...chain.ledger.pallet(system).account.get(alice.accountId),
      providers: 1,
    });
    await step(chain, worker);
    const first = await open();
    const nobodys = await SessionClient.open(chain, worker, scope);
    const caller = callerOf(scope.genesis);
    for (let i = 0; i < 64; i++) await open(caller);
    await over(first);
    await nobodys.ask("sum");
  });
});

describe("an ask is refused", () => {
  it("when it was issued at another time, or lasts too long", async () => {
    const client = await open();
    await expect(client.ask("sum", { issued: 0 })).rejects.toThrowError(coded("miner.RequestTooOld"));
    await expect(client.ask("sum", { issued: 1 + 65 })).rejects.toThrowError(coded("miner.RequestAhead"));
    await expect(client.ask("sum", { lifetime: 65 })).rejects.toThrowError(coded("channel.RequestExpired"));
    await step(chain, worker);
    await expect(client.ask("sum", { issued: 1, lifetime: 0 })).rejects.toThrowError(coded("miner.RequestExpired"));
  });

  it("when its account has revoked the certificate since", async () => {
    const eve = keypairFromUri("//Eve", "sr25519");
    const client = await open(callerOf(scope.genesis, eve));
    chain.ledger.pallet(certificates).revocations.put(eve.accountId, 1);
    await step(chain, worker);
    await expect(client.ask("sum")).rejects.toThrowError(coded("miner.CertificateRevoked"));
  });

  it("without a lease, and answered again with one", async () => {
    const client = await open();
    const lease = vi.spyOn(core, "isLeased").mockReturnValue(false);
    await expect(client.ask("sum")).rejects.toThrowError(coded("miner.LeaseExpired"));
    lease.mockRestore();
    expect(resultOf(await client.ask("sum"))).toBe(42);
  });
});

it("a frame that is none, or of no session, is refused", async () => {
  const client = await open();
  for (const frame of [new Uint8Array(), new Uint8Array(39), primitives.randomBytes(300)])
    await expect(client.send(frame)).rejects.toThrowError(coded("miner.UnknownSession"));
});
