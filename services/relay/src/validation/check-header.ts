import { encode, toHex } from "@pha/codec";
import { DigestItem, type Header } from "@pha/light-client";
import { errors } from "../errors.ts";

/**
 * Compares a proposed header with the one that running its block gave, both without seal.
 *
 * @throws `relay.WrongHeader` naming the first field that differs.
 */
export function checkHeader(proposed: Header, executed: Header): void {
  for (const field of ["parentHash", "number", "stateRoot", "extrinsicsRoot"] as const)
    if (proposed[field] !== executed[field])
      throw errors.WrongHeader({ field, proposed: proposed[field], executed: executed[field] });
  const digests = [proposed, executed].map(({ digest }) =>
    digest.map((item) => toHex(encode(DigestItem, item))).join(),
  );
  if (digests[0] !== digests[1])
    throw errors.WrongHeader({ field: "digest", proposed: digests[0], executed: digests[1] });
}
