import { fromHex, toHex } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { describe, expect, it } from "vitest";
import {
  isKeyRequestOf,
  isReleaseFor,
  type KeyRequest,
  openPartials,
  type Partials,
  sealPartials,
  signKeyRequest,
  toDerivedLabel,
} from "./key-release.ts";
import { makeSession } from "./session.ts";

const word = (byte: number) => toHex(new Uint8Array(32).fill(byte));
const genesis = word(1);
const asker = makeSession(primitives);
const request: KeyRequest = {
  gatekeeper: toHex(primitives.ed25519.publicKey(fromHex(word(2)))),
  worker: word(3),
  nonce: `0x${"05".repeat(16)}`,
  labels: [{ type: "random", value: { generation: 1, cluster: 0, contract: word(4) } }],
};
const signed = signKeyRequest(genesis, request, asker.sign);
const partials: Partials = { round: 3, index: 2, signatures: [`0x${"09".repeat(48)}`] };
const coded = (code: string) => expect.objectContaining({ code });

describe("a key request", () => {
  it("is its session's, of this network, word for word", () => {
    expect(isKeyRequestOf(primitives, genesis, asker.signKey, signed)).toBe(true);
    expect(isKeyRequestOf(primitives, word(9), asker.signKey, signed)).toBe(false);
    expect(isKeyRequestOf(primitives, genesis, makeSession(primitives).signKey, signed)).toBe(false);
    const changed = { ...signed, request: { ...request, worker: word(8) } };
    expect(isKeyRequestOf(primitives, genesis, asker.signKey, changed)).toBe(false);
  });

  it("names keys as derivation does", () => {
    const scope = { generation: 1, cluster: 2, contract: word(4) };
    expect(toDerivedLabel({ type: "tag", value: { ...scope, epoch: 3 } })).toEqual({ kind: "tag", ...scope, epoch: 3 });
  });
});

describe("sealed partials", () => {
  const sealedBy = (seed: string) =>
    sealPartials(
      { primitives, genesis, sign: (message) => primitives.ed25519.sign(fromHex(seed), message) },
      asker.hpkeKey,
      signed,
      partials,
    );
  const sealed = sealedBy(word(2));

  it("open for the asker", () => {
    expect(openPartials(primitives, genesis, asker.hpkeSecret, signed, sealed)).toEqual(partials);
  });

  it("open for nobody else, on no other network, as the answer to no other request", () => {
    const other = signKeyRequest(genesis, { ...request, nonce: `0x${"06".repeat(16)}` }, asker.sign);
    const refused = coded("crypto.Undecryptable");
    const stranger = makeSession(primitives).hpkeSecret;
    expect(() => openPartials(primitives, genesis, stranger, signed, sealed)).toThrowError(refused);
    const notTheirs = coded("program.NotTheGatekeepers");
    expect(() => openPartials(primitives, word(9), asker.hpkeSecret, signed, sealed)).toThrowError(notTheirs);
    expect(() => openPartials(primitives, genesis, asker.hpkeSecret, other, sealed)).toThrowError(notTheirs);
  });

  it("are the asked gatekeeper's, which who brings them can tell too", () => {
    const others = sealedBy(word(7));
    expect(() => openPartials(primitives, genesis, asker.hpkeSecret, signed, others)).toThrowError(
      coded("program.NotTheGatekeepers"),
    );
    const isRelease = (answer: Uint8Array) => isReleaseFor(primitives, genesis, signed, answer);
    expect([sealed, others, new Uint8Array(), sealed.subarray(1)].map(isRelease)).toEqual([true, false, false, false]);
  });
});
