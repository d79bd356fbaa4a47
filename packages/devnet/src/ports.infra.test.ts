import { createServer } from "node:net";
import { forServices } from "@pha/wire";
import { expect, it } from "vitest";
import { errors } from "./errors.ts";
import { choosePorts } from "./ports.ts";

const counts = { ...forServices(() => 0), chain: 1, relay: 4, gatekeeper: 3, miner: 2 };

it("chooses different free ports for all", async () => {
  const ports = Object.values(await choosePorts(counts, "free"));
  expect(new Set(ports).size).toBe(10);
});

it("names the process that holds a known port", async () => {
  const server = createServer().listen(9944, "127.0.0.1");
  const taken = Promise.withResolvers<void>();
  server.once("listening", taken.resolve).once("error", () => taken.resolve()); // a network runs here: taken, too
  await taken.promise;
  try {
    await expect(choosePorts(counts, "default")).rejects.toMatchObject({
      code: errors.PortTaken.code,
      data: { port: 9944, heldBy: expect.stringMatching(/^pid \d+ \(/) },
    });
  } finally {
    server.close();
  }
});
