import { type Hex, passes } from "@pha/codec";
import { quorum, type ValidatorSet, verifyCertificate } from "@pha/light-client";
import type { ValidatorState } from "@pha/wire";

/**
 * Whether blocks above a height are certified, as validators of the set that certifies the next one say.
 *
 * A certificate by that set proves it, whoever shows it. One by a later set proves nothing to whom the change of the set
 * is missing: it counts as said, and more validators must say so than can lie. They could stop finality as well.
 */
export function isCertifiedAbove(
  genesisHash: Hex,
  set: ValidatorSet,
  height: number,
  states: readonly ValidatorState[],
): boolean {
  const above = states.flatMap(({ certified }) => (certified && certified.header.number > height ? [certified] : []));
  const proves = ({ header, certificate }: (typeof above)[number]) =>
    passes(() => verifyCertificate(genesisHash, set, header, certificate));
  const n = set.addresses.length;
  const byLaterSets = above.filter(({ certificate }) => certificate.setId > set.id);
  return byLaterSets.length > n - quorum(n) || above.some(proves);
}
