import { encode, type Hex, toHex } from "@pha/codec";
import { combinePartials, KEY_DST, keyFromSignature, keyLabel, type PartialSignature, verifyBls } from "@pha/crypto";
import { readState } from "@pha/frame";
import {
  type Core,
  type KeyLabel,
  openPartials,
  SignedKeyRequest,
  signKeyRequest,
  toDerivedLabel,
} from "@pha/program-kit";
import { type Contract, type GroupKey, gatekeepers } from "@pha/runtime/spec";
import { errors } from "../errors.ts";

/** The keys that a worker holds of one contract, each 32 bytes. They leave the enclave in no form. */
export interface ContractKeys {
  /** X25519 secret: opens commands and queries. */
  readonly encrypt: Uint8Array;
  /** The public half, which clients encrypt to. */
  readonly publicKey: Hex;
  /** Of state tags. */
  readonly tag: Uint8Array;
  /** Of the randomness that commands see. */
  readonly random: Uint8Array;
}

/**
 * Gets a contract's keys: asks all gatekeepers at once, combines the parts of the first `t` that answer, checks each
 * result against the master public key. Nobody else ever holds a whole key.
 *
 * @throws `miner.KeysUnavailable` when fewer than `t` gatekeepers gave a part that holds
 */
export async function obtainKeys(
  core: Core,
  id: Hex,
  { cluster, codeHash, epoch }: Pick<Contract, "cluster" | "codeHash" | "epoch">,
): Promise<ContractKeys> {
  const group = await core.view.read((view) => readState(gatekeepers, view).groupKey.get());
  if (!group) throw errors.KeysUnavailable({ reason: "there is no master key yet" });
  const scope = { generation: group.generation, cluster, contract: id };
  const labels: KeyLabel[] = [
    { type: "encrypt", value: { ...scope, codeHash, epoch } },
    { type: "tag", value: { ...scope, epoch } },
    { type: "random", value: scope },
  ];
  const parts = await askGatekeepers(core, group, labels);
  const [encryptKey, tag, random] = labels.map((label, i) => combine(group, label, parts, i)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const publicKey = toHex(core.host.primitives.x25519.publicKey(encryptKey));
  return { encrypt: encryptKey, publicKey, tag, random };
}

/** One gatekeeper's parts of all labels. */
interface Part {
  readonly id: number;
  readonly signatures: readonly Hex[];
}

async function askGatekeepers(core: Core, group: GroupKey, labels: readonly KeyLabel[]): Promise<readonly Part[]> {
  const asked = group.publicShares.map(({ identity }) => ask(core, identity, labels));
  const parts: Part[] = [];
  await new Promise<void>((resolve) => {
    let open = asked.length;
    for (const answer of asked)
      void answer
        .then(
          (part) => parts.push(part),
          () => undefined,
        )
        .then(() => {
          open--;
          if (parts.length >= group.threshold || open === 0) resolve();
        });
  });
  if (parts.length < group.threshold) throw errors.KeysUnavailable({ needed: group.threshold, answered: parts.length });
  return parts;
}

async function ask(core: Core, gatekeeper: Hex, labels: readonly KeyLabel[]): Promise<Part> {
  const { primitives, genesisHash } = core.host;
  const request = { gatekeeper, worker: core.identity, nonce: toHex(primitives.randomBytes(16)), labels };
  const signed = signKeyRequest(genesisHash, request, core.session.sign);
  const sealed = await core.ask({
    type: "Release",
    value: { gatekeeper, request: encode(SignedKeyRequest, signed) },
  });
  const { index, signatures } = openPartials(primitives, genesisHash, core.session.hpkeSecret, signed, sealed);
  return { id: index, signatures };
}

function combine(group: GroupKey, label: KeyLabel, parts: readonly Part[], position: number): Uint8Array {
  const message = keyLabel(toDerivedLabel(label));
  const partials = parts.flatMap(({ id, signatures }): PartialSignature[] => {
    const signature = signatures[position];
    return signature ? [{ id, signature }] : [];
  });
  const signature = combinePartials(partials, group.threshold);
  if (verifyBls(group.publicKey, KEY_DST, message, signature)) return keyFromSignature(signature, message);
  const liars = partials.filter(({ id, signature: part }) => {
    const share = group.publicShares.find(({ index }) => index === id)?.share;
    return !share || !verifyBls(share, KEY_DST, message, part);
  });
  throw errors.KeysUnavailable({ reason: "a part is wrong", gatekeepers: liars.map(({ id }) => id).join(",") });
}
