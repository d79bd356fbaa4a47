import { concat, encode, fixedBytes, type Hex, toHex, u32be, utf8 } from "@pha/codec";
import { sha512 } from "@pha/crypto";
import { type Role, roleByte } from "./role.ts";

/** Everything that a session's quote binds besides the program. Keys, hashes and accounts are 32 bytes. */
export interface ReportClaims {
  readonly genesis: Hex;
  readonly role: Role;
  readonly identity: Hex;
  /** Ed25519 key with which the session signs. */
  readonly signKey: Hex;
  /** X25519 key to which secrets for the session are sealed. */
  readonly hpkeKey: Hex;
  /** Account that registers the worker and pays for it. */
  readonly operator: Hex;
  /** A finalized block, for freshness. */
  readonly number: number;
  readonly hash: Hex;
}

const domain = utf8("phala/report/v1");
const Bytes32 = fixedBytes(32);

/**
 * Report data of a session: `SHA-512("phala/report/v1" ‖ genesis ‖ u8 role ‖ identity ‖ session signing key ‖ session
 * HPKE key ‖ operator ‖ u32 number ‖ hash)`, every field of fixed width, numbers big-endian. 64 bytes.
 *
 * @throws `codec.BadLength` when a field is not 32 bytes.
 */
export function reportData(claims: ReportClaims): Hex {
  const { genesis, role, identity, signKey, hpkeKey, operator, number, hash } = claims;
  const fixed = (value: Hex) => encode(Bytes32, value);
  return toHex(
    sha512(
      concat(
        domain,
        fixed(genesis),
        Uint8Array.of(roleByte[role]),
        ...[identity, signKey, hpkeKey, operator].map(fixed),
        u32be(number),
        fixed(hash),
      ),
    ),
  );
}
