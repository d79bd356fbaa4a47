import { encode } from "@pha/codec";
import type { ProgramHost } from "@pha/enclave/program";
import { readReply } from "@pha/program-kit";
import { attack } from "@pha/testkit/attack";
import { boundsOf } from "@pha/testkit/bounds";
import { expect } from "vitest";
import { start } from "./program/main.ts";
import { Request } from "./protocol.ts";

attack("hand a worker one more of everything than its door has room for, as its host", async ({ refused }) => {
  const program = start({} as ProgramHost);
  const ask = async (bytes: Uint8Array) => readReply(await program.handle(bytes));
  const bounds = boundsOf(Request, "Request");
  expect(bounds.length).toBeGreaterThan(10);
  for (const { overfull } of bounds) await refused("codec.TooLong", () => ask(overfull()));
  await refused("program.NotStarted", () => ask(encode(Request, { type: "Tick" })));
});
