import { type Contract, ContractError, keysAt, type Network, type Signer } from "@pha/sdk";

/** What the contract's query `sealing` tells. */
export interface Sealing {
  readonly epoch: number;
  readonly key: string;
  readonly signer: string;
  readonly signature: string;
}

/** Registers a site for an account, if it has not. */
export async function register(contract: Contract, owner: Signer, site: string): Promise<void> {
  const known = await unless("UnknownSite", () => contract.query("answers", { site }, { caller: owner }));
  if (!known) await contract.command(owner, "register", { site });
}

/**
 * Has the contract announce the key that visitors seal to, when the ledger has another one than it told before: by who
 * deployed it, for every epoch of its keys.
 */
export async function announce(network: Network, contract: Contract, deployer: Signer): Promise<Sealing> {
  const { header } = await network.head();
  const { epoch, key } = keysAt(await contract.record(), header.number);
  const told = await sealingOf(contract);
  if (told?.epoch === epoch || key === undefined) return told ?? (await announced(contract));
  await contract.command(deployer, "announce", { epoch, key });
  return announced(contract);
}

const sealingOf = (contract: Contract): Promise<Sealing | undefined> =>
  unless("NotAnnounced", async () => (await contract.query<Sealing>("sealing")).value);

async function announced(contract: Contract): Promise<Sealing> {
  return (await contract.query<Sealing>("sealing")).value;
}

/** What work gives, or nothing when the contract refuses it for that reason. */
async function unless<T>(code: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ContractError && error.code === `contract.${code}`) return undefined;
    throw error;
  }
}
