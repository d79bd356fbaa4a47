import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { makeKeyHome } from "./testing/key-home.ts";
import { runLine } from "./testing/run-line.ts";

/** What bash offers for the last of the words. */
async function completed(words: readonly string[], env = {}): Promise<string[]> {
  const { out } = await runLine("completion bash");
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(pha ${quoted}) COMP_CWORD=${words.length}; _pha; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", `${out}\n${ask}`], { encoding: "utf8", env: { ...process.env, ...env } })
    .split("\n")
    .slice(0, -1);
}

describe("bash completes", () => {
  it.each([
    [["contr"], ["contract"]],
    [["contract", "dep"], ["deploy"]],
    [["--json", "contract", "qu"], ["query"]],
    [["transfer", "--sc"], ["--scheme"]],
    [["transfer", "--scheme", "ed"], ["ed25519"]],
    [["transfer", "//Bob", "1", "--fr"], ["--from"]],
    [["status", "--ch"], ["--chain"]],
    [["completion", ""], [""]],
  ])("%j to %j", async (words, expected) => {
    expect(await completed(words)).toEqual(expected);
  });
});

it("bash completes the names of kept keys", async () => {
  const { keys, env } = await makeKeyHome();
  await mkdir(keys);
  for (const file of ["main.json", "mine.json", "bot.json", "notes.txt"]) await writeFile(`${keys}/${file}`, "");
  expect(await completed(["transfer", "//Bob", "1", "--account", "m"], env)).toEqual(["main", "mine"]);
});

describe.each(["bash", "zsh", "fish"])("the script of %s", (shell) => {
  const isThere = spawnSync(shell, ["-c", "true"]).status === 0;

  it("names every command", async () => {
    const { code, out } = await runLine(`completion ${shell}`);
    expect(code).toBe(0);
    for (const word of ["status", "faucet", "deploy", "--scheme", "--json"])
      expect(out).toContain(word.replace(/^--/, ""));
    expect((await runLine(`completion ${shell} --json`)).json()).toEqual({ shell, script: `${out}\n` });
  });

  it.skipIf(!isThere)("is one that the shell reads", async () => {
    const { out } = await runLine(`completion ${shell}`);
    expect(spawnSync(shell, ["-n"], { input: out, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });
});
