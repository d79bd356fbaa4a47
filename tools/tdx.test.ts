import { expect, it } from "vitest";
import { readText } from "./workspace.ts";

const page = readText("docs/tdx.md");
const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language, text = ""]) => ({ language, text }));

it("docs/tdx.md sets what miners have, as gatekeepers do", () => {
  const compose = blocks.find(({ language }) => language === "yaml")?.text ?? "";
  const settings = [...compose.matchAll(/^ {6}(MINER_\w+): (\S+)$/gm)];
  expect(settings.length).toBe(2);
  for (const [, name = "", value = ""] of settings) {
    expect(readText("services/miner/.env.example")).toMatch(new RegExp(`${name}|${value}`));
    expect(readText("services/gatekeeper/.env.example")).toContain(name.replace("MINER", "GATEKEEPER"));
  }
});

it("docs/tdx.md gives commands that there are", () => {
  const help = readText("tools/pha-help.json");
  const lines = blocks.filter(({ language }) => language === "console").flatMap(({ text }) => text.trim().split("\n"));
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    const [, command] = /^\$ \.\/pha ((?:attestation|worker) \w+)/.exec(line) ?? [];
    expect(help, line).toContain(`pha ${command}`);
  }
});

it("docs/tdx.md explains codes that there are", () => {
  const errors = readText("docs/errors.md");
  for (const [, name] of page.matchAll(/`(?:enclave|Attestation)\.(\w+)`/g))
    if (!name?.includes("_")) expect(errors).toContain(`| \`${name}\` |`);
});
