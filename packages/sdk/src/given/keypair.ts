import { type Keypair, type Scheme, keypairFromSeed as seedKeypair, keypairFromUri as uriKeypair } from "@pha/crypto";
import { expectBytes, expectScheme, expectText } from "./parameter.ts";

/**
 * The key pair of a secret URI: `//Alice`, or a phrase with junctions.
 *
 * @throws `sdk.BadParameter`; `crypto.BadUri`, `crypto.BadPhrase`, `crypto.SoftJunction`
 */
export function keypairFromUri(uri: string, scheme: Scheme): Keypair {
  expectText("uri", uri);
  expectScheme(scheme);
  return uriKeypair(uri, scheme);
}

/**
 * The key pair of a 32-byte seed.
 *
 * @throws `sdk.BadParameter`; `crypto.BadLength`, `crypto.BadKey`
 */
export function keypairFromSeed(seed: Uint8Array, scheme: Scheme): Keypair {
  expectBytes("seed", seed);
  expectScheme(scheme);
  return seedKeypair(seed, scheme);
}
