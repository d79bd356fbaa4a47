import { chainApi, chainApiErrors, chainErrors } from "@pha/api";
import { encodeAddress, type Hex, keypairFromUri, type Network, readState } from "@pha/sdk";
import { attestation, contracts, identity } from "@pha/sdk/pallets";
import type { AboutNetwork } from "../../network/about.ts";
import { ask } from "../../network/ask.ts";
import { classify } from "./classify.ts";

/** Something that a text names: its view, and in words what it is. */
export interface FoundThing {
  readonly view: string;
  readonly of: string;
  readonly what: string;
}

/** Identities that are looked through for a name. */
const mostIdentities = 1_000;

/** What a text names, by its form and by asking. Nothing where there is no such thing. */
export async function find(about: AboutNetwork, network: Network, text: string): Promise<readonly FoundThing[]> {
  const kind = classify(text);
  if (kind === "number")
    return [
      { view: "block", of: text, what: `Block ${text}` },
      { view: "referendum", of: text, what: `Referendum ${text}` },
    ];
  if (kind === "place") return [{ view: "event", of: text, what: `Event ${text}` }];
  if (kind === "address") return [{ view: "account", of: text, what: "An account" }];
  if (kind === "hash") return findHash(about, network, text.toLowerCase() as Hex);
  if (kind === "event") return [{ view: "events", of: text, what: `Events ${text}` }];
  if (kind === "development")
    return about.development ? [ofAccount(about, keypairFromUri(text, "sr25519").accountId, text)] : [];
  return findNamed(about, network, text);
}

const ofAccount = ({ ss58Prefix }: AboutNetwork, account: Hex, name: string): FoundThing => ({
  view: "account",
  of: encodeAddress(account, ss58Prefix),
  what: `The account of ${name}`,
});

/** Of 32 bytes: a block, an extrinsic, a contract, a worker, or else an account. */
async function findHash(about: AboutNetwork, network: Network, hash: Hex): Promise<readonly FoundThing[]> {
  const { chain } = about;
  const [isBlock, isExtrinsic, ledger] = await Promise.all([
    isThere(ask(chain, chainApi.blocks.header, { block: hash })),
    isThere(ask(chain, chainApi.extrinsics.get, { hash })),
    network.read((state) => ({
      isContract: readState(contracts, state).contracts.has(hash),
      isWorker: readState(attestation, state).workers.has(hash),
    })),
  ]);
  const found = [
    ...(isBlock ? [{ view: "block", of: hash, what: "A block" }] : []),
    ...(isExtrinsic ? [{ view: "extrinsic", of: hash, what: "An extrinsic" }] : []),
    ...(ledger.isContract ? [{ view: "contract", of: hash, what: "A contract" }] : []),
    ...(ledger.isWorker ? [{ view: "worker", of: hash, what: "A worker or gatekeeper" }] : []),
  ];
  return found.length > 0 ? found : [ofAccount(about, hash, "this public key")];
}

async function isThere(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    if (chainErrors.BlockNotFound.is(error) || chainApiErrors.ExtrinsicNotFound.is(error)) return false;
    throw error;
  }
}

/** Accounts whose identity has a name, in any case. */
async function findNamed(about: AboutNetwork, network: Network, text: string): Promise<readonly FoundThing[]> {
  const wanted = text.toLowerCase();
  const found: FoundThing[] = [];
  let after: Hex | undefined;
  for (let read = 0; read < mostIdentities; read += 100) {
    const page = await network.entries(identity, "identityOf", { limit: 100, ...(after !== undefined && { after }) });
    for (const { keys, value } of page.entries) {
      const name = nameOf(value.info.display);
      if (name.toLowerCase().includes(wanted)) found.push(ofAccount(about, keys[0] as Hex, name));
    }
    after = page.next;
    if (after === undefined) break;
  }
  return found;
}

/** A name of an identity, where it is text. */
function nameOf(data: { readonly type: string; readonly value?: unknown }): string {
  return data.value instanceof Uint8Array ? new TextDecoder().decode(data.value) : "";
}
