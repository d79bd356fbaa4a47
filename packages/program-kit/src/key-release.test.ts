import { toHex } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { describe, expect, it } from "vitest";
import {
  isKeyRequestOf,
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
  gatekeeper: word(2),
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
  const sealed = sealPartials(primitives, genesis, asker.hpkeKey, signed, partials);

  it("open for the asker", () => {
    expect(openPartials(primitives, genesis, asker.hpkeSecret, signed, sealed)).toEqual(partials);
  });

  it("open for nobody else, on no other network, as the answer to no other request", () => {
    const other = signKeyRequest(genesis, { ...request, nonce: `0x${"06".repeat(16)}` }, asker.sign);
    const refused = coded("crypto.Undecryptable");
    const stranger = makeSession(primitives).hpkeSecret;
    expect(() => openPartials(primitives, genesis, stranger, signed, sealed)).toThrowError(refused);
    expect(() => openPartials(primitives, word(9), asker.hpkeSecret, signed, sealed)).toThrowError(refused);
    expect(() => openPartials(primitives, genesis, asker.hpkeSecret, other, sealed)).toThrowError(refused);
  });
});
