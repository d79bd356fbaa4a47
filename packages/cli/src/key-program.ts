import type { HistoryOptions } from "@pha/sdk";
import { type Command, InvalidArgumentError } from "commander";
import { type Add, accountDoc, pageSize, type Run, scheme, signing, wholeNumberFrom, withPassword } from "./command.ts";

/** @throws InvalidArgumentError */
function place(text: string): { readonly block: number; readonly place: number } {
  const [, block, at] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? [];
  if (block === undefined) throw new InvalidArgumentError("Expected where a page before ended, for example 120-3.");
  return { block: Number(block), place: Number(at) };
}

/** `pha key …` and `pha account …` */
export function addKeyCommands(key: Command, account: Command, add: Add, run: Run): void {
  const commands = () => import("./commands/key.ts");
  const named = (command: Command) =>
    command.argument("<name>", "of the kept key: a letter, then letters, digits, - _");

  withPassword(
    named(
      add(key, "new", "Makes an account, keeps its key under a password, and shows its phrase once.", [
        "pha key new main",
        "pha key new bot --password-file ~/.pha-password --json",
      ]),
    ),
  )
    .addOption(scheme())
    .action((name: string, _, command) =>
      run(command, async (context, options) => (await commands()).newKey(context, name, options)),
    );

  withPassword(
    named(
      add(key, "import", "Keeps the key of a phrase, a seed, or an export of polkadot-js, under a password.", [
        "pha key import main backup.json   # an account that polkadot-js exported, with its own password",
        "pha key import main phrase.txt    # phrase or 0x-seed, with //derivation if any; yours alone to read",
        "pha key import main               # asks for the phrase, and does not show what is typed",
      ]),
    ),
  )
    .argument("[file]", "- reads standard input")
    .addOption(scheme())
    .action((name: string, file: string | undefined, _, command) =>
      run(command, async (context, options) => (await commands()).importKey(context, name, file, options)),
    );

  signing(
    add(key, "sign", "Signs a call that POST /v1/calls of chain or governance has prepared, and says what it is.", [
      "pha key sign prepared.json --account main",
      "curl -s … /v1/calls -d @call.json | pha key sign - --account main --json | curl -s … /v1/transactions -d @-",
    ]),
  )
    .argument("<prepared>", "the answer, or its signingPayload; a file that has it; - for standard input")
    .action((prepared: string, _, command) =>
      run(command, async (context, options) =>
        (await import("./commands/key-sign.ts")).signPrepared(context, prepared, options),
      ),
    );

  add(key, "list", "Kept keys: name, scheme, address.", ["pha key list", "pha key list --json"]).action((_, command) =>
    run(command, async (context) => (await commands()).listKeys(context)),
  );

  named(
    add(key, "export", "Gives a kept key, encrypted as it is, as polkadot-js and its wallets import it.", [
      "pha key export main --out main.json   # yours alone to read; nothing is overwritten",
      "pha key export main                   # prints it",
    ]),
  )
    .option("--out <file>", "a new file to write it to; printed otherwise")
    .action((name: string, _, command) =>
      run(command, async (context, options) => (await commands()).exportKey(context, name, options)),
    );

  named(add(key, "remove", "Forgets a kept key.", ["pha key remove main --yes"]))
    .option("--yes", "I have its phrase or an export, or need it no longer")
    .action((name: string, _, command) =>
      run(command, async (context, options) => (await commands()).removeKey(context, name, options)),
    );

  add(account, "show", "Every form of an account: this network's address, the generic one, public key, Ethereum.", [
    "pha account show main",
    "pha account show //Alice --scheme ecdsa",
    "pha account show 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
    "pha account show main --derivative 0",
  ])
    .argument("<account>", accountDoc)
    .addOption(scheme())
    .option(
      "--derivative <index>",
      "its account of this number, which Utility.as_derivative acts as",
      wholeNumberFrom(0, 65_535),
    )
    .action((text: string, _, command) =>
      run(command, async (context, options) =>
        (await import("./commands/account.ts")).showAccount(context, text, options),
      ),
    );

  add(account, "balance", "What an account has, what locks or holds it, and what frees that.", [
    "pha account balance main",
    "pha account balance //Alice --json",
  ])
    .argument("<account>", accountDoc)
    .action((text: string, _, command) =>
      run(command, async (context) => (await import("./commands/account-balance.ts")).accountBalance(context, text)),
    );

  add(account, "history", "What an account signed and what touched it, newest first, as the chain tells it.", [
    "pha account history //Alice",
    "pha account history main --limit 100 --json",
  ])
    .argument("<account>", accountDoc)
    .option("--limit <count>", "this many at most, up to 100", pageSize, 10)
    .option("--before <place>", "goes on where a page before ended", place)
    .action((text: string, { limit, before }: HistoryOptions & { readonly limit: number }, command) =>
      run(command, async (context) =>
        (await import("./commands/account-history.ts")).accountHistory(context, text, { limit, before }),
      ),
    );
}
