import { type Hex, toHex, utf8 } from "@pha/codec";
import { keypairFromUri, nodePrimitives } from "@pha/crypto/node";
import { makeCall } from "@pha/frame";
import { maxExtrinsicBytes, maxQueryBytes } from "@pha/limits";
import { balances, contracts, multiSignature, PHA, system } from "@pha/runtime/spec";
import type { Contract, Session } from "@pha/sdk";
import { type Caller, grantStatement, type Scope, type SealedRequest, sealQuery } from "@pha/secret-channel";
import { beforeAll, describe, expect, it } from "vitest";
import { ask, problemOf, type Reply, submitByRest, submitByRpc } from "../http.ts";
import { alice, bob, charlie, dave } from "../parties.ts";
import { signCall } from "../signing.ts";
import { deployAuction, newestBlock, type WholeNetwork } from "../whole-network.ts";
import { everydayNetwork } from "./network.ts";

let network: WholeNetwork;
let auction: Contract;
let other: Contract;
const which = { auction: 1 };
const nobody = keypairFromUri("//Nobody", "sr25519");
const elsewhere: Hex = `0x${"11".repeat(32)}`;

beforeAll(async () => {
  network = everydayNetwork();
  auction = await deployAuction(network.client);
  other = await deployAuction(network.client);
  const closesAtBlock = (await newestBlock(network.client)) + 100_000;
  await auction.command(alice, "create", { item: "clock", closesAtBlock });
  await auction.command(bob, "bid", { ...which, amount: "7" });
});

const remark = makeCall(system, "remark", { remark: utf8("hello") });

/** A good extrinsic of an account, unless something is to be wrong with it. */
async function signed(signer = charlie, wrong: Partial<Parameters<typeof signCall>[2]> = {}): Promise<Uint8Array> {
  const { genesisHash } = network.client;
  const { nonce } = await network.client.account(signer.accountId);
  return signCall(signer, remark, { genesisHash, nonce, ...wrong });
}

describe("an extrinsic", () => {
  it.each<[what: string, make: () => Promise<Uint8Array>, problem: string, code: number, data: RegExp]>([
    ["that is no extrinsic", async () => utf8("hello"), "400 transaction.Undecodable", 1001, /no extrinsic/],
    [
      "with bytes behind its end",
      async () => Uint8Array.of(...(await signed()), 0),
      "400 transaction.Undecodable",
      1001,
      /no extrinsic/,
    ],
    [
      "longer than a block",
      async () => new Uint8Array(maxExtrinsicBytes + 1),
      "413 transaction.TooLarge",
      1010,
      /^ExhaustsResources: /,
    ],
    [
      "signed by somebody else",
      () => signed(charlie, { by: dave }),
      "400 transaction.BadProof",
      1010,
      /^BadProof: Transaction has a bad signature$/,
    ],
    [
      "signed for another network",
      () => signed(charlie, { genesisHash: elsewhere }),
      "400 transaction.BadProof",
      1010,
      /^BadProof: /,
    ],
    [
      "with a nonce that was used",
      () => signed(bob, { nonce: 0 }),
      "409 transaction.Stale",
      1010,
      /^Stale: Transaction is outdated$/,
    ],
    [
      "of an account that cannot pay",
      () => signed(nobody),
      "409 transaction.Payment",
      1010,
      /^Payment: Inability to pay/,
    ],
  ])("%s is refused with a reason, over REST and over JSON-RPC", async (_, make, problem, code, data) => {
    const { chain } = network.devnet.urls;
    const extrinsic = await make();
    expect(problemOf(await submitByRest(chain, extrinsic))).toBe(problem);
    const { error } = await submitByRpc(chain, extrinsic);
    expect(error).toMatchObject({ code, data: expect.stringMatching(data) });
  });

  it("in a message larger than any is refused before it is read", async () => {
    const { chain } = network.devnet.urls;
    const bytes = new Uint8Array(3 * 1024 * 1024);
    expect(problemOf(await submitByRest(chain, bytes))).toBe("413 service-kit.BodyTooLarge");
    expect((await submitByRpc(chain, bytes)).error).toMatchObject({ code: -32007, data: "rpc.MessageTooLarge" });
  });

  it("that was accepted before gets the same receipt over REST, and Substrate's code over JSON-RPC", async () => {
    const { chain } = network.devnet.urls;
    const extrinsic = await signed();
    const first = await submitByRest(chain, extrinsic);
    expect(first.status).toBe(202);
    expect(await submitByRest(chain, extrinsic)).toEqual(first);
    expect((await submitByRpc(chain, extrinsic)).error).toMatchObject({ code: 1013 });
  });
});

describe("a command", () => {
  const alone = { value: 0n, asset: undefined, reads: [] };

  it("that nobody can read changes nothing and costs its sender the fee", async () => {
    const before = (await network.client.account(charlie.accountId)).data.free;
    const noise = { enc: elsewhere, ciphertext: nodePrimitives.randomBytes(512) };
    await network.client.submit(
      charlie,
      makeCall(contracts, "push_command", { contract: auction.id, epoch: 0, ...noise, ...alone }),
    );
    expect((await network.client.account(charlie.accountId)).data.free).toBeLessThan(before);
  });

  it("to a contract that the ledger does not have is refused", async () => {
    const push = { contract: elsewhere, epoch: 0, enc: elsewhere, ciphertext: new Uint8Array(16), ...alone };
    await expect(network.client.submit(charlie, makeCall(contracts, "push_command", push))).rejects.toMatchObject({
      code: "Contracts.UnknownContract",
    });
  });
});

/** What is sealed, and how. */
interface Sealing {
  readonly scope?: Partial<Scope>;
  readonly caller?: Caller;
  readonly issued?: number;
}

async function seal({ scope, caller, issued }: Sealing = {}): Promise<SealedRequest> {
  const { encryptKey, codeHash, epoch } = await auction.record();
  const whole = { genesis: network.client.genesisHash, contract: auction.id, codeHash, epoch, ...scope };
  const call = { method: "status", args: utf8(JSON.stringify(which)) };
  const query = { call, caller, issued: issued ?? (await newestBlock(network.client)) };
  return sealQuery(nodePrimitives, encryptKey as Hex, whole, query).sealed;
}

const queryPath = (contract: Hex) => `${network.devnet.urls.gatekeepers[0]}/v1/contracts/${contract}/query`;

const post = (contract: Hex, { enc, ciphertext }: SealedRequest): Promise<Reply> =>
  ask(queryPath(contract), { enc, ciphertext: toHex(ciphertext) });

/** A session of bob's whose certificate was made for something else. */
async function certified(grant: { genesis?: Hex; expiry?: number; contracts?: Hex[] }): Promise<Session> {
  const { genesis = network.client.genesisHash, expiry = 1_000_000, contracts: listed = [] } = grant;
  const clientSecret = nodePrimitives.randomBytes(32);
  const content = {
    clientKey: toHex(nodePrimitives.ed25519.publicKey(clientSecret)),
    contracts: listed,
    expiry,
    revocations: 0,
  };
  const signature = multiSignature("sr25519", bob.sign(grantStatement(genesis, content)));
  return { account: bob.accountId, clientSecret, certificate: { account: bob.accountId, grant: content, signature } };
}

describe("a query over plain HTTP", () => {
  it.each<[what: string, make: () => Promise<Reply>, problem: string]>([
    ["to an unknown contract", async () => post(elsewhere, await seal()), "404 gatekeeper.UnknownContract"],
    ["encrypted for another contract", async () => post(other.id, await seal()), "400 channel.Undecipherable"],
    [
      "encrypted for another network",
      async () => post(auction.id, await seal({ scope: { genesis: elsewhere } })),
      "400 channel.Undecipherable",
    ],
    [
      "of bytes nobody can read",
      () => post(auction.id, { enc: elsewhere, ciphertext: nodePrimitives.randomBytes(512) }),
      "400 channel.Undecipherable",
    ],
    ["that was issued long ago", async () => post(auction.id, await seal({ issued: 0 })), "400 miner.RequestTooOld"],
    ["from the far future", async () => post(auction.id, await seal({ issued: 1_000_000 })), "503 miner.RequestAhead"],
    [
      "that is not hexadecimal",
      () => ask(queryPath(auction.id), { enc: "0xno", ciphertext: "0x" }),
      "400 codec.BadJson",
    ],
    ["without its ciphertext", () => ask(queryPath(auction.id), { enc: elsewhere }), "400 codec.BadJson"],
    ["that is not JSON", () => ask(queryPath(auction.id), "{"), "400 service-kit.BadRequest"],
    [
      "longer than a query may be",
      () => post(auction.id, { enc: elsewhere, ciphertext: new Uint8Array(maxQueryBytes + 1) }),
      "400 codec.BadJson",
    ],
    [
      "longer than a body may be",
      () => post(auction.id, { enc: elsewhere, ciphertext: new Uint8Array(2 * maxQueryBytes) }),
      "413 service-kit.BodyTooLarge",
    ],
  ])("%s gets a coded problem", async (_, make, problem) => {
    expect(problemOf(await make())).toBe(problem);
  });

  it("is answered once: whoever copies it gets nothing", async () => {
    const sealed = await seal();
    expect((await post(auction.id, sealed)).status).toBe(200);
    expect(problemOf(await post(auction.id, sealed))).toBe("409 miner.RequestReplayed");
  });
});

describe("a query through the SDK", () => {
  it.each<[what: string, make: () => Promise<unknown>, code: string]>([
    ["to an unknown contract", () => network.client.contract(elsewhere).query("status", which), "sdk.UnknownContract"],
    ["of an unknown method", () => auction.query("secrets"), "contract-engine.UnknownMethod"],
    [
      "with arguments of another form",
      () => auction.query("status", { auction: "one" }),
      "contract-engine.WrongArguments",
    ],
    [
      "under an expired certificate",
      async () => auction.query("myBid", which, { caller: await certified({ expiry: 1 }) }),
      "channel.CertificateExpired",
    ],
    [
      "under a certificate for another contract",
      async () => auction.query("myBid", which, { caller: await certified({ contracts: [other.id] }) }),
      "channel.CertificateForeign",
    ],
    [
      "under a certificate of another network",
      async () => auction.query("myBid", which, { caller: await certified({ genesis: elsewhere }) }),
      "channel.CertificateInvalid",
    ],
    [
      "under a certificate whose client key is somebody else's",
      async () => {
        const caller = { ...(await certified({})), clientSecret: nodePrimitives.randomBytes(32) };
        return auction.query("myBid", which, { caller });
      },
      "channel.RequestSignatureInvalid",
    ],
    [
      "that names a worker of no cluster",
      () => auction.query("status", which, { worker: elsewhere }),
      "miner.OtherWorker",
    ],
  ])("%s gets a coded error", async (_, make, code) => {
    await expect(make()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^[A-Za-z].{10,}\.( \(.*\))?$/),
    });
  });
});

it("leaves the network as it was: it transfers, takes a command and answers", async () => {
  const pay = makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: bob.accountId }, value: PHA });
  await network.client.submit(dave, pay);
  await auction.command(charlie, "bid", { ...which, amount: "8" });
  expect((await auction.query("myBid", which, { caller: charlie })).value).toEqual({ amount: "8", outcome: "sealed" });
  expect((await auction.query("myBid", which, { caller: bob })).value).toEqual({ amount: "7", outcome: "sealed" });
});
