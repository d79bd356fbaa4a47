import { concat, encode, fromHex, type Hex, toHex, u32, u32be, utf8 } from "@pha/codec";
import { pad, purePrimitives, sealTo } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { Certificate } from "./certificate.ts";
import { openQuery, type Query, sealQuery } from "./query.ts";
import { type Caller, maxLifetime, type SealedRequest } from "./request.ts";
import { channelInfo, type Scope } from "./scope.ts";
import { alice, bob, call, certified, contractKey, contractKeys, otherScopes, scope } from "./testing/parties.ts";

const seal = (query: Partial<Query>) => sealQuery(purePrimitives, contractKey, scope, { issued: 100, call, ...query });
const open = (sealed: SealedRequest, at: Scope = scope, verified = new Set<Hex>()) =>
  openQuery(purePrimitives, contractKeys.privateKey, at, sealed, verified);
/** Opens a query that asks as `caller`. */
const askAs = (caller: Query["caller"]) => () => open(seal({ caller }).sealed);
const sealBytes = (plaintext: Uint8Array) =>
  sealTo(purePrimitives, contractKey, channelInfo("query", scope), new Uint8Array(), plaintext);

attack("move a query to another network, contract, code or epoch", async ({ refused }) => {
  for (const [, other] of otherScopes) await refused("channel.Undecipherable", () => open(seal({}).sealed, other));
});

attack("ask under a certificate that the account did not sign", async ({ refused }) => {
  const stolen = certified(bob);
  const claimed = { ...stolen, certificate: { ...stolen.certificate, account: alice.accountId } };
  await refused("channel.CertificateInvalid", askAs(claimed));
  await refused("channel.CertificateInvalid", askAs(certified(alice, {}, { genesis: `0x${"02".repeat(32)}` })));

  const { certificate, clientSecret } = certified(alice, { expiry: 50 });
  const longer = { ...certificate, grant: { ...certificate.grant, expiry: 5_000 } };
  await refused("channel.CertificateInvalid", askAs({ certificate: longer, clientSecret }));
});

attack("ask under a changed certificate where its original was accepted before", async ({ refused }) => {
  const caller = certified();
  const verified = new Set<Hex>();
  open(seal({ caller }).sealed, scope, verified);
  expect(verified.size).toBe(1);
  const forged = { ...caller, certificate: { ...caller.certificate, account: bob.accountId } };
  await refused("channel.CertificateInvalid", () => open(seal({ caller: forged }).sealed, scope, verified));
});

attack("ask again under a certificate that was refused before", async ({ refused }) => {
  const stolen = certified(bob);
  const claimed = { ...stolen, certificate: { ...stolen.certificate, account: alice.accountId } };
  const verified = new Set<Hex>();
  for (let time = 0; time < 2; time++)
    await refused("channel.CertificateInvalid", () => open(seal({ caller: claimed }).sealed, scope, verified));
});

attack("ask a contract under a certificate for another one", async ({ refused }) => {
  await refused("channel.CertificateForeign", askAs(certified(alice, { contracts: [`0x${"c1".repeat(32)}`] })));
  expect(askAs(certified(alice, { contracts: [scope.contract] }))().caller).toBe(alice.accountId);
});

attack("ask under another's certificate, without its client key", async ({ refused }) => {
  const caller = { certificate: certified().certificate, clientSecret: purePrimitives.randomBytes(32) };
  await refused("channel.RequestSignatureInvalid", askAs(caller));
});

attack("make a query that outlives its time or its certificate", async ({ refused, held }) => {
  await refused("channel.CertificateExpired", askAs(certified(alice, { expiry: 99 })));
  await refused("channel.CertificateExpired", askAs(certified(alice, { expiry: 40 })));
  await held("it ends with its certificate", () => {
    expect(askAs(certified(alice, { expiry: 120 }))().expiry).toBe(120);
  });
  await refused("channel.RequestExpired", () => open(sealedFor(0, maxLifetime + 1)));
  await refused("channel.RequestExpired", () => open(sealedFor(2, 1)));
  expect([open(sealedFor(0, maxLifetime)).expiry, open(sealedFor(2, 2)).expiry]).toEqual([maxLifetime, 2]);
});

attack("make a certified query that outlives its certificate", async ({ refused }) => {
  const caller = certified(alice, { expiry: 120 });
  await refused("channel.CertificateExpired", () => open(sealedBy(caller, { expiry: 121 })));
  expect(open(sealedBy(caller, { expiry: 120 })).expiry).toBe(120);
});

attack("use a client's signature for another query than it signed, or in another encryption", async ({ refused }) => {
  const caller = certified();
  expect(open(sealedBy(caller, {})).caller).toBe(alice.accountId);
  for (const other of [
    { genesis: `0x${"09".repeat(32)}` },
    { contract: `0x${"09".repeat(32)}` },
    { codeHash: `0x${"09".repeat(32)}` },
    { epoch: 9 },
    { enc: `0x${"09".repeat(32)}` },
    { nonce: `0x${"09".repeat(16)}` },
    { issued: 99 },
    { expiry: 111 },
    { body: "0x00046e00" },
  ] as const)
    await refused("channel.RequestSignatureInvalid", () => open(sealedBy(caller, {}, other)));
});

attack("encrypt a query that is none", async ({ refused }) => {
  for (const plaintext of [pad(Uint8Array.of(7)), Uint8Array.of(1)])
    await refused("channel.BadRequest", () => open(sealBytes(plaintext)));
});

/** What a client's signature of a query is over. */
interface Signed extends Scope {
  readonly enc: Hex;
  readonly nonce: Hex;
  readonly issued: number;
  readonly expiry: number;
  readonly body: Hex;
}

const statementOf = (signed: Signed) =>
  concat(
    utf8("phala/request/v1"),
    ...[signed.genesis, signed.contract, signed.codeHash].map(fromHex),
    u32be(signed.epoch),
    ...[signed.enc, signed.nonce].map(fromHex),
    u32be(signed.issued),
    u32be(signed.expiry),
    fromHex(signed.body),
  );

const id = "1d".repeat(16);

/** A caller's query of method `m`, whatever the rules say, with a signature that may be over something else. */
function sealedBy(
  { certificate, clientSecret }: Caller,
  fields: Partial<Signed>,
  signed: Partial<Signed> = {},
): SealedRequest {
  return sealTo(purePrimitives, contractKey, channelInfo("query", scope), new Uint8Array(), (enc) => {
    const nonce: Hex = `0x${"01".repeat(16)}`;
    const is: Signed = { ...scope, enc, nonce, issued: 100, expiry: 110, body: `0x${id}00046d00`, ...fields };
    const signature = purePrimitives.ed25519.sign(clientSecret, statementOf({ ...is, ...signed }));
    const lifetime = concat(encode(u32, is.issued), encode(u32, is.expiry));
    const caller = concat(Uint8Array.of(1), encode(Certificate, certificate), signature);
    return pad(concat(caller, fromHex(is.nonce), lifetime, fromHex(is.body)));
  });
}

/** An anonymous query with this lifetime, whatever the rules say. */
function sealedFor(issued: number, expiry: number): SealedRequest {
  const nonce = "00".repeat(16);
  const lifetime = [issued, expiry].map((block) => toHex(encode(u32, block)).slice(2)).join("");
  const body = `${id}00046d00`;
  return sealBytes(pad(fromHex(`0x00${nonce}${lifetime}${body}`)));
}
