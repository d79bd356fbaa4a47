import { fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import type { HttpResponse } from "@pha/contract-engine/http";
import { logMethod } from "@pha/contract-engine/log";
import { type Keypair, keypairFromUri } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { Core } from "@pha/program-kit";
import { takeLease } from "@pha/program-kit/testing";
import { certificates, contracts } from "@pha/runtime/program";
import {
  type Caller,
  grantStatement,
  type OpenedAnswer,
  readAnswer,
  requestIdOf,
  type Scope,
  sealQuery,
} from "@pha/secret-channel";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Admission } from "./admission.ts";
import type { Served } from "./contract-lane.ts";
import { QueryDesk } from "./query-desk.ts";
import { QueryRunner } from "./query-runner.ts";
import { flowOf, makeQueryTurns } from "./query-turns.ts";
import { adder, ClusterLedger, executeAll, makeCluster, startPool, word } from "./testing.ts";

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);
const registeredAt = 5;
const alice = keypairFromUri("//Alice", "sr25519");
const coded = (code: string) => expect.objectContaining({ code });

let chain: ClusterLedger;
let core: Core;
let scope: Scope;
let served: Served;
let broken: { readonly scope: Scope; readonly served: Served };
let fetching: { readonly scope: Scope; readonly served: Served };
let head: Core["view"]["head"];
let desk: QueryDesk;

const fetcher = `export default {
  commands: {},
  queries: { async read(ctx) { return (await ctx.http.fetch("https://a.example")).status; } },
};`;

/** A worker at block 10 with one contract whose sum is 42, one whose constructor failed, and one that fetches. */
beforeAll(async () => {
  chain = new ClusterLedger();
  core = chain.core();
  const state = makeCluster(core, pool);
  scope = chain.instantiate(id, adder, 42);
  const brokenScope = chain.instantiate(word(0xc2), adder, "fail");
  const fetchingScope = chain.instantiate(word(0xc3), fetcher);
  await state.advance(chain.block());
  for (let number = 2; number <= 10; number++) await state.advance(chain.block());
  await executeAll(state);
  const serve = (contract: Hex) => state.served(contract) as Served;
  served = serve(id);
  broken = { scope: brokenScope, served: serve(word(0xc2)) };
  fetching = { scope: fetchingScope, served: serve(word(0xc3)) };
  head = core.view.head;
  await takeLease(core);
});
beforeEach(() => {
  desk = makeDesk();
});

const makeDesk = (turns = makeQueryTurns(1, () => performance.now()), engine = pool): QueryDesk =>
  new QueryDesk({ core, admission: new Admission(core), runner: new QueryRunner(core, engine, turns) });

/** A certificate for a new client key. */
function callerOf(account: Keypair, expiry = 1_000, contracts: Hex[] = [], revocations = 0): Caller {
  const clientSecret = primitives.randomBytes(32);
  const grant = { clientKey: toHex(primitives.ed25519.publicKey(clientSecret)), contracts, expiry, revocations };
  const value = account.sign(grantStatement(scope.genesis, grant));
  return { clientSecret, certificate: { account: account.accountId, grant, signature: { type: "Sr25519", value } } };
}

interface Asking {
  readonly issued?: number;
  readonly worker?: Hex;
  readonly caller?: Caller;
  readonly id?: Hex;
  readonly args?: unknown;
}

function seal(method: string, { issued = 10, args = null, ...who }: Asking = {}, to = { scope, served }) {
  const call = { method, args: utf8(JSON.stringify(args)) };
  return sealQuery(primitives, to.served.contract.keys.of(0)?.publicKey as Hex, to.scope, { issued, call, ...who });
}

/** Asks, and reads what comes back as the client does. */
async function ask(method: string, asking?: Asking, to = { scope, served }): Promise<OpenedAnswer> {
  const { sealed, answerKey } = seal(method, asking, to);
  const answer = await desk.answer({ contract: to.scope.contract, ...sealed }, to.served, registeredAt);
  return readAnswer(primitives, to.scope, answerKey, answer);
}

const resultOf = ({ outcome }: OpenedAnswer) =>
  outcome.type === "Done" ? JSON.parse(new TextDecoder().decode(outcome.value)) : outcome.value;

describe("an answer", () => {
  it("says on which block and state it was made, and the session signed it", async () => {
    const answer = await ask("sum");
    expect(resultOf(answer)).toBe(42);
    const { stateHeight, stateTag } = served.snapshot;
    const { hash: blockHash } = head;
    expect(answer.statement).toMatchObject({ worker: core.identity, number: 10, blockHash, stateHeight, stateTag });
    const [signer, signature] = [fromHex(core.session.signKey), fromHex(answer.signature)];
    expect(primitives.ed25519.verify(signer, answer.signed, signature)).toBe(true);
  });

  it("tells gas as a power of two only", async () => {
    const { gas } = (await ask("sum")).statement;
    expect(gas & (gas - 1n)).toBe(0n);
  });

  it("tells the contract who asks: the certificate's account, or nobody", async () => {
    expect(resultOf(await ask("caller", { caller: callerOf(alice) }))).toBe(alice.accountId);
    expect(resultOf(await ask("caller"))).toBeNull();
  });

  it("tells the contract by what name it is asked: the same when a client asks once more, and no other client's", async () => {
    const [name, caller] = [`0x${"1d".repeat(16)}` as const, callerOf(alice)];
    const named = async (asking: Asking) => resultOf(await ask("request", asking));
    const first = await named({ id: name, caller });
    expect(first).toBe(requestIdOf(caller.certificate.grant.clientKey, name));
    expect(await named({ id: name, caller, issued: 9 })).toBe(first);
    const others = [{ caller }, { id: name }, { id: name, caller: callerOf(alice) }];
    for (const other of others) expect(await named(other)).not.toBe(first);
  });

  it("is a coded failure when the contract fails, or was broken from the start", async () => {
    expect(resultOf(await ask("nothing"))).toMatchObject({ code: "contract-engine.UnknownMethod" });
    expect(resultOf(await ask("sum", {}, broken))).toMatchObject({
      code: "contract-engine.ContractThrew",
      message: expect.stringContaining("no such start"),
    });
  });
});

it("lets out no answer when the lease has ended while the query ran; the same may be asked again", async () => {
  const { sealed } = seal("sum");
  const answer = () => desk.answer({ contract: id, ...sealed }, served, registeredAt);
  const lease = vi.spyOn(core, "isLeased").mockReturnValue(false);
  await expect(answer()).rejects.toThrowError(
    expect.objectContaining({
      code: "miner.LeaseExpired",
      kind: "unavailable",
      data: expect.objectContaining({ retryAfterSeconds: 2 }),
    }),
  );
  lease.mockRestore();
  await answer();
});

describe("a query is refused", () => {
  it.each<[code: string, when: string, asking: () => Asking]>([
    ["OtherWorker", "it names another worker", () => ({ worker: word(1) })],
    ["RequestTooOld", "it was issued before this session was registered", () => ({ issued: registeredAt - 1 })],
    ["RequestAhead", "it was issued at a block far beyond", () => ({ issued: 10 + 65 })],
  ])("miner.%s: when %s", async (code, _, asking) => {
    await expect(ask("sum", asking())).rejects.toThrowError(coded(`miner.${code}`));
  });

  it("miner.CertificateRevoked: when its account revoked since, on the newest block that the enclave knows", async () => {
    const eve = keypairFromUri("//Eve", "sr25519");
    const { revocations } = chain.ledger.pallet(certificates);
    expect(resultOf(await ask("caller", { caller: callerOf(eve) }))).toBe(eve.accountId);
    revocations.put(eve.accountId, 2);
    core.advance(chain.ledger.block());
    const refused = ask("caller", { caller: callerOf(eve, 1_000, [], 1) });
    await expect(refused).rejects.toThrowError(coded("miner.CertificateRevoked"));
    expect(resultOf(await ask("caller", { caller: callerOf(eve, 1_000, [], 2) }))).toBe(eve.accountId);
    expect(resultOf(await ask("caller"))).toBeNull();
  });

  it("miner.RequestAhead: when its certificate names revocations that are still to come, which would not end it", async () => {
    const dave = keypairFromUri("//Dave", "sr25519");
    for (const revocations of [1, 2 ** 32 - 1]) {
      const refused = ask("caller", { caller: callerOf(dave, 1_000, [], revocations) });
      await expect(refused).rejects.toThrowError(coded("miner.RequestAhead"));
    }
    expect(resultOf(await ask("caller", { caller: callerOf(dave) }))).toBe(dave.accountId);
  });

  it("miner.RequestExpired: when its last block has passed", async () => {
    const { sealed } = seal("sum", { issued: 10 });
    const later = { ...head, header: { ...head.header, number: 75 } };
    const newer = { ...served, at: { ...served.at, head: later } };
    await expect(desk.answer({ contract: id, ...sealed }, newer, registeredAt)).rejects.toThrowError(
      coded("miner.RequestExpired"),
    );
  });

  it.each<[string, () => Asking]>([
    ["with a certificate", () => ({ caller: callerOf(alice) })],
    ["from nobody", () => ({})],
  ])("miner.RequestReplayed: when it comes again, %s", async (_, asking) => {
    const { sealed } = seal("sum", asking());
    const request = { contract: id, ...sealed };
    await desk.answer(request, served, registeredAt);
    await expect(desk.answer(request, served, registeredAt)).rejects.toThrowError(coded("miner.RequestReplayed"));
  });

  it.each<[code: string, when: string, asking: () => Asking]>([
    ["CertificateExpired", "its certificate is over", () => ({ caller: callerOf(alice, 9) })],
    [
      "CertificateForeign",
      "its certificate is for another contract",
      () => ({ caller: callerOf(alice, 99, [word(7)]) }),
    ],
    [
      "CertificateInvalid",
      "somebody else signed its certificate",
      () => {
        const { clientSecret, certificate } = callerOf(keypairFromUri("//Bob", "sr25519"));
        return { caller: { clientSecret, certificate: { ...certificate, account: alice.accountId } } };
      },
    ],
    [
      "RequestSignatureInvalid",
      "its certificate is another client's",
      () => ({ caller: { ...callerOf(alice), clientSecret: primitives.randomBytes(32) } }),
    ],
  ])("channel.%s: when %s, also if the account is known", async (code, _, asking) => {
    await ask("sum", { caller: callerOf(alice) });
    await expect(ask("sum", asking())).rejects.toThrowError(coded(`channel.${code}`));
  });

  it("channel.Undecipherable: when it was encrypted for another contract", async () => {
    const { sealed } = seal("sum", {}, broken);
    await expect(desk.answer({ contract: id, ...sealed }, served, registeredAt)).rejects.toThrowError(
      coded("channel.Undecipherable"),
    );
  });
});

it("answers a query that names this worker, from the block of registration to the last one ahead", async () => {
  for (const issued of [registeredAt, 10, 10 + 64])
    expect(resultOf(await ask("sum", { worker: core.identity, issued }))).toBe(42);
});

it("answers a query that it had no room for when the same comes again", async () => {
  const turns = makeQueryTurns(1, () => performance.now());
  const busy = makeDesk(turns);
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const flood = Array.from({ length: 65 }, () => turns.take(flowOf({ contract: id, account: undefined }), () => over));
  const request = { contract: id, ...seal("sum").sealed };
  const ask = () => busy.answer(request, served, registeredAt);
  await expect(ask()).rejects.toThrowError(coded("miner.Overloaded"));
  end();
  await Promise.all(flood);
  await ask();
  await expect(ask()).rejects.toThrowError(coded("miner.RequestReplayed"));
});

it("refuses a query that there is no room to wait in, for another worker may have some", async () => {
  const { promise, resolve: answer } = Promise.withResolvers<HttpResponse>();
  const exchange = () => ({ response: promise, cancel: () => {} });
  await using engine = await startPool({}, 2, { exchange, isAllowed: () => false });
  desk = makeDesk(undefined, engine);
  const asked = Array.from({ length: 17 }, () => ask("read", {}, fetching));
  const refusal = { code: "miner.Overloaded", data: { retryAfterSeconds: 1 } };
  await expect(Promise.race(asked)).rejects.toMatchObject(refusal);
  answer({ status: 200, statusText: "OK", headers: [], body: new Uint8Array() });
  const ended = await Promise.allSettled(asked);
  expect(ended.flatMap((one) => (one.status === "fulfilled" ? [resultOf(one.value)] : []))).toEqual(
    Array(16).fill(200),
  );
});

it("the log of a contract is read by its owner, and by nobody else", async () => {
  const owned = chain.ledger.pallet(contracts).contracts;
  const record = owned.get(id) ?? expect.fail("there is no contract");
  owned.put(id, { ...record, owner: alice.accountId });
  core.advance(chain.block().block);
  const line = { block: 1, message: "1", call: "command add" };
  served.contract.log.add(line, { ok: true, result: "1", writes: [], effects: [], gas: 1, logs: ["secret"] });
  const page = resultOf(await ask(logMethod, { caller: callerOf(alice), args: 0 }));
  expect(page.lines).toContainEqual({ place: page.last, ...line, line: "secret" });
  const { lines } = resultOf(await ask(logMethod, { caller: callerOf(alice), args: page.last }));
  expect(lines).toEqual([]);
  for (const who of [{}, { caller: callerOf(keypairFromUri("//Bob", "sr25519")) }])
    expect(resultOf(await ask(logMethod, who))).toMatchObject({ code: "contract-engine.NotOwner" });
});
