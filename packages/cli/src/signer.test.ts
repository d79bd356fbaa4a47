import { chmod } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { KeyFolder } from "./key-folder.ts";
import { sealKeystore } from "./keystore.ts";
import { openSigner, openSignerIfAny, type SignerOptions } from "./signer.ts";
import { makeKeyHome } from "./testing/key-home.ts";

const alice = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
const phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
const home = await makeKeyHome();

const secrets = (env = {}) => ({ env, keys: new KeyFolder(home.env), ask: undefined });
const sign = (options: SignerOptions, env = {}) => openSigner(options, secrets(env));

describe("who signs", () => {
  it("is a development account, in any scheme", async () => {
    expect((await sign({ from: "//Alice" })).accountId).toBe(alice);
    expect((await sign({ from: "//Alice", scheme: "ed25519" })).accountId).not.toBe(alice);
  });

  it("is whose secret is in the file that PHA_SEED_FILE names", async () => {
    const PHA_SEED_FILE = await home.file("seed", `${phrase}//Alice\n`);
    expect((await sign({}, { PHA_SEED_FILE })).accountId).toBe(alice);
    expect((await sign({ from: "//Bob" }, { PHA_SEED_FILE })).accountId).not.toBe(alice);
  });

  it.each([0o640, 0o604, 0o660, 0o622, 0o601])("is not whose secret others can get at: mode %o", async (mode) => {
    const PHA_SEED_FILE = await home.file(`seed-${mode}`, phrase);
    await chmod(PHA_SEED_FILE, mode);
    await expect(sign({}, { PHA_SEED_FILE })).rejects.toMatchObject({
      code: errors.SecretExposed.code,
      data: { file: PHA_SEED_FILE, mode: mode.toString(8) },
    });
  });

  it.each([phrase, `${phrase}//Alice`, `0x${"01".repeat(32)}`, "Alice"])(
    "is never a secret among the arguments: %s",
    async (from) => {
      await expect(sign({ from })).rejects.toSatisfy(errors.SecretInArguments.is);
    },
  );

  it("is told when what was meant is near", async () => {
    await expect(sign({ from: "Alice" })).rejects.toMatchObject({ data: { meant: "--from //Alice" } });
    await new KeyFolder(home.env).add("main", sealKeystore("//Alice", "sr25519", "secret"));
    await expect(sign({ from: "main" })).rejects.toMatchObject({ data: { meant: "--account main" } });
    await expect(sign({ from: phrase })).rejects.toMatchObject({ data: {} });
  });

  it("must be said, unless nobody is an answer too", async () => {
    await expect(sign({})).rejects.toSatisfy(errors.NoSigner.is);
    await expect(sign({}, { PHA_SEED_FILE: "/nowhere/seed" })).rejects.toSatisfy(errors.SecretUnreadable.is);
    expect(await openSignerIfAny({}, secrets())).toBeUndefined();
  });
});
