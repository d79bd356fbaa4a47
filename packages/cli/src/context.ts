import { encodeAddress, type Hex } from "@pha/codec";
import type { Keypair } from "@pha/crypto";
import type { Dev, Network } from "@pha/sdk";
import type { Output } from "./output.ts";
import type { Environment, Settings } from "./settings.ts";
import { openSigner, openSignerIfAny, type SignerOptions } from "./signer.ts";

/** Tools of a command. Nothing is loaded or opened before a command asks for it. */
export class Context {
  readonly output: Output;
  readonly settings: Settings;
  readonly #env: Environment;
  readonly #stdin: () => Promise<string>;

  constructor(output: Output, settings: Settings, env: Environment, stdin: () => Promise<string>) {
    this.output = output;
    this.settings = settings;
    this.#env = env;
    this.#stdin = stdin;
  }

  /** Connects to the network. */
  async connect(): Promise<Network> {
    const { connect } = await import("@pha/sdk");
    const { chains: chain, gatekeepers, genesisHash } = this.settings;
    return connect({ chain, gatekeepers, ...(genesisHash && { genesisHash }) });
  }

  /** The shortcuts of a development network. */
  async dev(): Promise<Dev> {
    const { Dev } = await import("@pha/sdk");
    return new Dev(this.settings.chains);
  }

  signer(options: SignerOptions): Promise<Keypair> {
    return openSigner(options, this.#env);
  }

  signerIfAny(options: SignerOptions): Promise<Keypair | undefined> {
    return openSignerIfAny(options, this.#env);
  }

  /** All of standard input. */
  stdin(): Promise<string> {
    return this.#stdin();
  }
}

/** An account as this network writes it. */
export const addressOf = ({ info }: Network, account: Hex): string => encodeAddress(account, info.ss58Prefix);
