import { type Hex, toHex } from "@pha/codec";
import type { Certificate } from "./certificate.ts";
import { Der, tags } from "./der.ts";
import { errors } from "./errors.ts";

/** What a PCK certificate says of its platform. */
export interface PlatformFacts {
  /** Provisioning id of the platform, 16 bytes: which machine it is. */
  readonly ppid: Hex;
  /** Family of platforms, 6 bytes. */
  readonly fmspc: Hex;
  readonly pceId: Hex;
  readonly cpuSvn: Uint8Array;
  readonly pceSvn: number;
}

/** Below 1.2.840.113741.1.13.1, Intel's SGX extension. */
const below = (...arcs: number[]): Hex =>
  `0x2a864886f84d010d01${arcs.map((arc) => `0${arc.toString(16)}`.slice(-2)).join("")}`;
const oids = { ppid: below(1), tcb: below(2), pceId: below(3), fmspc: below(4) };
const tcbOids = { pceSvn: below(2, 17), cpuSvn: below(2, 18) };

/**
 * Facts of a platform, of a certificate whose chain was verified.
 *
 * @throws `dcap.MalformedCertificate`
 */
export function readPlatform(pck: Certificate): PlatformFacts {
  const fail = (reason: string) => errors.MalformedCertificate({ chain: "pck", reason });
  if (!pck.sgx) throw fail("it says nothing of its platform");
  const outer = new Der(pck.sgx, fail);
  const facts = readPairs(outer.enter(tags.sequence));
  outer.end();
  const one = (pairs: ReadonlyMap<Hex, Der>, oid: Hex): Der => {
    const value = pairs.get(oid);
    if (!value) throw fail("it lacks a fact of its platform");
    return value;
  };
  const octets = (value: Der, length: number): Uint8Array => {
    const { content } = value.element(tags.octetString);
    if (content.length !== length) throw fail("a fact of its platform has another length");
    return content;
  };
  const tcb = readPairs(one(facts, oids.tcb).enter(tags.sequence));
  return {
    ppid: toHex(octets(one(facts, oids.ppid), 16)),
    fmspc: toHex(octets(one(facts, oids.fmspc), 6)),
    pceId: toHex(octets(one(facts, oids.pceId), 2)),
    cpuSvn: octets(one(tcb, tcbOids.cpuSvn), 16),
    pceSvn: one(tcb, tcbOids.pceSvn).natural(),
  };
}

/** Values by their object identifiers; of two, the last counts, and the issuer signed both. */
function readPairs(list: Der): Map<Hex, Der> {
  const pairs = new Map<Hex, Der>();
  while (!list.isDone) {
    const pair = list.enter(tags.sequence);
    pairs.set(pair.oid(), list.inside(pair.any().whole));
  }
  return pairs;
}
