import { setImmediate as turn } from "node:timers/promises";
import { decode, encode, type Hex, toHex, utf8 } from "@pha/codec";
import { nodeTimers, spawnNodeThread } from "@pha/contract-engine/node";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { ProgramHost } from "@pha/enclave/program";
import { Registration, readReply } from "@pha/program-kit";
import { fakeHost } from "@pha/program-kit/testing";
import { attestation, clusters } from "@pha/runtime/spec";
import { readAnswer, sealQuery } from "@pha/secret-channel";
import type { Asked } from "@pha/secret-channel/ask";
import { eventually } from "@pha/testkit";
import { expect, it } from "vitest";
import { Request, TickReply } from "../protocol.ts";
import { start } from "./main.ts";
import { adder, askProven, ClusterLedger, cluster, word } from "./testing.ts";

const id = word(0xc1);

/** The program without an enclave around it, and how often it woke its host. */
function load(chain: ClusterLedger) {
  let hpkeKey: Hex = word(0);
  let wakes = 0;
  const answers = chain.answers(() => hpkeKey);
  const host = fakeHost(chain.ledger, (request) => {
    if (request.type === "Wake") wakes++;
    return answers(request);
  });
  const timers = { setTimeout: nodeTimers.setTimeout, clearTimeout: nodeTimers.clearTimeout };
  const program = start({ ...host, ...timers, spawnThread: spawnNodeThread } as unknown as ProgramHost);
  const ask = async (request: Request) => readReply(await program.handle(encode(Request, request)));
  return {
    ask,
    askFor: (asked: Asked) => askProven({ genesis: chain.ledger.genesisHash, hpkeKey }, asked, ask),
    wakes: () => wakes,
    tick: async () => decode(TickReply, await ask({ type: "Tick" })),
    async enrol(): Promise<void> {
      const { identity, signKey, hpkeKey: key } = decode(Registration, await ask({ type: "Register" }));
      hpkeKey = key;
      chain.ledger.pallet(attestation).workers.put(identity, {
        ...{ role: { type: "Miner" }, operator: word(0), session: { signKey, hpkeKey }, sessionNumber: 1n },
        ...{ registeredAt: chain.ledger.head.number + 1, quoteHash: word(0), measurement: `0x${"bb".repeat(48)}` },
        ...{ confidence: 128, attestedAtMs: 1_000_000_000n, platform: undefined },
        ...{ bareSequence: 0n, bareDebt: 0, bareAt: 0 },
      });
      const members = { owner: word(1), minMembers: 1, open: false, members: [identity], applicants: [] };
      chain.ledger.pallet(clusters).clusters.put(cluster, members);
    },
  };
}

it("wakes its host when there is more to tell, once between two ticks, and not when nothing happens", async () => {
  const chain = new ClusterLedger();
  const { ask, askFor, wakes, tick, enrol } = load(chain);
  await ask({
    type: "Start",
    value: {
      start: chain.ledger.startRequest(),
      cluster,
      threads: 2,
      checkpointBlocks: 4,
      sparePercent: 0,
      http: { allow: [], ca: [] },
    },
  });
  await enrol();
  const scope = chain.instantiate(id, adder, 40);
  await ask({ type: "Advance", value: chain.block() });
  // The lease wakes the host as well, when it begins.
  const serves = async () => {
    const { standing, lease } = await tick();
    return standing === "serving" && lease.leftMs > 0 && lease.answered === lease.validators;
  };
  await eventually(serves, { withinMs: 60_000 });
  await turn();
  expect(wakes()).toBeGreaterThan(0);
  await tick();

  const before = wakes();
  for (let n = 0; n < 5; n++) {
    chain.command(scope, word(1), "add", n);
    await ask({ type: "Advance", value: chain.block() });
  }
  expect(wakes()).toBe(before);
  await tick();
  const { codeHash } = scope;
  const secret = chain.gatekeepers.keyOf({
    type: "encrypt",
    value: { generation: 1, cluster, contract: id, codeHash, epoch: 0 },
  });
  const key = toHex(primitives.x25519.publicKey(secret));
  const sum = async () => {
    const query = { issued: chain.ledger.head.number, call: { method: "sum", args: utf8("null") } };
    const { sealed, answerKey } = sealQuery(primitives, key, scope, query);
    return readAnswer(
      primitives,
      scope,
      answerKey,
      await askFor({ type: "Query", value: { contract: id, ...sealed } }),
    );
  };
  await eventually(async () => (await sum()).statement.stateHeight === chain.ledger.head.number, { withinMs: 30_000 });
  expect((await sum()).outcome).toEqual({ type: "Done", value: utf8("50") });
  // Five commands, and one tick: woken once before it at most, and once after it.
  expect(wakes() - before).toBeGreaterThanOrEqual(1);
  expect(wakes() - before).toBeLessThanOrEqual(2);
}, 120_000);
