import { type Hex, utf8 } from "@pha/codec";
import { ethAddress, personalDigest, signEcdsa } from "@pha/crypto";
import { readState, viewOf } from "@pha/frame";
import { gatekeepers } from "@pha/runtime/spec";
import { TestChain } from "@pha/sdk/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runLine } from "../testing/run-line.ts";

let chain: TestChain;
beforeEach(() => {
  chain = new TestChain();
  chain.append();
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) => chain.fetch(url, init));
  vi.useFakeTimers({ toFake: ["Date"], now: chain.nowMs });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const run = (...words: string[]) => runLine([...words, "--json"], { env: { PHA_CHAIN_URL: chain.url } });

async function done(...words: string[]) {
  const { code, err, json } = await run(...words);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return json();
}

const counted = async (...accounts: string[]) =>
  (await done("certificate", "list", ...accounts)).map(({ revocations }: { revocations: number }) => revocations);

it("an account ends the certificates that it has signed, its own alone", async () => {
  expect(await done("certificate", "revoke", "--from", "//Alice")).toMatchObject({ revocations: 1 });
  await done("certificate", "revoke", "--from", "//Alice");
  expect(await counted("//Alice", "//Bob")).toEqual([2, 0]);
});

it("an EVM address's are ended by a text that its wallet signs, whoever hands it in", async () => {
  const secret = new Uint8Array(32).fill(7);
  const address = ethAddress(secret);
  const { text, revocations } = await done("certificate", "revoke", "--evm", address);
  expect([text.split("\n")[0], revocations]).toEqual(["phala/revocation/v1", 0]);
  const signed = signEcdsa(secret, personalDigest(utf8(text)));
  const asWallets: Hex = `${signed.slice(0, -2)}${signed.endsWith("00") ? "1b" : "1c"}` as Hex;
  const revoke = ["certificate", "revoke", "--evm", address, "--signature", asWallets, "--from", "//Bob"];
  expect(await done(...revoke)).toMatchObject({ account: expect.stringContaining(address), revocations: 1 });
  expect(await counted(address)).toEqual([1]);
  const again = await run(...revoke);
  expect(JSON.parse(again.err).error.code).toBe("Certificates.WrongSignature");
  expect((await run("certificate", "revoke", "--signature", asWallets, "--from", "//Bob")).code).toBe(2);
});

it("another master key is made, and an older one ended, by who has root; others are told what a referendum takes", async () => {
  const refused = JSON.parse((await run("keys", "renew", "--from", "//Bob")).err).error;
  expect(refused.code).toBe("cli.NotRoot");
  expect(refused.message).toContain('"type":"renew"');
  chain.append([], (of) => {
    of(gatekeepers).sharing.put({ generation: 0, round: 0 });
  });
  await done("keys", "renew", "--from", "//Alice");
  const { generation } = readState(gatekeepers, viewOf(chain.head.state)).dkg.get();
  expect(generation).toBe(1);
  const early = JSON.parse((await run("keys", "end-generation", "0", "--from", "//Alice")).err).error;
  expect(early.code).toBe("Gatekeepers.NotOlder");
});
