import { Unsigned } from "@pha/api";
import { fromHex, type Hex, toHex, toJson } from "@pha/codec";
import { keypairFromUri, type Scheme, verifySignature } from "@pha/crypto";
import { type Call, makeCall } from "@pha/frame";
import {
  democracy,
  encodeCall,
  immortal,
  mortalEra,
  type SigningContext,
  signingPayload,
  system,
} from "@pha/runtime/spec";
import { TestChain } from "@pha/sdk/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runLine } from "../testing/run-line.ts";

let chain: TestChain;
beforeEach(() => {
  chain = new TestChain();
  chain.nowMs = Date.now() - 5_000;
  chain.append();
  vi.stubGlobal("fetch", chain.fetch);
});
afterEach(() => vi.unstubAllGlobals());

const context: SigningContext = { genesisHash: `0x${"ab".repeat(32)}` };
const second = makeCall(democracy, "second", { proposal: 3 });

/** What `POST /v1/calls` answers, as far as signing needs it. */
function prepared(signer: { readonly accountId: Hex }, call: Call, of = context, era = immortal) {
  const extra = { era, nonce: 7, tip: 0n };
  const bytes = encodeCall(call);
  const unsigned = toJson(Unsigned, { call: bytes, from: signer.accountId, ...extra }, { ss58Prefix: 42 });
  return { unsigned, signingPayload: toHex(signingPayload(bytes, extra, of)) };
}

const sign = (given: unknown, more = "--from //Alice") =>
  runLine(`key sign - ${more} --json`, {
    env: { PHA_CHAIN_URL: chain.url },
    stdin: async () => (typeof given === "string" ? given : JSON.stringify(given)),
  });
const alice = keypairFromUri("//Alice", "sr25519");

describe("pha key sign", () => {
  it.each<Scheme>(["sr25519", "ed25519", "ecdsa"])("signs what was prepared with a key of %s", async (scheme) => {
    const key = keypairFromUri("//Alice", scheme);
    const given = prepared(key, second);
    const { code, json } = await sign(given, `--from //Alice --scheme ${scheme}`);
    expect(code).toBe(0);
    const { unsigned, signature } = json();
    expect(unsigned).toEqual(given.unsigned);
    expect(signature.type.toLowerCase()).toBe(scheme);
    expect(verifySignature(scheme, key.accountId, fromHex(given.signingPayload), signature.value)).toBe(true);
    const { json: ofBytes } = await sign(given.signingPayload, `--from //Alice --scheme ${scheme}`);
    expect(ofBytes().unsigned).toEqual(given.unsigned);
  });

  it("says what is signed, as whom, for how long, and what to do with it", async () => {
    const { signingPayload: bytes } = prepared(alice, second, context, mortalEra(64, 0));
    const { out } = await runLine(["key", "sign", bytes, "--from", "//Alice"]);
    expect(out).toMatch(
      /call +Democracy\.second \{"proposal":3\}\nas +5Grw\w+ \(sr25519\)\nnonce +7\nvalid +for 64 blocks/,
    );
    expect(out).toMatch(/genesis +0xabab[\s\S]+Nothing was sent\..*curl .*\/v1\/transactions/);
  });

  it("finds out whether a hash is of the long call beside it", async () => {
    const long = makeCall(system, "remark", { remark: new Uint8Array(300) });
    const here = { genesisHash: chain.genesisHash };
    expect((await sign(prepared(alice, long, here))).code).toBe(0);
    const elsewhere = await sign(prepared(alice, long));
    expect(JSON.parse(elsewhere.err).error).toMatchObject({ code: "cli.OtherPayload" });
    const { signingPayload: hash } = prepared(alice, long, here);
    expect(JSON.parse((await sign(hash)).err).error).toMatchObject({ code: "cli.UnknownPayload" });
  });

  it("signs nothing that is not what it is said to be, or is prepared for somebody else", async () => {
    const good = prepared(alice, second);
    const other = prepared(alice, makeCall(democracy, "second", { proposal: 4 }));
    for (const [given, code] of [
      [{ ...good, signingPayload: other.signingPayload }, "cli.OtherPayload"],
      [{ ...good, signingPayload: "0x00" }, "cli.UnknownPayload"],
      [{ signingPayload: good.signingPayload }, "cli.UnknownPayload"],
      [{ code: "chain-api.UnknownCall" }, "cli.UnknownPayload"],
      [`0x${"ff".repeat(100)}`, "cli.UnknownPayload"],
      ["0x", "cli.UnknownPayload"],
      [prepared(keypairFromUri("//Bob", "sr25519"), second), "cli.OtherSigner"],
    ] as const) {
      const { code: exit, err } = await sign(given);
      expect({ exit, ...JSON.parse(err).error }).toMatchObject({ exit: 2, code });
    }
  });
});
