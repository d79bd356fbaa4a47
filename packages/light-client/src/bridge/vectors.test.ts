import { readFileSync } from "node:fs";
import { fromHex, fromJson, type Hex, toHex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { Certificate } from "../certificate.ts";
import { commitmentDigest } from "../commitment.ts";
import { verifyOutbound } from "../outbound.ts";
import { type AnnouncedSet, validatorSetHash } from "../validator-set.ts";
import { acceptCommitment } from "./counterpart.ts";
import { gatewayLane, ledgerLane } from "./lane.ts";
import { BridgeMessage, bridgeMessageId, decodeBridgeMessage, encodeBridgeMessage } from "./message.ts";

interface SetJson {
  readonly id: string;
  readonly addresses: readonly Hex[];
  readonly hash: Hex;
}
interface ProofJson {
  readonly why?: string;
  readonly count: number;
  readonly index: number;
  readonly message: Hex;
  readonly siblings: readonly Hex[];
}
interface MessageJson {
  readonly kind: string;
  readonly body: Readonly<Record<string, string>>;
  readonly bytes: Hex;
  readonly id: Hex;
  readonly [field: string]: unknown;
}
interface CertificateJson {
  readonly name: string;
  readonly refused: string | null;
  readonly nowMs: string;
  readonly digest: Hex;
  readonly certificate: unknown;
  readonly nextSet: SetJson | null;
}
interface Vectors {
  readonly lanes: {
    readonly gateway: { genesis: Hex; chainId: string; gateway: Hex; deploymentBlock: Hex; lane: Hex };
    readonly ledgers: { one: Hex; other: Hex; lane: Hex };
  };
  readonly messages: readonly MessageJson[];
  readonly badMessages: readonly { readonly why: string; readonly bytes: Hex }[];
  readonly list: { roots: readonly Hex[]; proofs: readonly ProofJson[]; refused: readonly ProofJson[] };
  readonly certificates: {
    readonly genesis: Hex;
    readonly set: SetJson;
    readonly known: { readonly number: number; readonly timeMs: string };
    readonly cases: readonly CertificateJson[];
  };
}

const { lanes, messages, badMessages, list, certificates }: Vectors = JSON.parse(
  readFileSync(new URL("../../vectors/bridge.json", import.meta.url), "utf8"),
);
const setOf = ({ id, addresses }: SetJson): AnnouncedSet => ({ id: BigInt(id), addresses });

it("names a lane by both its ends", () => {
  const { genesis, chainId, lane, ...place } = lanes.gateway;
  expect(gatewayLane(genesis, { ...place, chainId: BigInt(chainId) })).toBe(lane);
  const { one, other, lane: between } = lanes.ledgers;
  expect([ledgerLane(one, other), ledgerLane(other, one)]).toEqual([between, between]);
});

describe("messages", () => {
  it.each(messages)("$kind $nonce is these bytes and has this id", ({ kind, body, bytes, id, ...envelope }) => {
    const { command, ...fields } = body;
    const value = command === undefined ? fields : { ...fields, command: Number(command) };
    const message = fromJson(BridgeMessage, { ...envelope, body: { type: kind, value } });
    expect(toHex(encodeBridgeMessage(message))).toBe(bytes);
    expect(decodeBridgeMessage(fromHex(bytes))).toEqual(message);
    expect(bridgeMessageId(fromHex(bytes))).toBe(id);
  });

  it.each(badMessages)("refuses $why", ({ bytes }) => {
    expect(() => decodeBridgeMessage(fromHex(bytes))).toThrow(
      expect.objectContaining({ code: "light-client.BadBridgeMessage" }),
    );
  });
});

const verify = ({ count, index, message, siblings }: ProofJson, root: Hex) =>
  verifyOutbound(root, { count, index, message: fromHex(message), proof: siblings.map(fromHex) });

describe("the list of all messages", () => {
  it("proves each under every later root, and under no other", () => {
    for (const proof of list.proofs)
      expect(list.roots.map((root) => verify(proof, root))).toEqual(
        list.roots.map((_, count) => count === proof.count),
      );
  });

  it.each(list.refused)("proves nothing by $why", (proof) => {
    expect(list.roots.map((root) => verify(proof, root))).not.toContain(true);
  });
});

describe("a counterpart's commitment", () => {
  const { genesis, set, known, cases } = certificates;
  const before = { set: setOf(set), number: known.number, timeMs: BigInt(known.timeMs) };

  it.each(cases)("$name: $refused", ({ refused, nowMs, digest, nextSet, ...given }) => {
    const certificate = fromJson(Certificate, given.certificate);
    expect(toHex(commitmentDigest(genesis, certificate))).toBe(digest);
    const next = nextSet ? setOf(nextSet) : undefined;
    if (nextSet) expect(validatorSetHash(setOf(nextSet))).toBe(nextSet.hash);
    const accept = () => acceptCommitment(genesis, before, { certificate, nextSet: next }, BigInt(nowMs));
    if (refused) expect(accept).toThrow(expect.objectContaining({ code: `light-client.${refused}` }));
    else
      expect(accept()).toEqual({
        ...{ set: next ?? before.set, number: certificate.number, timeMs: certificate.timeMs },
      });
  });
});
