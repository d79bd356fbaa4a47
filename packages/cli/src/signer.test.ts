import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { openSigner, openSignerIfAny, parseAccount } from "./signer.ts";

const alice = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
const phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

describe("who signs", () => {
  it("is a development account, in any scheme", async () => {
    expect((await openSigner({ from: "//Alice" }, {})).accountId).toBe(alice);
    expect((await openSigner({ from: "//Alice", scheme: "ed25519" }, {})).accountId).not.toBe(alice);
  });

  it("is whose secret is in the file that PHA_SEED_FILE names", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "pha-cli-")), "seed");
    await writeFile(file, `${phrase}//Alice\n`);
    expect((await openSigner({}, { PHA_SEED_FILE: file })).accountId).toBe(alice);
    expect((await openSigner({ from: "//Bob" }, { PHA_SEED_FILE: file })).accountId).not.toBe(alice);
  });

  it.each([phrase, `${phrase}//Alice`, `0x${"01".repeat(32)}`, "Alice"])(
    "is never a secret among the arguments: %s",
    async (from) => {
      await expect(openSigner({ from }, {})).rejects.toSatisfy(errors.SecretInArguments.is);
    },
  );

  it("must be said, unless nobody is an answer too", async () => {
    await expect(openSigner({}, {})).rejects.toSatisfy(errors.NoSigner.is);
    await expect(openSigner({}, { PHA_SEED_FILE: "/nowhere/seed" })).rejects.toSatisfy(errors.SeedUnreadable.is);
    expect(await openSignerIfAny({}, {})).toBeUndefined();
  });
});

describe("an account", () => {
  it.each([
    "//Alice",
    alice,
    alice.toUpperCase().replace("0X", "0x"),
    "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
  ])("may be written as %s", async (text) => {
    expect(await parseAccount(text)).toBe(alice);
  });

  it.each(["Alice", "0x12", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX", ""])(
    "is not written as %j",
    async (text) => {
      await expect(parseAccount(text)).rejects.toSatisfy(errors.BadAddress.is);
    },
  );
});
