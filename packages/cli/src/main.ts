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
});
process.exitCode ||= code;
