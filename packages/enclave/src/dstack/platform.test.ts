import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeQuote, measurementIn, readEventLog } from "@pha/attestation";
import { dstackAnswer } from "@pha/attestation/testing";
import { fromHex, toHex } from "@pha/codec";
import { afterAll, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { openDstack } from "./platform.ts";
import { type Answers, machine, standIn } from "./testing/stand-in.ts";

const folder = await mkdtemp(join(tmpdir(), "dstack-"));
afterAll(() => rm(folder, { recursive: true }));

let sockets = 0;

/** A platform over a guest agent that answers so. */
async function platformOf(answers: Answers, slot = 0) {
  const socket = join(folder, `${sockets++}.sock`);
  await using _ = await standIn(socket, answers);
  const platform = await openDstack(socket, slot);
  return { platform, root: toHex(await platform.sealingRoot(`0x${"aa".repeat(48)}`)), socket };
}

it("takes what a real machine answered for its quote, and the measurement of it", async () => {
  const { quote, event_log } = dstackAnswer();
  const real = { quote: fromHex(`0x${quote}`), events: readEventLog(event_log) };
  const socket = join(folder, "real.sock");
  await using _ = await standIn(socket, { ...machine(0), GetQuote: () => dstackAnswer() });
  const platform = await openDstack(socket, 0);
  expect(await platform.attested(`0x${"00".repeat(48)}`)).toBe(measurementIn(real));
  const made = decodeQuote(await platform.quote(`0x${"00".repeat(48)}`, new Uint8Array(64)));
  expect(made.value).toEqual({ type: "Dcap", value: real });
});

it("has one sealing key for each program, machine and slot", async () => {
  const [one, again, other, slot] = await Promise.all([
    ...[platformOf(machine(0)), platformOf(machine(0)), platformOf(machine(1)), platformOf(machine(0), 1)],
  ]);
  expect(again?.root).toBe(one?.root);
  expect(new Set([one?.root, other?.root, slot?.root]).size).toBe(3);
});

it.each<[string, Answers]>([
  ["no such method", { Info: machine(0)["Info"] as Answers[string] }],
  ["a quote that is none", { ...machine(0), GetQuote: () => ({ quote: "zz", event_log: "[]" }) }],
  ["no quote", { ...machine(0), GetQuote: () => ({}) }],
  ["more than is read", { ...machine(0), Info: () => ({ tcb_info: "x".repeat(1_048_576) }) }],
  ["a key that is too short", { ...machine(0), GetKey: () => ({ key: "00" }) }],
])("refuses an agent that answers with %s", async (_, answers) => {
  await expect(platformOf(answers)).rejects.toSatisfy(errors.DstackRefused.is);
});

it("says where it looked for the agent", async () => {
  await expect(openDstack(join(folder, "nowhere.sock"), 0)).rejects.toSatisfy(errors.DstackUnreachable.is);
});
