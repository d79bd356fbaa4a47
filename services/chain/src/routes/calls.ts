import { AccountId, bytes, type MultiSignature, option, struct, type TypeOf, text, u32, u128 } from "@pha/codec";
import type { Scheme } from "@pha/crypto";
import { Era, joinSigned, multiSignature } from "@pha/runtime/spec";
import { type AnyRoute, route } from "@pha/service-kit/http";
import { prepare } from "../ledger/prepare.ts";
import { callFromJson } from "./call-from-json.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { jsonObject, word } from "./json.ts";

const name = text({ max: 64 });

/** An extrinsic that lacks its signature. */
export const Unsigned = struct({ call: bytes({ max: 1_048_576 }), from: AccountId, era: Era, nonce: u32, tip: u128 });
type Unsigned = TypeOf<typeof Unsigned>;

const Request = struct({
  pallet: name,
  call: name,
  args: jsonObject,
  from: AccountId,
  /** The account's next one, when absent. */
  nonce: option(u32),
  tip: option(u128),
  /** Blocks for which the extrinsic is valid: 64 when absent, 0 for ever. */
  lifetime: option(u32),
  /** What it will be signed with, sr25519 when absent: the fee depends on the signature's length. */
  scheme: option(word("sr25519", "ed25519", "ecdsa")),
});

const Reply = struct({
  /** To be sent back with the signature. */
  unsigned: Unsigned,
  /** The exact bytes to sign. */
  signingPayload: bytes({ max: 256 }),
  /** Without the tip, in plancks. */
  fee: u128,
});

/** As long as a real one. */
const noSignature = (scheme: Scheme) => multiSignature(scheme, `0x${"00".repeat(scheme === "ecdsa" ? 65 : 64)}`);

/** `/v1/calls`: from a call in JSON to what has to be signed. */
export function callRoutes({ ledger, json: context }: RouteDeps): AnyRoute[] {
  return [
    route({
      method: "POST",
      url: "/v1/calls",
      summary: "Encodes a call; answers with the bytes to sign, the fee, and what to submit with the signature.",
      body: Request,
      reply: Reply,
      errors: [errors.UnknownCall],
      async handle({ body: { pallet, call: callName, args, from, scheme = "sr25519", ...choices } }) {
        const call = callFromJson(ledger, { pallet, call: callName, args }, context);
        const { callBytes, extra, context: signing } = await prepare(ledger, from, call, choices);
        const unsigned = { call: callBytes, from, ...extra };
        const extrinsic = joinSigned(from, noSignature(scheme), extra, callBytes);
        const fee = ledger.runtime.fee(ledger.runtime.decodeExtrinsic(extrinsic));
        return { unsigned, signingPayload: ledger.runtime.signingPayload(callBytes, extra, signing), fee };
      },
    }),
  ];
}

/** Puts a prepared extrinsic and its signature together. */
export function assemble({ call, from, ...extra }: Unsigned, signature: TypeOf<typeof MultiSignature>): Uint8Array {
  return joinSigned(from, signature, extra, call);
}
