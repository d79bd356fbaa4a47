import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keypairFromUri } from "@pha/crypto";
import { bundleProgram } from "@pha/enclave/bundle";
import { findItem, viewOf } from "@pha/frame";
import { genesisHeader, headerHash } from "@pha/light-client";
import { immortal, joinSigned, multiSignature, phala, signingPayload, versions } from "@pha/runtime/spec";
import { loadRuntime } from "@pha/runtime-host";
import { afterAll, beforeAll, expect, it } from "vitest";

import { entryOf } from "./network-files.ts";
import { root } from "./paths.ts";

/** A clone without a past, in which the pallet's folder is all that a person added. */
let clone: string;

const bundled = (program: "runtime" | "gatekeeper" | "miner") =>
  bundleProgram(entryOf(program).replace(root, clone), { root: clone });
const measurements = async () => [(await bundled("gatekeeper")).measurement, (await bundled("miner")).measurement];
let measuredBefore: readonly string[];

beforeAll(async () => {
  clone = mkdtempSync(join(tmpdir(), "new-pallet-"));
  symlinkSync(join(root, "node_modules"), join(clone, "node_modules"));
  copyFileSync(join(root, "package.json"), join(clone, "package.json"));
  for (const folder of ["bench", "docs", "packages", "services", "solidity", "tools"])
    cpSync(join(root, folder), join(clone, folder), { recursive: true, verbatimSymlinks: true });
  measuredBefore = await measurements();
  mkdirSync(folder());
  for (const name of ["spec.ts", "calls.ts", "pallet.ts"])
    copyFileSync(join(import.meta.dirname, "testing/note-book", `${name}.txt`), join(folder(), name));
  edit("packages/runtime/src/version.ts", `spec_version: ${versions.spec_version}`, "spec_version: 999");
  generate();
});
afterAll(() => rmSync(clone, { recursive: true }));

const folder = () => join(clone, "packages/runtime/src/pallets/note-book");
const generate = (...options: string[]) =>
  execFileSync(process.execPath, ["tools/generate.ts", ...options], { cwd: clone, encoding: "utf8" });
const textOf = (file: string, of = clone) => readFileSync(join(of, file), "utf8");

function edit(file: string, from: string, to: string): void {
  const text = textOf(file);
  expect(text).toContain(from);
  writeFileSync(join(clone, file), text.replace(from, to));
}

it("is part of the runtime once its folder is there and the lists are generated", async () => {
  const runtime = loadRuntime((await bundled("runtime")).bytes);
  expect(runtime.version.spec_version).toBe(999);
  expect(new TextDecoder().decode(runtime.metadata(14, viewOf(new Map())))).toContain("NoteBook");

  const state = runtime.genesis(phala({ programs: [] }), new Uint8Array());
  const notes = findItem(runtime.pallets, "NoteBook", "Notes");
  const json = { ss58Prefix: 42 };
  const noteOf = (account: string) => notes.value(state.get(notes.key([account], json)), json);
  expect(noteOf(`0x${"11".repeat(32)}`)).toBe("from genesis");

  const alice = keypairFromUri("//Alice", "sr25519");
  const parent = genesisHeader(`0x${"00".repeat(32)}`);
  const extra = { era: immortal, nonce: 0, tip: 0n };
  const call = Uint8Array.of(201, 0, 5 << 2, ...new TextEncoder().encode("hello"));
  const payload = signingPayload(call, extra, { genesisHash: headerHash(parent), specVersion: 999 });
  const bytes = joinSigned(alice.accountId, multiSignature("sr25519", alice.sign(payload)), extra, call);
  const block = runtime.startBlock(viewOf(state), parent, { timeMs: 1n, epoch: 0n, round: 0 });
  const applied = block.applyExtrinsic(runtime.decodeExtrinsic(bytes));
  expect(applied.events.map(({ value }) => value.type)).toContain("Written");
  for (const [key, value] of block.finish().changes) if (value) state.set(key, value);
  expect(noteOf(alice.accountId)).toBe("hello");

  const carried = runtime.carryOver(viewOf(state), [...state.keys()], { name: "next" });
  expect(carried.get(notes.key([alice.accountId], json))).toBeUndefined();
});

it("leaves the measurements of enclave programs as they are, so that their seals stay readable", async () => {
  expect(await measurements()).toEqual(measuredBefore);
});

it("is in all generated files after one run, and in none after one when its folder has gone", () => {
  const files = ["packages/runtime/src/pallets/specs.ts", "packages/runtime/src/pallets/all.ts", "docs/errors.md"];
  expect(textOf("docs/errors.md")).toContain("There is nothing to note.");
  expect(generate("--check")).toMatch(/^\d+ generated files are current\n$/);
  rmSync(folder(), { recursive: true });
  generate();
  expect(files.map((file) => textOf(file))).toEqual(files.map((file) => textOf(file, root)));
});
