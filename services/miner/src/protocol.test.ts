import { encode } from "@pha/codec";
import {
  enclaveStepBytes,
  maxBodyBytes,
  maxClusterContracts,
  maxFrameBytes,
  maxMessages,
  maxProvenKeys,
} from "@pha/limits";
import { BroughtMessages, Ocall, Reached, Registration } from "@pha/program-kit";
import { Message } from "@pha/runtime/spec";
import { boundsOf } from "@pha/testkit/bounds";
import { expect, it } from "vitest";
import { advances } from "./enclave/miner.ts";
import { pageLimits } from "./program/message-log.ts";
import { ClusterLedger, cluster, word } from "./program/testing.ts";
import { maxStepMessages, Request, TickReply } from "./protocol.ts";

/** What keeps a format's parts within their most: who feeds them cannot go on for ever, or they are handed over in pages. */
const keptBy: Readonly<Record<string, readonly string[]>> = {
  "the ledger's own formats": [
    ...["genesisHeader", "validators"].map((part) => `Request.Start.start.${part}`),
    ...["Request.Advance.block", "Request.Skip"],
  ],
  "one sealed identity": ["Request.Start.start.identity", "Registration.sealedIdentity"],
  "one header and one set of validators": ["Request.Start.start.milestone", "Reached.milestone"],
  "one quote": ["Registration.quote"],
  "the largest extrinsic and what it reads": ["Request.Advance.messages[]", "Request.Gather[]", "BroughtMessages[]"],
  "pages of messages: driven below": ["Request.Advance.messages", "Request.Gather"],
  "pages of the log: driven below": ["BroughtMessages"],
  "NATS, which refuses a larger query": [
    ...["Query.ciphertext", "Session.ciphertext", "Frame.frame"].map((part) => `Request.Ask.asked.${part}`),
  ],
  "room in the outbox: what does not fit waits for another tick": ["TickReply.extrinsics"],
  "batches of reports": ["TickReply.extrinsics[]"],
  "a closed list of words": ["TickReply.standing"],
  "room in a cluster: driven below": ["Ocall.Prove.keys"],
  "settings, which are read when the service starts": [
    ...["allow", "allow[]", "ca", "ca[]"].map((part) => `Request.Start.http.${part}`),
  ],
  "the longest name of a host": ["Ocall.Connect.host"],
  "what TLS and a request write at a time: a request may have 256 KiB": ["Ocall.Write.bytes"],
  "the largest storage key": ["Ocall.Prove.keys[]"],
  "parts that end where the next item would be too much": ["Ocall.Keep.bytes"],
  "one request of an enclave: fields of fixed widths": ["Ocall.HandOver.request", "Request.Give"],
  "the keys of five contracts a request": ["Ocall.Release.request"],
};

it("everything at the enclave's door that has a most is kept within it by something", () => {
  const formats = { Request, TickReply, Ocall, Reached, Registration, BroughtMessages };
  const bounds = Object.entries(formats).flatMap(([name, type]) => boundsOf(type, name).map(({ path }) => path));
  const kept = Object.values(keptBy).flat();
  const isKept = (path: string) =>
    kept.some(
      (known) =>
        path === known ||
        (/^Request\.(Start\.start|Advance\.block|Skip)/.exec(known) !== null && path.startsWith(`${known}.`)),
    );
  expect(bounds.filter((path) => !isKept(path))).toEqual([]);
  expect(kept.filter((known) => !bounds.some((path) => path === known || path.startsWith(`${known}.`)))).toEqual([]);
});

it("blocks full of the smallest messages are handed over in pages that fit, and none is left out", () => {
  const { block } = new ClusterLedger().block();
  const body = { type: "Reserved", value: { contract: word(0xc1), stateKib: 1 } } as const;
  const message = encode(Message, { number: 1, timeMs: 0n, parentHash: word(0), body, previous: word(0) });
  const full = Array.from({ length: maxMessages }, () => ({ cluster, message }));
  const blocks = Array.from({ length: 9 }, () => ({ ...block, messages: full, events: [], hasMore: false }));
  const steps = [...advances(blocks, cluster)];
  for (const value of steps) encode(Request, { type: "Advance", value });
  expect(steps.reduce((sum, { messages }) => sum + messages.length, 0)).toBe(9 * maxMessages);
  // Bytes alone would let more of them pass.
  expect(Math.ceil(enclaveStepBytes / message.length) + maxMessages).toBeGreaterThan(maxStepMessages);
});

it("a page of the log, which may end with a full block, fits what a host brings at a time", () => {
  expect(pageLimits.messages + maxMessages).toBeLessThanOrEqual(2 * maxMessages);
  expect(pageLimits.size + maxBodyBytes).toBeLessThan(maxFrameBytes);
});

it("what a worker reads of all contracts that a cluster may have fits one proof", () => {
  expect(maxClusterContracts).toBeLessThanOrEqual(maxProvenKeys);
});
