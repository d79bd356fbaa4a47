import { codeKey } from "@pha/runtime";
import { idleRuntimeCode } from "@pha/runtime-host/testing";
import type { Db } from "@pha/service-kit/db";
import { expect, it } from "vitest";
import type { HeadState } from "./head-state.ts";
import { Runtimes } from "./runtimes.ts";

const hash = Buffer.alloc(32, 7);

/** Runtimes whose database has one code, of genesis; it counts what it is asked. */
async function open(head: { height: number }) {
  let asked = 0;
  const execute = async () => {
    asked++;
    return { rows: [{ number: 0, hash, value: Buffer.from(idleRuntimeCode(1)) }] };
  };
  const runtimes = await Runtimes.open({ execute } as unknown as Db, head as HeadState);
  asked = 0;
  return { runtimes, asked: () => asked };
}

it("knows the runtime of every state since the last upgrade, and asks for older ones", async () => {
  const head = { height: 10 };
  const { runtimes, asked } = await open(head);
  const first = runtimes.current;
  for (const number of [0, 5, 10]) expect(await runtimes.after(number)).toBe(first);
  expect(asked()).toBe(0);

  head.height = 12;
  runtimes.advance(12, new Map([[codeKey, idleRuntimeCode(2)]]));
  expect(runtimes.since).toBe(12);
  expect(await runtimes.after(12)).toBe(runtimes.current);
  expect(asked()).toBe(0);
  expect((await runtimes.after(11)).version.spec_version).toBe(1);
  expect(asked()).toBeGreaterThan(0);

  const rewind = await runtimes.prepareRewind(11);
  head.height = 11;
  rewind();
  expect(await runtimes.after(11)).toBe(runtimes.current);
  expect(runtimes.current.version.spec_version).toBe(1);
});
