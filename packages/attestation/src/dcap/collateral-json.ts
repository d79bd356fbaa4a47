import { fromHex, utf8 } from "@pha/codec";
import type { Collateral } from "./collateral.ts";
import { errors } from "./errors.ts";

/** Fields of the JSON in which quote verification libraries hand collateral on (`quote_collateral_v3`). */
const names = [
  "pck_crl_issuer_chain",
  "root_ca_crl",
  "pck_crl",
  "tcb_info_issuer_chain",
  "tcb_info",
  "tcb_info_signature",
  "qe_identity_issuer_chain",
  "qe_identity",
  "qe_identity_signature",
] as const;

/**
 * Collateral of such JSON: chains in PEM, revocation lists and signatures in hexadecimal digits, documents as texts.
 *
 * @throws `dcap.MalformedCollateral`
 */
export function readCollateral(json: string): Collateral {
  const fields = parse(json);
  const text = (name: (typeof names)[number]): string => {
    const value = fields[name];
    if (typeof value !== "string") throw errors.MalformedCollateral({ field: name });
    return value;
  };
  const hex = (name: (typeof names)[number]): Uint8Array => {
    try {
      return fromHex(`0x${text(name)}`);
    } catch (cause) {
      throw errors.MalformedCollateral({ field: name }, cause);
    }
  };
  const document = (name: "tcb_info" | "qe_identity") => ({
    body: utf8(text(name)),
    signature: hex(`${name}_signature`),
    chain: utf8(text(`${name}_issuer_chain`)),
  });
  return {
    rootCrl: hex("root_ca_crl"),
    pckCrl: { list: hex("pck_crl"), chain: utf8(text("pck_crl_issuer_chain")) },
    tcbInfo: document("tcb_info"),
    qeIdentity: document("qe_identity"),
  };
}

function parse(json: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(json));
  } catch (cause) {
    throw errors.MalformedCollateral({}, cause);
  }
}
