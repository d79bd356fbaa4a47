import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { inspect } from "node:util";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  accountUri,
  bool,
  type ConfigOf,
  certificateFile,
  choice,
  defineConfig,
  describeSettings,
  hex,
  httpSettings,
  int,
  list,
  natsSettings,
  networkSettings,
  peer,
  readConfig,
  type Secret,
  secret,
  server,
  text,
  url,
} from "./config.ts";
import { errors } from "./errors.ts";

const settings = defineConfig({
  port: { env: "DEMO_PORT", parse: int({ min: 1, max: 65_535 }), default: 8080, doc: "Port." },
  mode: { env: "DEMO_MODE", parse: choice(["fast", "safe"]), default: "safe", doc: "Mode." },
  database: { env: "DEMO_DATABASE_URL", parse: secret(url("postgres")), doc: "Postgres." },
  note: { env: "DEMO_NOTE", parse: text, default: undefined, doc: "A note." },
});
const enough = { DEMO_DATABASE_URL: "postgres://u:hidden@h/d" };

describe("settings", () => {
  it("have the types of their parsers", () => {
    expectTypeOf<ConfigOf<typeof settings>>().toEqualTypeOf<{
      port: number;
      mode: "fast" | "safe";
      database: Secret<string>;
      note: string | undefined;
    }>();
  });

  it("come from the environment, else from defaults; other services' variables do not matter", () => {
    const config = readConfig("demo", settings, { ...enough, DEMO_PORT: "9", CHAIN_PORT: "x" });
    expect(config).toMatchObject({ port: 9, mode: "safe", note: undefined });
  });

  it("of many services are groups, named after the service that takes them", () => {
    const groups = defineConfig({
      ...httpSettings("demo", { port: 7, serves: "a demonstration" }),
      ...natsSettings("demo"),
      ...networkSettings("demo"),
      note: settings.note,
    });
    expect(readConfig("demo", groups, { DEMO_HOST: "::1", DEMO_SPEC: "spec.json", DEMO_CODE: "code.js" })).toEqual({
      port: 7,
      host: "::1",
      natsUrl: "nats://127.0.0.1:4222",
      natsSeed: undefined,
      spec: "spec.json",
      code: "code.js",
      note: undefined,
    });
  });

  it("list every problem at once, and unknown variables too", () => {
    const env = { DEMO_PORT: "0", DEMO_MODE: "quick", DEMO_PROT: "1" };
    const read = () => readConfig("demo", settings, env);
    expect(read).toThrowError(expect.objectContaining({ code: errors.BadSettings.code }));
    expect(read).toThrowErrorMatchingInlineSnapshot(`
      [BadSettings: The settings are not usable. (problems: DEMO_PORT must be a whole number from 1 to 65535, not "0"
      DEMO_MODE must be one of fast, safe, not "quick"
      DEMO_DATABASE_URL is not set: Postgres.
      DEMO_PROT is no setting of demo)]
    `);
  });

  it("never show a secret, in an error or afterwards", () => {
    const { database } = readConfig("demo", settings, enough);
    expect(database.reveal()).toBe("postgres://u:hidden@h/d");
    for (const shown of [String(database), JSON.stringify({ database }), inspect({ database })])
      expect(shown).not.toContain("hidden");
    const wrong = () => readConfig("demo", settings, { DEMO_DATABASE_URL: "hidden" });
    expect(wrong).toThrowError(/DEMO_DATABASE_URL must be a URL that starts with postgres:\/\/\)/);
  });

  it("take a secret URI that names a key, and no other", () => {
    const payer = { payer: { env: "DEMO_PAYER", parse: secret(accountUri), doc: "Who pays." } };
    const read = (uri: string) => readConfig("demo", payer, { DEMO_PAYER: uri }).payer.reveal();
    for (const uri of ["//Alice", "//Alice/soft", `0x${"11".repeat(32)}//stash`]) expect(read(uri)).toBe(uri);
    for (const uri of ["Alice", "not a phrase", "//", "0x11"])
      expect(() => read(uri)).toThrowError(/DEMO_PAYER must be a secret URI such as a phrase, \/\/Alice or 0x/);
  });

  it("read a secret from the file that NAME_FILE names", () => {
    const file = join(mkdtempSync(join(tmpdir(), "config-")), "url");
    writeFileSync(file, "postgres://from/file\n");
    expect(readConfig("demo", settings, { DEMO_DATABASE_URL_FILE: file }).database.reveal()).toBe(
      "postgres://from/file",
    );
    expect(() => readConfig("demo", settings, { DEMO_DATABASE_URL_FILE: `${file}x` })).toThrowError(/ENOENT/);
  });

  it("describe themselves", () => {
    expect(describeSettings(settings).map(({ env, default: fallback }) => [env, fallback])).toEqual([
      ["DEMO_PORT", "8080"],
      ["DEMO_MODE", "safe"],
      ["DEMO_DATABASE_URL", undefined],
      ["DEMO_NOTE", ""],
    ]);
  });
});

describe("parsers", () => {
  it.each([
    ["a whole number", int(), "12", 12],
    ["a negative number where it is allowed", int({ min: -5 }), "-5", -5],
    ["a boolean", bool, "true", true],
    ["bytes", hex(2), "0xABcd", "0xabcd"],
    ["a list", list(int()), "1, 2", [1, 2]],
    ["an address", peer, "10.0.0.1", "10.0.0.1"],
    ["a network", peer, "fd00::/8", "fd00::/8"],
    ["a kind of address", peer, "loopback", "loopback"],
    ["a server by its name, in lower case", server, "LOCALHOST:8443", "localhost:8443"],
    ["a server by an address of IPv6", server, "[::1]:80", "[::1]:80"],
  ])("read %s", (_, parser, given, value) => expect(parser.parse(given)).toEqual(value));

  it.each([
    ["a fraction", int(), "1.5"],
    ["an exponent", int(), "1e3"],
    ["a yes", bool, "yes"],
    ["too few bytes", hex(2), "0xab"],
    ["another scheme", url("nats"), "http://x"],
    ["a list with a bad item", list(int()), "1,,2"],
    ["a network that is none", peer, "10.0.0.0/33"],
    ["a name where an address is needed", peer, "chain"],
    ["a server without a port", server, "localhost"],
    ["a port that is none", server, "localhost:99999"],
    ["an address of IPv6 without brackets", server, "::1:80"],
    ["an address in another form than URLs have it", server, "127.1:80"],
  ])("refuse %s", (_, parser, given) => expect(parser.parse(given)).toBeUndefined());

  it("read certificates, and refuse a file that has others, none, or is not there", () => {
    const file = join(mkdtempSync(join(tmpdir(), "config-")), "ca.pem");
    const [one = "", two = ""] = rootCertificates;
    writeFileSync(file, `# Two.\n${one}\n${two}\n`);
    expect(certificateFile.parse(file)).toBe(file);
    for (const wrong of ["", "hello", `${one}\n${two.replaceAll(/M/g, "N")}`, "-----BEGIN CERTIFICATE-----"]) {
      writeFileSync(file, wrong);
      expect(certificateFile.parse(file), wrong).toBeUndefined();
    }
    expect(certificateFile.parse(`${file}x`)).toBeUndefined();
  });
});
