import { once } from "node:events";
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { errors } from "./errors.ts";
import { choosePorts } from "./ports.ts";

const size = { chains: 1, validators: 4, gatekeepers: 3, miners: 2 };

it("chooses different free ports for all", async () => {
  const ports = Object.values(await choosePorts(size, "free"));
  expect(new Set(ports).size).toBe(10);
});

it("numbers several chains", async () => {
  const names = Object.keys(await choosePorts({ chains: 3, validators: 0, gatekeepers: 0, miners: 0 }, "free"));
  expect(names).toEqual(["chain-0", "chain-1", "chain-2"]);
});

it("names the process that holds a known port", async () => {
  const server = createServer().listen(9944, "127.0.0.1");
  await Promise.race([once(server, "listening"), once(server, "error")]); // or a network runs here: taken, too
  try {
    await expect(choosePorts(size, "default")).rejects.toMatchObject({
      code: errors.PortTaken.code,
      data: { port: 9944, heldBy: expect.stringMatching(/^pid \d+ \(/) },
    });
  } finally {
    server.close();
  }
});
