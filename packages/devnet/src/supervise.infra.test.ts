import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "@pha/local-infra";
import { eventually } from "@pha/testkit";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Incident, type Program, type Supervised, supervise } from "./supervise.ts";

let dir: string;
let incidents: Incident[];
let running: Supervised | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "pha-supervise-"));
  incidents = [];
});
afterEach(async () => {
  await running?.[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

const patience = { quickMs: 60_000, attempts: 3, firstRestMs: 10, longestRestMs: 20 };
const tell = (incident: Incident) => void incidents.push(incident);
const types = () => incidents.map(({ type }) => type);

/** A program of one line. */
function program(source: string): Program {
  const logFile = join(dir, "program.log");
  return {
    name: "program",
    logFile,
    launch: async () => startChild({ name: "program", file: process.execPath, args: ["-e", source], logFile }),
    ready: async () => {},
  };
}

it("starts again what is killed, under a new process id", async () => {
  running = await supervise(program("setInterval(() => {}, 1000)"), { tell, patience });
  const { pid } = running;
  running.kill("SIGKILL");
  await eventually(() => types().includes("back"));
  expect(incidents[0]).toMatchObject({ type: "ended", how: "SIGKILL" });
  expect(running.pid).not.toBe(pid);
  expect(running.pid).toBeGreaterThan(0);
});

it("gives up on what ends over and over, with the last log lines", async () => {
  running = await supervise(program("console.log('no such table'); process.exitCode = 7"), { tell, patience });
  await eventually(() => types().includes("gave-up"));
  expect(incidents.filter(({ type }) => type === "ended")).toHaveLength(2);
  expect(incidents.at(-1)).toMatchObject({ how: "exit code 7", lastLines: expect.stringContaining("no such table") });
  expect(running.pid).toBe(0);
});

it("leaves stopped what was stopped on purpose, and starts it on demand", async () => {
  running = await supervise(program("setInterval(() => {}, 1000)"), { tell, patience });
  await running.stop();
  expect(running.pid).toBe(0);
  await running.restart();
  expect(running.pid).toBeGreaterThan(0);
  expect(incidents).toEqual([]);
});

it("ends a first start that is given up", async () => {
  const giveUp = new AbortController();
  const waiting: Program = {
    ...program("setInterval(() => {}, 1000)"),
    ready: async (child) => {
      giveUp.abort();
      throw new Error(await child.ended);
    },
  };
  await expect(supervise(waiting, { tell, patience, signal: giveUp.signal })).rejects.toThrow("SIGTERM");
});
