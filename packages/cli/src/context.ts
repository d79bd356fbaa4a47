import { type AccountId, encodeAddress, type Hex, nearest } from "@pha/codec";
import type { Keypair, Scheme } from "@pha/crypto";
import type { Dev, Network } from "@pha/sdk";
import { isDevelopmentName, type NamedAccount, readAccount } from "./account-text.ts";
import { Project } from "./contracts/project.ts";
import { errors } from "./errors.ts";
import { isKeyName, KeyFolder } from "./key-folder.ts";
import type { Done, Output } from "./output.ts";
import { type Ask, readPassword } from "./passwords.ts";
import type { Environment, Settings } from "./settings.ts";
import { openSigner, openSignerIfAny, type SignerOptions } from "./signer.ts";

/** What a command line stands in. */
export interface ContextOptions {
  readonly output: Output;
  readonly settings: Settings;
  readonly env: Environment;
  readonly stdin: () => Promise<string>;
  readonly ask: Ask | undefined;
  readonly cwd: string;
  readonly program: string;
}

/** Tools of a command. Nothing is loaded or opened before a command asks for it. */
export class Context {
  readonly output: Output;
  readonly settings: Settings;
  /** Accounts that are kept on this machine. */
  readonly keys: KeyFolder;
  /** All of standard input. */
  readonly stdin: () => Promise<string>;
  /** Asks a person, without echo; `undefined` without a terminal. */
  readonly ask: Ask | undefined;
  /** What the command is connected to, and who signs: an error is explained with them. */
  network: Network | undefined;
  signedBy: { readonly account: AccountId; readonly as: string | undefined } | undefined;
  /** What was done before the command failed, if it did: told with the error. */
  done: Done | undefined;
  readonly #env: Environment;
  /** What a person types to run this program. */
  readonly pha: string;
  /** The folder that the command runs in, and its contracts. */
  readonly cwd: string;
  readonly project: Project;

  constructor({ output, settings, env, stdin, ask, cwd, program }: ContextOptions) {
    this.output = output;
    this.settings = settings;
    this.keys = new KeyFolder(env);
    this.stdin = stdin;
    this.ask = ask;
    this.#env = env;
    this.pha = program;
    this.cwd = cwd;
    this.project = new Project(cwd);
  }

  /** Connects to the network. */
  async connect(): Promise<Network> {
    const [{ connect }, { sentCommands }] = await Promise.all([import("@pha/sdk"), import("./sent-commands.ts")]);
    const { chains: chain, gatekeepers, genesisHash } = this.settings;
    const commands = sentCommands(this.#env);
    this.output.busy(`asking ${chain.join(", ")}`);
    this.network = await connect({ chain, gatekeepers, commands, ...(genesisHash && { genesisHash }) });
    return this.network;
  }

  /** The shortcuts of a development network. */
  async dev(): Promise<Dev> {
    const { Dev } = await import("@pha/sdk");
    this.output.busy(`asking ${this.settings.chains.join(", ")}`);
    return new Dev(this.settings.chains);
  }

  async signer(options: SignerOptions): Promise<Keypair> {
    const signer = await openSigner(options, { env: this.#env, keys: this.keys, ask: this.ask });
    this.signedBy = { account: signer.accountId, as: options.account === undefined ? options.from : undefined };
    return signer;
  }

  signerIfAny(options: SignerOptions): Promise<Keypair | undefined> {
    return openSignerIfAny(options, { env: this.#env, keys: this.keys, ask: this.ask });
  }

  /** The account that a text names. */
  account(text: string, scheme?: Scheme): Promise<NamedAccount> {
    return readAccount(text, this.keys, scheme);
  }

  /**
   * The account that money goes to: a name that no development account has is probably misspelt, and derives one all the
   * same, so it must be allowed.
   *
   * @throws `cli.DerivedAccount`
   */
  async receiver(text: string, { allowDerived = false }: ReceiverOptions): Promise<AccountId> {
    if (isDevelopmentName(text) && !allowDerived) {
      const { developmentAccounts } = await import("@pha/runtime/spec");
      const names = developmentAccounts.map(({ uri }) => uri);
      if (!names.includes(text)) throw errors.DerivedAccount({ given: text, near: nearest(text, names) });
    }
    return (await this.account(text)).accountId;
  }

  /**
   * The account that a text among arguments names as the command line does; every other text is left to who checks them.
   *
   * @throws `cli.DerivedAccount`, `cli.BadAddress`
   */
  async accountInArguments(text: string, options: ReceiverOptions): Promise<string> {
    return isDevelopmentName(text) || isKeyName(text) ? this.receiver(text, options) : text;
  }

  /** The password of a key, from a file or from a person, who types a `new` one twice. */
  async password(question: string, { passwordFile, isNew = false }: PasswordOptions): Promise<string> {
    const file = passwordFile ?? this.#env["PHA_PASSWORD_FILE"];
    const password = await readPassword(question, file, this.ask);
    if (isNew && file === undefined && password !== (await readPassword("The same again: ", file, this.ask)))
      throw errors.PasswordsDiffer();
    return password;
  }
}

export interface PasswordOptions {
  readonly passwordFile?: string | undefined;
  readonly isNew?: boolean;
}

export interface ReceiverOptions {
  readonly allowDerived?: boolean;
}

/** An account as this network writes it. */
export const addressOf = ({ info }: Pick<Network, "info">, account: Hex): string =>
  encodeAddress(account, info.ss58Prefix);
