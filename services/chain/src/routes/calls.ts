import {
  AccountId,
  bytes,
  decode,
  type MultiSignature,
  option,
  struct,
  type TypeOf,
  text,
  u32,
  u128,
} from "@pha/codec";
import { Era, encodeSigned, RuntimeCall, signingPayload } from "@pha/runtime/spec";
import { type AnyRoute, route } from "@pha/service-kit/http";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { jsonObject } from "./json.ts";
import { callFromJson, prepare } from "./prepare.ts";

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
});

const Reply = struct({
  /** To be sent back with the signature. */
  unsigned: Unsigned,
  /** The exact bytes to sign. */
  signingPayload: bytes({ max: 256 }),
  /** Without the tip, in plancks. */
  fee: u128,
});

const noSignature: TypeOf<typeof MultiSignature> = { type: "Sr25519", value: `0x${"00".repeat(64)}` };

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
      async handle({ body: { pallet, call: callName, args, from, ...choices } }) {
        const call = callFromJson(ledger, { pallet, call: callName, args }, context);
        const { callBytes, extra, context: signing } = await prepare(ledger, from, call, choices);
        const unsigned = { call: callBytes, from, ...extra };
        const fee = ledger.runtime.fee(ledger.runtime.decodeExtrinsic(encodeSigned(from, noSignature, extra, call)));
        return { unsigned, signingPayload: signingPayload(callBytes, extra, signing), fee };
      },
    }),
  ];
}

/** Puts a prepared extrinsic and its signature together. */
export function assemble({ call, from, ...extra }: Unsigned, signature: TypeOf<typeof MultiSignature>): Uint8Array {
  return encodeSigned(from, signature, extra, decode(RuntimeCall, call));
}
