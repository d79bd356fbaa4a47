import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { usualCounts } from "@pha/wire";
import { afterAll, expect, it } from "vitest";
import { makeSecrets } from "./secrets.ts";

const dir = mkdtempSync(join(tmpdir(), "pha-secrets-"));
afterAll(() => rmSync(dir, { recursive: true }));
const nats = { listen: "0.0.0.0:4222", monitor: "0.0.0.0:8222" };
const read = () =>
  Object.fromEntries(
    globSync("*/*", { cwd: dir })
      .sort()
      .map((file) => [file, readFileSync(join(dir, file), "utf8")]),
  );

it("writes files that only their owner reads, in one folder per user of them", () => {
  makeSecrets(dir, { postgres: "postgres:5432", nats });
  for (const file of Object.keys(read())) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
  for (const folder of globSync("*", { cwd: dir })) expect(statSync(join(dir, folder)).mode & 0o777).toBe(0o700);
  expect(read()["nats/nats.conf"]).toMatch(/listen: "0\.0\.0\.0:4222"[\s\S]*nkey: U/);
  expect(read()["relay-3/nats-seed"]).toBe(read()["relay-0/nats-seed"]);
  expect(Object.keys(read()).filter((file) => file.startsWith("gatekeeper"))).toEqual([
    "gatekeeper/nats-seed",
    "gatekeeper/operator",
  ]);
  const operators = read()["gatekeeper/operator"]?.split(",") ?? [];
  expect(new Set(operators).size).toBeGreaterThanOrEqual(usualCounts.gatekeeper);
});

it("keeps what is there, but for addresses", () => {
  const before = read();
  makeSecrets(dir, { postgres: "127.0.0.1:7", nats });
  const moved = Object.entries(before).map(([name, text]) => [
    name,
    name.endsWith("/database-url") ? text.replace("postgres:5432", "127.0.0.1:7") : text,
  ]);
  expect(read()).toEqual(Object.fromEntries(moved));
});
