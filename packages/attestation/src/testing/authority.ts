import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { isIP } from "node:net";
import { bits, boolean, context, der, natural, octets, oid, sequence, set, text, time } from "./der-writer.ts";

/** A certificate with its key, as servers of Node's take them. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority of a test's own. */
export interface Authority {
  /** Its certificate, in PEM: what trusts it. */
  readonly cert: string;
  /** A certificate for a host name or an IPv4 address. */
  readonly issue: (host: string, until?: number) => Identity;
}

interface Plan {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly until: number;
  readonly extension: Uint8Array;
}

const dayMs = 86_400_000;
const ecdsaSha256 = sequence(oid("0x2a8648ce3d040302"));
const name = (common: string) => sequence(set(sequence(oid("0x550403"), text(common))));
const makeKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

/** Makes an authority. Nothing but a test trusts it. */
export function makeAuthority(): Authority {
  const own = makeKey();
  const subject = "Test authority";
  const isAuthority = sequence(oid("0x551d13"), boolean(true), octets(sequence(boolean(true))));
  const until = Date.now() + 10 * dayMs;
  const signed = { issuer: subject, signer: own.privateKey };
  return {
    cert: certificate({ ...signed, subject, publicKey: own.publicKey, until, extension: isAuthority }),
    issue(host, until = Date.now() + dayMs) {
      const { publicKey, privateKey } = makeKey();
      const address = Uint8Array.from(host.split("."), Number);
      const alternative = isIP(host) === 0 ? der(0x82, new TextEncoder().encode(host)) : der(0x87, address);
      const extension = sequence(oid("0x551d11"), octets(sequence(alternative)));
      return {
        key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
        cert: certificate({ ...signed, subject: host, publicKey, until, extension }),
      };
    },
  };
}

/** A certificate in PEM, by RFC 5280. */
function certificate({ subject, issuer, publicKey, signer, until, extension }: Plan): string {
  const toBeSigned = sequence(
    context(0, natural(2)),
    natural(Math.floor(Math.random() * 2 ** 30)),
    ecdsaSha256,
    name(issuer),
    sequence(time(Date.now() - 30 * dayMs), time(until)),
    name(subject),
    publicKey.export({ type: "spki", format: "der" }),
    context(3, sequence(extension)),
  );
  const signature = sign("sha256", toBeSigned, createPrivateKey(signer.export({ type: "pkcs8", format: "pem" })));
  const base64 = Buffer.from(sequence(toBeSigned, ecdsaSha256, bits(signature))).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}
