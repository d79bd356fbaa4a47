import { bytes, encode, type Hex, type TypeOf, toHex, utf8 } from "@pha/codec";
import { keypairFromUri, nodePrimitives as primitives } from "@pha/crypto/node";
import { eventOf, makeCall, readState } from "@pha/frame";
import type { Vote } from "@pha/light-client";
import { maxQueryBytes } from "@pha/limits";
import { type KeyLabel, makeSession, type Session, SignedKeyRequest, signKeyRequest } from "@pha/program-kit";
import { attestation, clusters, contracts, gatekeepers, messages, type Policy } from "@pha/runtime/spec";
import { type Contract, memoryStore, type Network } from "@pha/sdk";
import { type SealedRequest, sealCommand, sealQuery } from "@pha/secret-channel";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { eventually } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { type BusServiceName, event, type FinalizedBlock, subjects } from "@pha/wire";
import { afterAll, beforeAll, expect } from "vitest";
import { emulatedMiner } from "./emulated-miner.ts";
import { ask } from "./http.ts";
import { joinBus } from "./join-bus.ts";
import { alice, bob, charlie } from "./parties.ts";
import { deployAuction, newestBlock, startWholeNetwork, type WholeNetwork } from "./whole-network.ts";

let network: WholeNetwork;
let auction: Contract;
const opened = new AsyncDisposableStack();
const which = { auction: 1 };
const word = (byte: string): Hex => `0x${byte.repeat(32)}`;

beforeAll(async () => {
  network = opened.use(await startWholeNetwork({ miners: 2 }));
  auction = await deployAuction(network.client);
  const closesAtBlock = (await newestBlock(network.client)) + 100_000;
  await auction.command(alice, "create", { item: "clock", closesAtBlock });
  await auction.command(bob, "bid", { ...which, amount: "7" });
});
afterAll(() => opened.disposeAsync());

/** What somebody on the way makes of a reply; `again` sends the request once more. */
type Meddle = (reply: Response, again: () => Promise<Response>) => Response | Promise<Response>;

/** A client whose requests to paths that end so are in the attacker's hands, whose gatekeeper is one only. */
function connectThrough(path: RegExp, meddle: Meddle, now: () => number = Date.now): Promise<Network> {
  const gatekeepers = network.devnet.urls.gatekeepers.slice(0, 1);
  const fetching = async (url: string, init?: RequestInit) => {
    const reply = await fetch(url, init);
    return path.test(url) && reply.ok ? meddle(reply, () => fetch(url, init)) : reply;
  };
  return network.connect({ gatekeepers, fetch: fetching, now });
}

const membersOf = async (cluster: number) =>
  (await network.client.read((state) => readState(clusters, state).clusters.get(cluster)))?.members ?? [];

attack("swap, repeat, change or cut answers as a gatekeeper", async ({ refused }) => {
  const seen: Hex[] = [];
  let forge = (answer: Hex): Hex => answer;
  const client = await connectThrough(/\/query$/, async (reply) => {
    const { answer } = await reply.json();
    seen.push(answer);
    return Response.json({ answer: forge(answer) });
  });
  const contract = client.contract(auction.id);
  await contract.query("status", which);
  await contract.query("myBid", which, { caller: bob });
  const [older, bobs] = seen as [Hex, Hex];
  const forgeries: readonly (typeof forge)[] = [
    () => older,
    () => bobs,
    (answer) => `${answer.slice(0, -1)}${answer.endsWith("0") ? "1" : "0"}` as Hex,
    (answer) => answer.slice(0, -2) as Hex,
    () => "0x",
  ];
  for (forge of forgeries) await refused("channel.AnswerInvalid", () => contract.query("status", which));
});

attack("drop a query as a gatekeeper", async ({ held }) => {
  const dead = "http://127.0.0.1:9";
  const client = await network.connect({ gatekeepers: [dead, network.devnet.urls.gatekeepers[0] as string] });
  await held("another gatekeeper answers", async () => {
    const { value } = await client.contract(auction.id).query("myBid", which, { caller: bob });
    expect(value).toEqual({ amount: "7", outcome: "sealed" });
  });
});

attack("ask somebody else's query again", async ({ refused }) => {
  let again: (() => Promise<Response>) | undefined;
  const client = await connectThrough(/\/query$/, (reply, repeat) => {
    again = repeat;
    return reply;
  });
  await client.contract(auction.id).query("myBid", which, { caller: bob });
  const [worker] = (await membersOf(0)) as [Hex];
  await client.contract(auction.id).query("myBid", which, { caller: bob, worker });
  for (let i = 0; i < 3; i++)
    await refused(["miner.RequestReplayed", "miner.OtherWorker"], async () => (await again?.())?.json());
});

attack("hold an answer back until it is old, as a gatekeeper", async ({ refused }) => {
  let holdUntil = 0;
  const client = await connectThrough(/\/query$/, async (reply) => {
    await eventually(async () => (await newestBlock(client)) >= holdUntil, { withinMs: 60_000 });
    return reply;
  });
  const contract = client.contract(auction.id);
  const { statement } = await contract.query("status", which);
  holdUntil = statement.number + 14;
  await refused("sdk.AnswerTooOld", () => contract.query("status", which));
});

attack("send a copy of another account's bid", async ({ refused, held }) => {
  const { encryptKey, codeHash, epoch } = await auction.record();
  const scope = { genesis: network.client.genesisHash, contract: auction.id, codeHash, epoch };
  const bid = { method: "bid", args: utf8(JSON.stringify({ ...which, amount: "9" })) };
  const { sealed, receiptKey } = sealCommand(primitives, encryptKey as Hex, scope, bob.accountId, bid);
  const alone = { value: 0n, asset: undefined, reads: [] };
  const copied = makeCall(contracts, "push_command", { contract: auction.id, epoch, ...sealed, ...alone });
  const { events } = await network.client.submit(charlie, copied);
  const [message] = events.flatMap((given) => eventOf(messages, "Queued", given)?.number ?? []);
  const commands = memoryStore();
  commands.put({ ...scope, enc: receiptKey.enc, secret: toHex(receiptKey.secret) });
  const copier = (await network.connect({ commands })).contract(auction.id);
  await refused("channel.Undecipherable", () => copier.receipt(message as bigint));
  await held("no bid of the copier's", async () => {
    await expect(auction.query("myBid", which, { caller: charlie })).rejects.toMatchObject({ code: "contract.NoBid" });
  });
});

attack("show a client a forged block, state or genesis", async ({ refused }) => {
  const through = async (path: RegExp, forge: (text: string) => string) => {
    const client = await connectThrough(path, async (reply) => new Response(forge(await reply.text()), reply));
    return () => client.account(bob.accountId);
  };
  const verification = /^(light-client|crypto|sdk)\./;
  const forgeries: readonly (readonly [RegExp, (text: string) => string, readonly string[]])[] = [
    [/finality/, (text) => text.replace(/("stateRoot":"0x)../, "$1ff"), ["light-client.HeaderMismatch"]],
    [/finality/, (text) => text.replace(/("signatures":\["0x)..../, "$1ffff"), ["light-client.BadSignature"]],
    [/finality/, (text) => text.replace(/("signatures":\[)"0x\w+",?/, "$1"), ["light-client.BadSigners"]],
    [/proofs/, (text) => text.replace(/0{16}/, "f".repeat(16)), ["light-client.ValueMismatch", "crypto.WrongRoot"]],
  ];
  for (const [path, forge, codes] of forgeries) {
    const read = await through(path, forge);
    expect(await refused(codes, read)).toMatch(verification);
  }
  await refused("sdk.UnknownGenesis", () => network.connect({ genesisHash: word("11") }));
});

attack("keep a client in the past", async ({ refused }) => {
  const kept = new Map<string, string>();
  let behindMs = 0;
  const client = await connectThrough(
    /finality/,
    async (reply) => {
      const path = new URL(reply.url).pathname;
      if (!kept.has(path)) kept.set(path, await reply.text());
      return new Response(kept.get(path), reply);
    },
    () => Date.now() + behindMs,
  );
  const contract = client.contract(auction.id);
  await contract.query("status", which);
  behindMs = 3_600_000;
  await refused("light-client.Stale", () => client.session(bob));
});

/** Joins NATS with the keys of a service of this network. */
const joinAs = async (service: BusServiceName): Promise<Bus> => opened.use(await joinBus(network.dataDir, service));

attack("publish forged blocks and votes with the chain's and a validator's NATS keys", async ({ held }) => {
  const [chain, relay] = [await joinAs("chain"), await joinAs("relay")];
  const finalized = Promise.withResolvers<TypeOf<typeof FinalizedBlock>>();
  await relay.subscribe(subjects.blockFinalized, {}, ({ value }) => finalized.resolve(value)).ready;
  const genuine = await finalized.promise;
  const { header, certificate } = genuine;
  const forged = { ...header, number: header.number + 1, stateRoot: word("ff") };
  const unsigned = certificate.signatures.map((): Hex => `0x${"11".repeat(65)}`);
  const claims = [
    { ...genuine, header: forged },
    { ...genuine, header: forged, certificate: { ...certificate, number: forged.number, stateRoot: word("ff") } },
    { ...genuine, header: { ...header, number: 4_000_000 }, certificate: { ...certificate, signatures: unsigned } },
    genuine,
  ];
  const garbage = event(subjects.blockFinalized.subject, bytes({ max: 64 }), "Bytes that are no block.");
  const validator = word("00").slice(0, 42) as Hex;
  const vote: Vote = {
    ...{ number: header.number + 1, round: 0, setId: 0n, choice: { type: "Block", value: word("ff") }, validator },
    signature: `0x${"11".repeat(65)}`,
  };
  const nil: Vote = { ...vote, choice: { type: "Nil", value: "relay.WrongHeader" } };
  await held("certificates and signatures are checked", async () => {
    for (const claim of claims) chain.publish(subjects.blockFinalized, {}, claim);
    chain.publish(garbage, {}, new Uint8Array(64));
    for (const address of network.client.validators.addresses)
      for (const said of [vote, nil, { ...vote, validator: address }, { ...nil, validator: address }])
        relay.publish(subjects.relayVote, { validator: address.slice(2) }, said);
    await Promise.all([chain.flush(), relay.flush()]);
    const before = await newestBlock(network.client);
    await eventually(async () => (await newestBlock(network.client)) > before + 3, { withinMs: 60_000 });
    const { value } = await auction.query("myBid", which, { caller: bob });
    expect(value).toEqual({ amount: "7", outcome: "sealed" });
  });
});

attack("ask gatekeepers for keys in a worker's name, on NATS with its service's keys", async ({ refused }) => {
  const miner = await joinAs("miner");
  const members = await network.client.read((state) => readState(gatekeepers, state).members.get());
  const [first, second] = members.map(({ identity }) => identity) as [Hex, Hex];
  const [worker] = (await membersOf(0)) as [Hex];
  const generation = await network.client.read((state) => readState(gatekeepers, state).dkg.get().generation);
  const label: KeyLabel = { type: "random", value: { generation, cluster: 0, contract: auction.id } };
  const session = makeSession(primitives);
  const request = (fields: { worker: Hex; gatekeeper?: Hex; by?: Session }) => () => {
    const asking = { gatekeeper: first, nonce: `0x${"05".repeat(16)}` as Hex, labels: [label], ...fields };
    const signed = signKeyRequest(network.client.genesisHash, asking, (fields.by ?? session).sign);
    return miner.request(subjects.keyRelease, { identity: first.slice(2) }, encode(SignedKeyRequest, signed));
  };
  await refused("gatekeeper.UnknownWorker", request({ worker: word("11") }));
  await refused("gatekeeper.UnknownWorker", request({ worker: second }));
  await refused("gatekeeper.BadRequestSignature", request({ worker }));
  await refused("gatekeeper.WrongGatekeeper", request({ worker, gatekeeper: second }));
  await refused(["codec.UnexpectedEnd", "service-kit.BusFault"], () =>
    miner.request(subjects.keyRelease, { identity: first.slice(2) }, new Uint8Array(7)),
  );
});

attack("swallow queries, and reply to them, with a miner's NATS keys", async ({ held }) => {
  const liars = await Promise.all(Array.from({ length: 4 }, () => joinAs("miner")));
  const serving = [
    liars[0]?.serve(subjects.workerAsk, { queue: "workers" }, () => new Promise(() => {})),
    liars[1]?.serve(subjects.workerAsk, {}, () => ({ reply: new Uint8Array(64), mac: word("00") })),
    liars[2]?.serve(subjects.workerAsk, {}, () => {
      throw contracts.errors.UnknownContract();
    }),
    liars[3]?.serve(subjects.workerAsk, { queue: "miner" }, () => new Promise(() => {})),
  ] as Subscribed[];
  await Promise.all(serving.map(({ ready }) => ready));
  await held("an enclave proves its reply, and nothing else counts", async () => {
    for (let i = 0; i < 20; i++) await auction.query("status", which);
  });
  await Promise.all(liars.map((liar) => liar[Symbol.asyncDispose]())); // two of them never finish what they serve
});

attack(
  "learn by lengths and gas what others ask and send, and how it ends, on NATS, REST and the ledger",
  async ({ held }) => {
    const [requests, answers, receipts, gas] = [new Set<number>(), new Set<number>(), new Set<number>(), [0n].slice(1)];
    await using ear = await joinBus(network.dataDir, "miner");
    await ear.serve(subjects.workerAsk, {}, ({ request }) => {
      if (request.asked.type === "Query") requests.add(request.asked.value.ciphertext.length);
      return { reply: new Uint8Array(64), mac: word("00") };
    }).ready;
    const listening = async (url: string, init?: RequestInit) => {
      const reply = await fetch(url, init);
      if (!reply.ok || !/\/query$|\/receipts\/\d+/.test(url)) return reply;
      const said = await reply.json();
      if (said.answer) answers.add(said.answer.length);
      else receipts.add(said.receipt.sealed.length);
      return Response.json(said);
    };
    const contract = (await network.connect({ fetch: listening })).contract(auction.id);
    const asks = [
      [{ auction: 1 }, alice, "contract.NoBid"],
      [{ auction: 1 }, bob, undefined],
      [{ auction: 123_456_789 }, bob, "contract.UnknownAuction"],
      [{ auction: 1 }, charlie, "contract.NoBid"],
    ] as const;
    for (const [args, caller, code] of asks) {
      const asked = contract.query("myBid", args, { caller, session: "never" });
      const told = await asked.then(
        ({ statement }) => void gas.push(statement.gas),
        (error) => error.code,
      );
      expect(told).toBe(code);
    }
    await held("a query's length tells its bucket", () => expect([...requests]).toEqual([512 + 16]));
    await held("so does an answer's, of success and failure alike", () => expect(answers.size).toBe(1));
    await held("gas is a power of two", () => expect(gas.every((spent) => (spent & (spent - 1n)) === 0n)).toBe(true));

    const from = await newestBlock(network.client);
    await contract.command(bob, "bid", { ...which, amount: "8" });
    await expect(contract.command(bob, "bid", { auction: 123_456_789, amount: "123456789" })).rejects.toThrow();
    await contract.command(charlie, "create", { item: "a picture of a clock", closesAtBlock: from + 100_000 });
    await held("a receipt's length tells nothing", () => expect(receipts.size).toBe(1));
    await held("a command's length tells its bucket", async () => {
      const numbers = Array.from({ length: (await newestBlock(network.client)) - from }, (_, i) => from + i + 1);
      const blocks = await Promise.all(numbers.map((number) => network.client.block(number)));
      const calls = blocks.flatMap(({ extrinsics }) => extrinsics.map(({ call }) => call));
      const lengths = calls.flatMap(({ call, args }) =>
        call === "push_command" ? ((args as { ciphertext: Hex }).ciphertext.length - 2) / 2 : [],
      );
      expect(lengths).toEqual(Array(3).fill(256 + 16));
    });
    await held("what is reported of gas is made of buckets", async () => {
      const record = await network.client.read((state) => readState(contracts, state).contracts.get(auction.id));
      expect([record?.agreed.gas !== 0n, (record?.agreed.gas ?? 1n) % 16_384n]).toEqual([true, 0n]);
    });
  },
);

attack("force known secrets on a worker by keys of small order, over REST", async ({ refused }) => {
  const smallOrder = [
    "00".repeat(32),
    `01${"00".repeat(31)}`,
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    `ec${"ff".repeat(30)}7f`,
    `ed${"ff".repeat(30)}7f`,
    `ee${"ff".repeat(30)}7f`,
  ];
  const { ciphertext } = await sealed();
  for (const point of smallOrder)
    await refused("channel.Undecipherable", () => post({ enc: `0x${point}`, ciphertext }));
});

attack("post queries that are malformed or oversized", async ({ refused }) => {
  const { enc, ciphertext } = await sealed();
  await refused("codec.BadJson", () => post({ enc: enc.slice(0, -2) as Hex, ciphertext }));
  await refused("codec.BadJson", () => post({ enc, ciphertext: new Uint8Array(maxQueryBytes + 1) }));
  for (const bytes of [2 * maxQueryBytes, 6 * maxQueryBytes])
    await refused("service-kit.BodyTooLarge", () => post({ enc, ciphertext: new Uint8Array(bytes) }));
  for (const cut of [0, 1, 15, 16, ciphertext.length - 1])
    await refused("channel.Undecipherable", () => post({ enc, ciphertext: ciphertext.subarray(0, cut) }));
});

async function sealed(): Promise<SealedRequest> {
  const { encryptKey, codeHash, epoch } = await auction.record();
  const scope = { genesis: network.client.genesisHash, contract: auction.id, codeHash, epoch };
  const call = { method: "status", args: utf8(JSON.stringify(which)) };
  return sealQuery(primitives, encryptKey as Hex, scope, { call, issued: await newestBlock(network.client) }).sealed;
}

async function post({ enc, ciphertext }: SealedRequest): Promise<unknown> {
  const url = `${network.devnet.urls.gatekeepers[0]}/v1/contracts/${auction.id}/query`;
  return (await ask(url, { enc, ciphertext: toHex(ciphertext) })).body;
}

attack("register an enclave of one's own making", async ({ refused }) => {
  const { measurements } = await network.client.read((state) => readState(attestation, state).policy.get());
  const allowed = (role: Policy["measurements"][number]["role"]["type"]) =>
    measurements.find((program) => program.role.type === role)?.measurement as Hex;
  const stranger = keypairFromUri("//Mallory", "ed25519");
  const forgeries = [
    ["Attestation.MeasurementNotAllowed", { measurement: `0x${"ff".repeat(48)}` as Hex }],
    ["Attestation.MeasurementNotAllowed", { measurement: allowed("Gatekeeper") }],
    ["Attestation.BadQuote", { root: stranger }],
    ["Attestation.BadQuote", { operator: bob.accountId }],
  ] as const;
  for (const [code, forged] of forgeries)
    await refused(code, async () => {
      const honest = { measurement: allowed("Miner"), operator: charlie.accountId };
      const { registration } = await emulatedMiner(network.client, { ...honest, ...forged });
      return network.client.submit(charlie, registration);
    });
});

attack("answer a query from a worker outside of the cluster", async ({ refused }) => {
  const members = await membersOf(0);
  let expel = async (): Promise<void> => {};
  const client = await connectThrough(/\/query$/, async (reply) => {
    await expel();
    return reply;
  });
  const contract = client.contract(auction.id);
  const { statement } = await contract.query("status", which);
  expel = async () => {
    expel = async () => {};
    for (const identity of members)
      await network.client.submit(alice, makeCall(clusters, "remove", { cluster: 0, identity }));
    await client.head();
  };
  expect(members).toContain(statement.worker);
  await refused("sdk.ForeignWorker", () => contract.query("status", which));
  await refused(["miner.NotServing", "gatekeeper.NoWorker"], () => auction.query("status", which));
});
