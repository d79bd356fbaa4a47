#!/usr/bin/env node
import { text } from "node:stream/consumers";
import { errors } from "./errors.ts";
import { exit } from "./exit.ts";
import { Output } from "./output.ts";
import { runCli } from "./run.ts";
import { openTerminal } from "./terminal.ts";
import { writerOf } from "./writer.ts";

const args = process.argv.slice(2);
const err = writerOf(process.stderr, fail);
const out = writerOf(process.stdout, (reason) => {
  fail();
  const { message, code } = errors.OutputLost({ reason });
  new Output({ out, err }, args.includes("--json")).failure({ message, code });
});
const code = await runCli(args, {
  env: process.env,
  console: { out, err },
  stdin: () => text(process.stdin),
  ask: openTerminal((question) => process.stderr.write(question)),
  cwd: process.cwd(),
  // A clone's script says what it was called as; npm finds programs of a project that a shell does not.
  program: process.env["PHA_PROGRAM"] ?? (process.env["npm_command"] === undefined ? "pha" : "npx @pha/cli"),
});
process.exitCode ||= code;

function fail(): void {
  process.exitCode = exit.failed;
}
