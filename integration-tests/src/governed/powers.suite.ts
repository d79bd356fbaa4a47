import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { encode, fromHex, fromJson, type Hex, toHex, toJson } from "@pha/codec";
import { ethAddress } from "@pha/crypto";
import { nodePrimitives as primitives, recoverEthAddress } from "@pha/crypto/node";
import { type Call, makeCall, readState } from "@pha/frame";
import { Certificate, commitmentDigest } from "@pha/light-client";
import { freePort, startProcess } from "@pha/local-infra";
import { type KeyLabel, SignedKeyRequest, signKeyRequest } from "@pha/program-kit";
import { attestation, clusters, gatekeepers, PHA, type Policy, RuntimeCall, validators } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { subjects } from "@pha/wire";
import { afterAll, expect, it } from "vitest";
import { emulatedMiner } from "../emulated-miner.ts";
import { ask } from "../http.ts";
import { joinBus, natsUrlOf, seedFileOf } from "../join-bus.ts";
import { charlie, dave } from "../parties.ts";
import { deployAuction, newestBlock } from "../whole-network.ts";
import { governedNetwork, pha, root } from "./network.ts";

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());

/** Has a body decide a motion: enough of its members are for it. */
async function decide(body: "council" | "committee", motion: number): Promise<void> {
  const members = { council: ["//Alice", "//Bob", "//Charlie"], committee: ["//Alice", "//Bob"] }[body];
  for (const member of members) await pha(`gov ${body} vote ${motion} aye --from ${member}`);
  expect(await pha(`gov ${body} close ${motion} --from //Dave`)).toMatchObject({ outcome: "done" });
}

const textOf = (call: Call): string => JSON.stringify(toJson(RuntimeCall, call));

/**
 * Council and committee put a call to the vote at once, and it passes. Gives the block in which it was dispatched. A week
 * has just begun, or what the council proposes would be launched in its turn before the committee has decided.
 */
async function emergency(call: Call): Promise<number> {
  await pha(`dev seal --to ${(await pha("gov list")).nextLaunch}`);
  const proposed = await pha([
    ..."gov council propose".split(" "),
    textOf(call),
    ..."--referendum majority --from //Alice".split(" "),
  ]);
  await decide("council", proposed.motion);
  const tracked = await pha("gov committee fast-track --voting 20 --from //Alice");
  await decide("committee", tracked.motion);
  const { measures } = await pha("gov list");
  const running = measures.filter(({ type }: { type: string }) => type === "referendum");
  const { referendum, end } = running.at(-1);
  await pha(`gov vote ${referendum} aye 1000 --from //Eve`);
  await pha(`dev seal --to ${end + 1}`);
  const { became } = await eventually(async () => {
    const shown = await pha(`gov show referendum ${referendum}`);
    return shown.became && shown;
  });
  expect(became).toEqual({ status: "enacted", block: end + 1 });
  return became.block;
}

it("nobody has root authority", async () => {
  await expect(pha("dev balance //Bob 5")).rejects.toThrow(/chain-dev\.NoSudo/);
});

it("a program that is denied at once gets no key from the next block on", async () => {
  const { client, dataDir, devnet } = governedNetwork();
  const contract = await deployAuction(client);
  const genuine = await readFile(join(dataDir, "network/miner.mjs"));
  const tampered = Buffer.concat([genuine, Buffer.from("\n// and everything that it reads is told to somebody\n")]);
  const measurement = `0x${createHash("sha384").update(tampered).digest("hex")}` as const;
  const policy = await client.read((view) => readState(attestation, view).policy.get());
  const set = (measurements: Policy["measurements"]) =>
    makeCall(attestation, "set_policy", { policy: { ...policy, measurements } });
  const program = { role: { type: "Miner" }, measurement, name: "miner", version: "0.1.1" } as const;

  const of = { measurement, operator: charlie.accountId };
  const early = await emulatedMiner(client, of);
  await expect(client.submit(charlie, early.registration)).rejects.toMatchObject({
    code: "Attestation.MeasurementNotAllowed",
  });
  await emergency(set([...policy.measurements, program]));
  const { identity, session, registration } = await emulatedMiner(client, of);
  await client.submit(charlie, registration);
  await client.submit(charlie, makeCall(clusters, "apply", { cluster: 0, identity }));

  const bus = opened.use(await joinBus(dataDir, "miner"));
  const members = await client.read((view) => readState(gatekeepers, view).members.get());
  const { generation } = await client.read((view) => readState(gatekeepers, view).dkg.get());
  const label: KeyLabel = { type: "random", value: { generation, cluster: 0, contract: contract.id } };
  const askFor = async (gatekeeper: Hex) => {
    const nonce = toHex(primitives.randomBytes(16));
    const signed = signKeyRequest(
      client.genesisHash,
      { worker: identity, gatekeeper, nonce, labels: [label] },
      session.sign,
    );
    return bus.request(subjects.keyRelease, { identity: gatekeeper.slice(2) }, encode(SignedKeyRequest, signed));
  };
  const until = async (block: number) => {
    for (const url of devnet.urls.gatekeepers)
      await eventually(async () => (await ask(`${url}/v1/keys`)).body.height >= block);
  };
  await until(await newestBlock(client));
  for (const gatekeeper of members) expect((await askFor(gatekeeper.identity)).length).toBeGreaterThan(48);

  const denied = await emergency(set(policy.measurements));
  await until(denied);
  for (const gatekeeper of members)
    await expect(askFor(gatekeeper.identity)).rejects.toMatchObject({ code: "gatekeeper.ProgramNotAllowed" });
  const again = await emulatedMiner(client, of);
  await expect(client.submit(charlie, again.registration)).rejects.toMatchObject({
    code: "Attestation.MeasurementNotAllowed",
  });
});

it("the treasury pays what the council approved", async () => {
  const { client } = governedNetwork();
  const { proposal } = await pha("gov treasury propose //Dave 1234 --from //Eve");
  const approve = { type: "Treasury", value: { type: "approve_proposal", value: { proposal_id: proposal } } };
  const { motion } = await pha(["gov", "council", "propose", JSON.stringify(approve), "--from", "//Alice"]);
  await decide("council", motion);
  const { proposals, nextPayment } = await pha("gov treasury list");
  expect(proposals).toContainEqual(expect.objectContaining({ proposal, approved: true }));
  const before = (await client.account(dave.accountId)).data.free;
  await pha(`dev seal --to ${nextPayment}`);
  await eventually(async () => (await newestBlock(client)) >= nextPayment);
  expect((await client.account(dave.accountId)).data.free - before).toBe(1234n * PHA);
  const left = (await pha("gov treasury list")).proposals;
  expect(left.map((one: { proposal: number }) => one.proposal)).not.toContain(proposal);
});

it("a validator that a referendum appoints signs certificates", async () => {
  const { client, dataDir, devnet } = governedNetwork();
  const secret = `0x${"5e".repeat(32)}` as const;
  const address = ethAddress(fromHex(secret));
  const port = await freePort();
  const env = {
    ...{ RELAY_PORT: String(port), RELAY_KEY: secret, RELAY_DATA_DIR: join(dataDir, "relay", "fifth") },
    ...{ RELAY_NATS_URL: await natsUrlOf(dataDir), RELAY_NATS_SEED_FILE: seedFileOf(dataDir, "relay") },
    ...{ RELAY_SPEC: join(dataDir, "network/spec.json"), RELAY_CODE: join(dataDir, "network/runtime.mjs") },
  };
  const file = join(root, "services/relay/src/main.ts");
  const healthUrl = `http://127.0.0.1:${port}/readyz`;
  const logDir = join(dataDir, "logs");
  opened.use(await startProcess({ name: "relay-fifth", file, env, logDir, healthUrl, withinMs: 120_000 }));

  const { id } = await client.read((view) => readState(validators, view).set.get());
  const record = await client.read((view) => readState(validators, view).sets.get(id));
  const standing = (record?.validators ?? []).map(({ address, operator }) => ({ address, operator }));
  const set = [...standing, { address, operator: dave.accountId }];
  const appointed = await emergency(makeCall(validators, "set_validators", { validators: set }));

  const signersAt = async (block: number) => {
    const { body } = await ask(`${devnet.urls.chain}/v1/finality/${block}`);
    const certificate = fromJson(Certificate, body.certificate);
    const digest = commitmentDigest(client.genesisHash, certificate);
    return certificate.signatures.map((signature) => recoverEthAddress(digest, signature));
  };
  expect(await signersAt(appointed)).not.toContain(address);
  const block = await eventually(
    async () => {
      const newest = await newestBlock(client);
      return (await signersAt(newest)).includes(address) && newest;
    },
    { withinMs: 60_000 },
  );
  expect(block).toBeGreaterThan(appointed);
  expect((await client.certified(block)).validators).toBe(standing.length + 1);
});
