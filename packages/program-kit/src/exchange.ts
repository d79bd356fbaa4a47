import {
  bytes,
  concat,
  decode,
  encode,
  fixedBytes,
  fromHex,
  type Hex,
  passes,
  struct,
  type Type,
  type TypeOf,
  toHex,
  utf8,
} from "@pha/codec";
import { openWith, type Primitives, sealTo, sha256 } from "@pha/crypto";

/** A request with the asking session's Ed25519 signature. */
export interface Signed<Request> {
  readonly request: Request;
  readonly signature: Hex;
}

/** What requests of a kind are, and who is asked. */
interface ExchangeOptions<Request> {
  /** Tells what is signed and sealed from what is of other kinds. */
  readonly name: string;
  readonly request: Type<Request>;
  readonly signedRequest: Type<Signed<Request>>;
  /** Of an answer, sealed. */
  readonly maxAnswerBytes: number;
  /** The identity that is asked. */
  readonly askedOf: (request: Request) => Hex;
  /** For an answer that this identity has not signed. */
  readonly notTheirs: (asked: Hex) => Error;
}

/** Who answers, on which network. */
export interface Answering {
  readonly primitives: Primitives;
  readonly genesis: Hex;
  /** Signs as the identity that is asked. */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/**
 * What one enclave asks of another, over hosts and a bus that neither trusts. Requests are signed by the asker's session.
 * Answers are sealed to it and signed by the identity that is asked, for others may answer in its name.
 *
 * - A request's signature is over `"phala/NAME/v1" ‖ genesis ‖ request`.
 * - An answer is sealed with the info `"phala/NAME/v1" ‖ genesis` and the signed request's SHA-256 as additional data.
 * - Its signature is over `"phala/NAME-answer/v1" ‖ genesis ‖ SHA-256 of the signed request ‖ sealed answer`.
 */
export function defineExchange<Request>(options: ExchangeOptions<Request>) {
  const { name, request: type, signedRequest, maxAnswerBytes, askedOf, notTheirs } = options;
  const Sealed = struct({ enc: fixedBytes(32), ciphertext: bytes({ max: maxAnswerBytes }) });
  const Answer = struct({ sealed: Sealed, signature: fixedBytes(64) });
  const domain = utf8(`phala/${name}/v1`);
  const answerDomain = utf8(`phala/${name}-answer/v1`);

  const infoOf = (genesis: Hex) => concat(domain, fromHex(genesis));
  const hashOf = (signed: Signed<Request>) => sha256(encode(signedRequest, signed));
  const statement = (genesis: Hex, request: Request) => concat(infoOf(genesis), encode(type, request));
  const answerStatement = (genesis: Hex, signed: Signed<Request>, sealed: TypeOf<typeof Sealed>) =>
    concat(answerDomain, fromHex(genesis), hashOf(signed), encode(Sealed, sealed));

  /** The sealed answer, if it is of whom was asked. */
  function read({ ed25519 }: Primitives, genesis: Hex, signed: Signed<Request>, answer: Uint8Array) {
    const { sealed, signature } = decode(Answer, answer);
    const asked = askedOf(signed.request);
    if (!ed25519.verify(fromHex(asked), answerStatement(genesis, signed, sealed), fromHex(signature)))
      throw notTheirs(asked);
    return sealed;
  }

  return {
    sign: (genesis: Hex, request: Request, sign: Answering["sign"]): Signed<Request> => ({
      request,
      signature: toHex(sign(statement(genesis, request))),
    }),

    isOf: ({ ed25519 }: Primitives, genesis: Hex, signKey: Hex, { request, signature }: Signed<Request>): boolean =>
      ed25519.verify(fromHex(signKey), statement(genesis, request), fromHex(signature)),

    seal({ primitives, genesis, sign }: Answering, hpkeKey: Hex, signed: Signed<Request>, answer: Uint8Array) {
      const { enc, ciphertext } = sealTo(primitives, hpkeKey, infoOf(genesis), hashOf(signed), answer);
      const sealed = { enc, ciphertext };
      return encode(Answer, { sealed, signature: toHex(sign(answerStatement(genesis, signed, sealed))) });
    },

    isAnswer: (primitives: Primitives, genesis: Hex, signed: Signed<Request>, answer: Uint8Array): boolean =>
      passes(() => void read(primitives, genesis, signed, answer)),

    open(primitives: Primitives, genesis: Hex, hpkeSecret: Uint8Array, signed: Signed<Request>, answer: Uint8Array) {
      const { enc, ciphertext } = read(primitives, genesis, signed, answer);
      return openWith(primitives, hpkeSecret, enc, infoOf(genesis), hashOf(signed), ciphertext).plaintext;
    },
  };
}
