import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { helpText, readOptions } from "./options.ts";

describe("arguments of npm start", () => {
  it("are all optional: the phala network on known ports", () => {
    expect(readOptions([], {})).toMatchObject({ miners: undefined, network: "phala", ports: "default", fresh: false });
  });

  it("go before environment variables of the same meaning", () => {
    const env = { DEVNET_MINERS: "2", DEVNET_PORTS: "free" };
    expect(readOptions(["--miners", "3", "--fresh"], env)).toMatchObject({ miners: 3, ports: "free", fresh: true });
  });

  it("start the chain alone when asked to", () => {
    expect(readOptions([], {})).toMatchObject({ chainOnly: false });
    expect(readOptions(["--chain-only"], {})).toMatchObject({ chainOnly: true });
  });

  it("begin a network without a sudo account when asked to", () => {
    expect(readOptions([], {})).toMatchObject({ withoutSudo: false });
    expect(readOptions(["--without-sudo"], {})).toMatchObject({ withoutSudo: true });
  });

  it("let contracts fetch from servers of one's own", () => {
    expect(readOptions([], {})).toMatchObject({ httpAllow: [], httpCa: undefined });
    const ca = join(mkdtempSync(join(tmpdir(), "options-")), "ca.pem");
    writeFileSync(ca, rootCertificates[0] ?? "");
    const args = ["--http-allow", "localhost:8443,[::1]:80", "--http-ca", ca];
    expect(readOptions(args, {})).toMatchObject({ httpAllow: ["localhost:8443", "[::1]:80"], httpCa: ca });
    expect(() => readOptions(["--http-allow", "localhost"], {})).toThrowError(/DEVNET_HTTP_ALLOW must be a server/);
    expect(() => readOptions(["--http-ca", `${ca}x`], {})).toThrowError(/DEVNET_HTTP_CA must be a file with cert/);
  });

  it("start several chains when asked to, but none that are alone", () => {
    expect(readOptions([], {})).toMatchObject({ chains: 1 });
    expect(readOptions(["--chains", "3"], {})).toMatchObject({ chains: 3 });
    expect(() => readOptions(["--chains", "3", "--chain-only"], {})).toThrowError(/one chain/);
  });

  it.each([
    ["--miners", "2"],
    ["--http-allow", "localhost:8443"],
  ])("are refused where they would do nothing: %s of a chain alone", (flag, value) => {
    expect(() => readOptions(["--chain-only", flag, value], {})).toThrowError(new RegExp(`no miners: without ${flag}`));
    const name = `DEVNET_${flag.slice(2).toUpperCase().replace("-", "_")}`;
    expect(() => readOptions(["--chain-only"], { [name]: value })).toThrowError(/no miners/);
  });

  it.each([[["--mienrs", "3"]], [["3"]], [["--miners"]]])("are refused when unknown or incomplete: %j", (args) => {
    expect(() => readOptions(args, {})).toThrowError(expect.objectContaining({ code: errors.BadArguments.code }));
  });

  it("name every bad value and every unknown setting at once", () => {
    expect(() => readOptions(["--miners", "many"], { DEVNET_NETWORK: "kusama", DEVNET_COLOUR: "red" })).toThrowError(
      /DEVNET_MINERS must be[\s\S]*DEVNET_NETWORK must be[\s\S]*DEVNET_COLOUR is no setting/,
    );
  });

  it("are all in the help", () => {
    expect(readOptions(["--help"], {})).toBe("help");
    for (const flag of [
      "--fresh",
      "--chains",
      "--miners",
      "--network",
      "--ports",
      "--from",
      "--salt",
      "--http-allow",
      "--http-ca",
      "--data-dir",
      "--chain-only",
      "--without-sudo",
    ])
      expect(helpText()).toContain(flag);
  });
});
