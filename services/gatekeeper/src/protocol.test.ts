import { maxLabels, Ocall, Reached, Registration } from "@pha/program-kit";
import { maxGatekeepers } from "@pha/runtime/spec";
import { boundsOf } from "@pha/testkit/bounds";
import { expect, it } from "vitest";
import { Request, TickReply } from "./protocol.ts";

/** What keeps a format's parts within their most: who feeds them cannot go on for ever. */
const keptBy: Readonly<Record<string, readonly string[]>> = {
  "the ledger's own formats": [
    ...["genesisHeader", "validators"].map((part) => `Request.Start.start.${part}`),
    "Request.Advance",
  ],
  "one sealed identity": ["Request.Start.start.identity", "Registration.sealedIdentity"],
  "one secret, and one share of each generation: there is one": [
    ...["Request.Start.seals", "TickReply.seals"].flatMap((seals) => [`${seals}.round`, `${seals}.shares`]),
  ],
  "one header and one set of validators": ["Request.Start.start.milestone", "Reached.milestone"],
  "one quote": ["Registration.quote"],
  "its codec: who asks for more is refused before the enclave hears of it": ["Request.Release.request.labels"],
  "one key and one deal: what a phase does not ask for is taken back": ["TickReply.extrinsics"],
  "a deal for all gatekeepers": ["TickReply.extrinsics[]"],
  "a closed list of words": ["TickReply.standing"],
  "one share of each generation, of which so many are not over: the ledger begins no other one before": [
    "TickReply.holds",
  ],
  "keys of all gatekeepers, or of all labels of one request: driven below": ["Ocall.Prove.keys"],
  "the largest storage key": ["Ocall.Prove.keys[]"],
  "nobody: gatekeepers ask for no keys": ["Ocall.Release.request"],
  "nobody: gatekeepers have no contracts": ["Ocall.Keep.bytes", "Ocall.HandOver.request"],
  "nobody: gatekeepers fetch nothing": ["Ocall.Connect.host", "Ocall.Write.bytes"],
};

it("everything at the enclave's door that has a most is kept within it by something", () => {
  const formats = { Request, TickReply, Ocall, Reached, Registration };
  const bounds = Object.entries(formats).flatMap(([name, type]) => boundsOf(type, name).map(({ path }) => path));
  const kept = Object.values(keptBy).flat();
  const isWithin = (path: string) =>
    kept.some(
      (known) =>
        path === known || (/^Request\.(Start\.start|Advance)/.exec(known) !== null && path.startsWith(`${known}.`)),
    );
  expect(bounds.filter((path) => !isWithin(path))).toEqual([]);
  expect(kept.filter((known) => !bounds.some((path) => path === known || path.startsWith(`${known}.`)))).toEqual([]);
});

it("what a gatekeeper reads at once fits one proof", () => {
  const keys = boundsOf(Ocall, "Ocall").find(({ path }) => path === "Ocall.Prove.keys")?.max;
  // Three keys of the ledger's for each gatekeeper, or a cluster and a contract for each label, and a few beside.
  expect(3 * maxGatekeepers + 16).toBeLessThanOrEqual(keys as number);
  expect(2 * maxLabels + 16).toBeLessThanOrEqual(keys as number);
});
