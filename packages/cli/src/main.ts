#!/usr/bin/env node
import { text } from "node:stream/consumers";
import { runCli } from "./run.ts";
import { openTerminal } from "./terminal.ts";
import { writerOf } from "./writer.ts";

const code = await runCli(process.argv.slice(2), {
  env: process.env,
  console: { out: writerOf(process.stdout), err: writerOf(process.stderr) },
  stdin: () => text(process.stdin),
  ask: openTerminal((question) => process.stderr.write(question)),
  cwd: process.cwd(),
  // A clone's script says what it was called as; npm finds programs of a project that a shell does not.
  program: process.env["PHA_PROGRAM"] ?? (process.env["npm_command"] === undefined ? "pha" : "npx @pha/cli"),
});
process.exitCode ||= code;
