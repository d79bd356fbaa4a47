import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { keypairFromUri, openKeystore, readKeystore } from "@pha/crypto";
import { TestChain } from "@pha/sdk/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { errors } from "../errors.ts";
import { makeKeyHome } from "../testing/key-home.ts";
import { runLine } from "../testing/run-line.ts";

const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
/** `//Alice` as @polkadot/keyring 14.0.3 makes it under the password `secret`, with the scrypt cost of its older versions. */
const exported = JSON.stringify({
  encoded:
    "ACZf/kklkDd6eED8d4SFpiKlkFkV6jgcYVha9vl9VE4AgAAAAQAAAAgAAABFsTM1ONYG4UTRLdwv4YAzIDtQljR9FfmQ6sC44Fct+zsAGH8QRNIiTW7hubEuMZxp4Sv7vI0Q7LwGldkoKUDsStcs1H81/GtsyaXc2r9mGxsY6NPGWmy3vI6AosSlxw8jAmSq9qjI3FNbmkGdmJm4+hv3UTbpQacnW4ufOMNWkv4tLdM+cAz4/ABenZMa1QW3CAukSoUzxcVsfD1x",
  encoding: { content: ["pkcs8", "sr25519"], type: ["scrypt", "xsalsa20-poly1305"], version: "3" },
  address: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
  meta: { name: "Alice", whenCreated: 1700000000000 },
});

let home: Awaited<ReturnType<typeof makeKeyHome>>;
let password: string;
let chain: TestChain;

beforeEach(async () => {
  home = await makeKeyHome();
  password = await home.file("password", "secret\n");
  chain = new TestChain();
  chain.nowMs = Date.now() - 5_000;
  chain.append();
  vi.stubGlobal("fetch", chain.fetch);
});
afterEach(() => vi.unstubAllGlobals());

/** Runs a command line with a password file, or with a person who types what is in `typed`. */
function pha(line: string, { typed, stdin = "" }: { typed?: string[]; stdin?: string } = {}) {
  const env = { ...home.env, PHA_CHAIN_URL: chain.url, ...(!typed && { PHA_PASSWORD_FILE: password }) };
  const asked: string[] = [];
  const ask = async (question: string) => {
    asked.push(question);
    return typed?.shift() ?? "";
  };
  return runLine(line, { env, stdin: async () => stdin, ...(typed && { ask }) }).then((printed) => ({
    ...printed,
    asked,
  }));
}

const importAlice = async () => pha(`key import alice ${await home.file("alice.json", exported, 0o644)}`);

/** Keeps it without opening it first, which takes its time. */
async function keepAlice(): Promise<void> {
  await mkdir(home.keys, { mode: 0o700 });
  await writeFile(`${home.keys}/alice.json`, exported, { mode: 0o600 });
}

describe("a kept key", () => {
  it("is made, seen by its owner alone, found by name, and signs", async () => {
    const { code, json } = await pha("key new main --json");
    expect(code).toBe(0);
    const { phrase: shown, address, file } = json();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(home.keys)).mode & 0o777).toBe(0o700);
    const text = await readFile(file, "utf8");
    expect(text).not.toContain(shown.split(" ")[0]);
    expect(openKeystore(readKeystore(JSON.parse(text)).keystore, "secret").accountId).toBe(
      keypairFromUri(shown, "sr25519").accountId,
    );
    expect((await pha("key list --json")).json()).toEqual([{ name: "main", scheme: "sr25519", address, file }]);

    expect((await pha("transfer main 5 --from //Bob")).code).toBe(0);
    const { out } = await pha("transfer //Bob 1 --account main");
    expect(out).toContain(`Sent 1 PHA from ${address}`);
    expect((await pha("account show main --json")).json()).toMatchObject({
      name: "main",
      address,
      generic: address,
      file,
    });
  });

  it("comes from polkadot-js, goes there as it came, and is removed when that is meant", async () => {
    expect(await importAlice()).toMatchObject({ code: 0, out: expect.stringContaining(alice) });
    const { json } = await pha("key export alice");
    expect(json()).toMatchObject({ encoded: JSON.parse(exported).encoded, address: alice, meta: { name: "alice" } });

    const file = `${home.keys}/../alice-out.json`;
    expect(await pha(`key export alice --out ${file}`)).toMatchObject({ code: 0, out: expect.stringContaining(alice) });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(json());
    const again = await pha(`key export alice --out ${file}`);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining(errors.FileTaken.code) });
    expect((await pha("key export alice --out /nowhere/a.json")).err).toContain(errors.FileUnwritable.code);
    expect((await pha(`key export alice --out ${file}2 --json`)).json()).toMatchObject({
      name: "alice",
      file: `${file}2`,
    });

    expect(await pha("key remove alice")).toMatchObject({
      code: 2,
      err: expect.stringContaining(errors.NotConfirmed.code),
    });
    expect((await pha("key remove alice --yes")).code).toBe(0);
    expect(await readdir(home.keys)).toEqual([]);
  });

  it("comes from a phrase: in a file, from standard input, or typed by a person", async () => {
    const file = await home.file("phrase", `${phrase}//Alice\n`);
    for (const [name, line, more] of [
      ["a", file, {}],
      ["b", "-", { stdin: `${phrase}//Alice\n` }],
      ["c", "", { typed: [`${phrase}//Alice`, "new", "new"] }],
    ] as const)
      expect((await pha(`key import ${name} ${line}`, { ...more } as never)).out).toContain(alice);
    expect(await pha("key import d phrase-of-nobody").then(({ code }) => code)).toBe(2);
  });
});

describe("a key is refused, with nothing kept, when", () => {
  it.each([
    ["its name is taken", "key new alice", errors.NameTaken],
    ["its name could be a path", "key new ../alice", errors.BadKeyName],
    ["its name could be an address", `key new ${alice}`, errors.BadKeyName],
    ["no such is kept", "transfer //Bob 1 --account alise", errors.UnknownKey],
    ["no such is kept to export", "key export bob", errors.UnknownKey],
    ["two are named", "transfer //Bob 1 --account alice --from //Bob", errors.BadUsage],
    [
      "a kept one is named where a development account is expected",
      "transfer //Bob 1 --from alice",
      errors.SecretInArguments,
    ],
  ])("%s", async (_, line, error) => {
    await keepAlice();
    const { code, err } = await pha(`${line} --json`);
    expect(JSON.parse(err).error.code).toBe(error.code);
    expect(code).toBe(2);
    expect(await readdir(home.keys)).toEqual(["alice.json"]);
  });

  it.each([
    ["the password is wrong", ["wrong"], "crypto.WrongPassword"],
    ["there is none", [""], errors.NoPassword.code],
  ])("%s", async (_, typed, expected) => {
    const { err, code } = await pha(`key import alice ${await home.file("alice.json", exported)} --json`, { typed });
    expect(JSON.parse(err).error.code).toBe(expected);
    expect(code).toBe(2);
    await expect(readdir(home.keys)).rejects.toThrow();
  });

  it("a person types two passwords, or nobody can be asked", async () => {
    const { err, asked } = await pha("key new main", { typed: ["one", "two"] });
    expect(err).toContain(errors.PasswordsDiffer.code);
    expect(asked).toEqual(["New password of main: ", "The same again: "]);
    expect((await runLine("key new main", { env: home.env })).err).toContain(errors.NoPassword.code);
    expect((await runLine("key import main", { env: home.env })).err).toContain(errors.NothingToImport.code);
  });

  it("others can read the phrase or the password", async () => {
    const exposed = await home.file("phrase", phrase, 0o644);
    expect((await pha(`key import main ${exposed}`)).err).toContain("chmod 600");
    expect((await pha(`key new main --password-file ${exposed}`)).err).toContain(errors.SecretExposed.code);
  });

  it("its folder cannot be used, or its file is no keystore", async () => {
    await keepAlice();
    const env = { PHA_KEYS: await home.file("file", ""), PHA_PASSWORD_FILE: password };
    expect((await runLine("key list", { env })).err).toContain(errors.KeyFolderUnusable.code);
    await writeFile(`${home.keys}/bad.json`, "{");
    expect((await pha("account show bad")).err).toContain("crypto.BadKeystore");
  });
});

describe("money for a name that no development account has", () => {
  it.each([
    "transfer //Zed 1 --from //Alice",
    "transfer //Bobb 1 --from //Alice",
    "dev faucet //Zed",
    "dev balance //Zed 1",
  ])("is not sent unless that is said: %s", async (line) => {
    const { code, err } = await pha(line);
    expect(code).toBe(2);
    expect(err).toContain(errors.DerivedAccount.code);
    expect(err).toContain("--allow-derived");
    expect(err.includes("near: //Bob")).toBe(line.includes("//Bobb"));
  });

  it("is sent then", async () => {
    expect((await pha("transfer //Zed 1 --from //Alice --allow-derived")).code).toBe(0);
    expect((await pha("transfer //Alice//stash 1 --from //Alice")).code).toBe(0);
  });
});
