import { encode, fromHex, type Hex, toHex, u32 } from "@pha/codec";
import { pad, purePrimitives, sealTo } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { maxLifetime, openQuery, type Query, type SealedQuery, sealQuery } from "./query.ts";
import { channelInfo, type Scope } from "./scope.ts";
import { alice, bob, call, certified, contractKey, contractKeys, otherScopes, scope } from "./testing/parties.ts";

const seal = (query: Partial<Query>) => sealQuery(purePrimitives, contractKey, scope, { issued: 100, call, ...query });
const open = (sealed: SealedQuery, at: Scope = scope, verified = new Set<Hex>()) =>
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

attack("encrypt a query that is none", async ({ refused }) => {
  for (const plaintext of [pad(Uint8Array.of(7)), Uint8Array.of(1)])
    await refused("channel.BadRequest", () => open(sealBytes(plaintext)));
});

/** An anonymous query with this lifetime, whatever the rules say. */
function sealedFor(issued: number, expiry: number): SealedQuery {
  const nonce = "00".repeat(16);
  const lifetime = [issued, expiry].map((block) => toHex(encode(u32, block)).slice(2)).join("");
  const body = "00" + "04" + "6d" + "00";
  return sealBytes(pad(fromHex(`0x00${nonce}${lifetime}${body}`)));
}
