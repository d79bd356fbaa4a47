import { keypairFromUri } from "@pha/crypto";
import { extrinsicHash, system } from "@pha/runtime/spec";
import { tx } from "@pha/sdk";
import { TestChain } from "@pha/sdk/testing";
import { afterEach, expect, it, vi } from "vitest";
import { runLine } from "../testing/run-line.ts";

afterEach(() => vi.unstubAllGlobals());

it("what a call did is told by its events, to people and to programs", async () => {
  const chain = new TestChain();
  const alice = keypairFromUri("//Alice", "sr25519");
  const { header, body } = chain.run(alice, tx(system, "remark", { remark: new Uint8Array() }));
  const hash = extrinsicHash(body[0] as Uint8Array);
  const events = [{ index: 4, pallet: "System", name: "Remarked", fields: { sender: "//Alice", hash } }];
  const signed = { signer: alice.accountId, nonce: 0, tip: "0" };
  const call = { pallet: "System", call: "remark", args: { remark: "0x" } };
  const extrinsic = { index: 3, hash, signed, call, ok: true, failures: [], events };
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
    if (url.endsWith("/v1/dev/submit")) return Response.json({ hash });
    if (url.endsWith(`/v1/extrinsics/${hash}`))
      return Response.json({ block: { number: header.number, hash }, finalized: true, extrinsic });
    return chain.fetch(url, init);
  });

  const words = ["dev", "submit", "System", "remark", '{"remark":"0x"}', "--from", "//Alice"];
  const { code, out } = await runLine(words, { env: { PHA_CHAIN_URL: chain.url } });
  expect(code).toBe(0);
  expect(out).toContain(`Extrinsic 3, events:\n  System.Remarked {"sender":"//Alice","hash":"${hash}"}`);
  const told = await runLine([...words, "--json"], { env: { PHA_CHAIN_URL: chain.url } });
  const [{ pallet, name, fields }] = events as [(typeof events)[number]];
  expect(told.json()).toMatchObject({ transaction: hash, index: 3, events: [{ pallet, name, fields }] });
});
