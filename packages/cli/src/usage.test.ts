import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { runLine } from "./testing/run-line.ts";

describe("what the parser does not understand", () => {
  it.each([
    ["tranfer", "unknown command 'tranfer' (Did you mean transfer?)", "pha --help"],
    ["contract depoy", "unknown command 'depoy' (Did you mean deploy?)", "pha contract --help"],
    ["dev faucte //Bob", "unknown command 'faucte' (Did you mean faucet?)", "pha dev --help"],
    ["status --jsn", "unknown option '--jsn' (Did you mean --json?)", "pha status --help"],
    ["transfer //Bob 1 --form //Alice", "unknown option '--form' (Did you mean --from?)", "pha transfer --help"],
    ["transfer //Bob", "missing required argument 'amount'", "pha transfer --help"],
    ["status now", "too many arguments for 'status'. Expected 0 arguments but got 1.", "pha status --help"],
    ["status --chain", "option '--chain <urls>' argument missing", "pha status --help"],
    ["dev time -1d", "no argument of pha dev time is negative: -1d", "pha dev time --help"],
    ["contract deploy . --cluster one", "Expected a whole number from 0 to 999999999.", "pha contract deploy --help"],
    [
      "account history //Alice --limit 99999999999",
      "Expected a whole number from 1 to 100.",
      "pha account history --help",
    ],
    ["dev seal 2 --to 9", "give how many, or --to a block, not both", "pha dev seal --help"],
    ["transfer //Bob 1 --scheme rsa", "Allowed choices are sr25519, ed25519, ecdsa.", "pha transfer --help"],
    ["completion tcsh", "Allowed choices are bash, zsh, fish.", "pha completion --help"],
    ["dev submit System remark", "required option '--from <name>' not specified", "pha dev submit --help"],
  ])("is said alike for people and for programs: %s", async (line, message, help) => {
    const { code, out, err } = await runLine(line);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
    expect(err).toContain(`${help} shows how`);

    const programs = await runLine(`${line.endsWith("--chain") ? `--json ${line}` : `${line} --json`}`);
    expect(programs).toMatchObject({ code: 2, out: "" });
    const { error } = JSON.parse(programs.err);
    expect(error).toMatchObject({ code: errors.BadUsage.code, hint: expect.stringContaining(help) });
    expect(error.message).toContain(message);
  });

  it.each(["", "contract", "worker", "dev"])("is a command that lacks its second word: %j", async (line) => {
    expect(await runLine(line)).toMatchObject({ code: 2, out: "", err: expect.stringMatching(/^Usage: pha/) });
    const { code, err } = await runLine(`${line} --json`);
    expect(code).toBe(2);
    expect(JSON.parse(err).error).toMatchObject({
      code: errors.BadUsage.code,
      message: expect.stringMatching(/one of/),
    });
  });
});

describe("arguments in which a name has two values", () => {
  const twice = '{"bid":{"amount":1,"amount":2}}';

  it.each([
    [["contract", "call", "latest", "bid", twice]],
    [["contract", "query", "latest", "bid", twice]],
    [["contract", "deploy", ".", "--args", twice]],
    [["dev", "submit", "System", "remark", twice, "--from", "//Alice"]],
    [["contract", "call", "latest", "bid", "-"]],
  ])("are refused before anything else, with the name and its place: %j", async (line) => {
    const { code, out, err } = await runLine([...line, "--json"], { stdin: async () => twice });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    const { error } = JSON.parse(err);
    expect(error.code).toBe(errors.RepeatedName.code);
    expect(error.message).toContain("(name: amount, position: 19)");
  });
});

it("tells its version", async () => {
  const { version } = JSON.parse(readFileSync(`${import.meta.dirname}/../package.json`, "utf8"));
  expect(await runLine("--version")).toMatchObject({ code: 0, out: version, err: "" });
});

describe("as it was called, it is named", () => {
  it.each(["./pha", "../../clone/pha", "npx @pha/cli"])(
    "%s, in its help and in what it says of a mistake",
    async (program) => {
      const { out } = await runLine("contract deploy --help", { program });
      expect(out).toContain(`Usage: ${program} contract deploy [options]`);
      expect(out).toContain(`  ${program} contract deploy contracts/sealed-bid-auction --as auction`);
      expect(out).not.toMatch(/(?<![\w./@-])pha (?!-)/);
      expect((await runLine("completion --help", { program })).out).toContain(`eval "$(${program} completion bash)"`);
      expect((await runLine("contract depoy", { program })).err).toContain(`${program} contract --help shows how`);
      expect((await runLine("transfer //Bob 1", { program })).err).toContain(
        `${program} key list shows the kept keys.`,
      );
      expect((await runLine("completion bash", { program })).out).toContain("complete -o default -F _pha pha");
    },
  );
});

it("has no text outside of its help that calls it by another name", async () => {
  const { errors: sdkErrors } = await import("@pha/sdk");
  for (const { spec, code } of [...Object.values(errors), ...Object.values(sdkErrors)])
    expect(spec.doc, code).not.toMatch(/\bpha [a-z]/);
});

it("a number in arguments that is too large for any is told as that", async () => {
  const { code, err } = await runLine(["dev", "submit", "System", "remark", '{"remark":1e400}', "--from", "//Alice"]);
  expect(code).toBe(2);
  expect(err).toContain("(reason: a number is too large)");
});
