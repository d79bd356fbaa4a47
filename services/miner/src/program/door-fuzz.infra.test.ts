import { encode, toHex, utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { fuzzDoor } from "@pha/enclave/fuzz";
import { readReply } from "@pha/program-kit";
import { sampleBytes } from "@pha/runtime/testing/samples";
import { sealQuery } from "@pha/secret-channel";
import { wayToWorker } from "@pha/secret-channel/ask";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Request } from "../protocol.ts";
import { buildProgram, surround } from "./testing/enclave.ts";
import { adder, ClusterLedger, cluster, word } from "./testing.ts";

/** Frames, the same ones at each run; `DOOR_FRAMES=500000 DOOR_SEED=2 npm test -- infra door-fuzz` sends more and others. */
const { DOOR_FRAMES: frames = "2800", DOOR_SEED: seed = "1" } = process.env;

const contract = word(0xc1);

it("takes any frames of its host, by code, and ends with what is no frame", { timeout: 1_200_000 }, async () => {
  await using built = await buildProgram();
  let surroundings = surround(built.program, new ClusterLedger());
  const { genesisHash } = new ClusterLedger().ledger;
  const samples = fc.sample(sampleBytes(Request), { seed: Number(seed), numRuns: 500 });
  const report = await fuzzDoor(
    {
      ...built,
      genesisHash,
      ocall: (request) => surroundings.ocall(request),
      requests: samples,
      async begin(call) {
        const chain = new ClusterLedger();
        surroundings = surround(built.program, chain);
        const { ask, start, register, tick, hpkeKey } = surroundings.speak(call);
        await start();
        const scope = chain.instantiate(contract, adder, 40);
        await ask({ type: "Advance", value: chain.block() });
        await register();
        await ask({ type: "Advance", value: chain.block() });
        await tick([contract]);
        const label = { generation: 1, cluster, contract, codeHash: scope.codeHash, epoch: 0 };
        const publicKey = toHex(
          primitives.x25519.publicKey(chain.gatekeepers.keyOf({ type: "encrypt", value: label })),
        );
        const sealed = ["sum", "none"].map((method) => {
          const query = { issued: chain.ledger.head.number, call: { method, args: utf8("null") } };
          return { contract, ...sealQuery(primitives, publicKey, scope, query).sealed };
        });
        const asks = sealed.flatMap((value) => [
          { type: "Query" as const, value },
          { type: "Session" as const, value },
        ]);
        const way = wayToWorker(primitives, genesisHash, hpkeKey());
        chain.command(scope, word(1), "add", 1);
        const blocks = [1, 2, 3].map((): Request => ({ type: "Advance", value: chain.block() }));
        const requests = [...asks.map((asked): Request => ({ type: "Ask", value: way.ask(asked).ask })), ...blocks];
        return requests.map((request) => encode(Request, request));
      },
      read: readReply,
    },
    { seed: Number(seed), frames: Number(frames) },
  );
  const { frames: sent, processes, codes } = report;
  console.log(`seed ${seed}: ${sent} frames to ${processes} processes; ${[...codes].join(" ").replaceAll(",", " ")}`);
  expect(sent).toBeGreaterThanOrEqual(Number(frames));
  expect(codes.get("done")).toBeGreaterThan(sent / 100);
});
