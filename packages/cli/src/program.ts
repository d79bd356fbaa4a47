import { createRequire } from "node:module";
import { Argument, Command, Option } from "commander";
import { addAttestationCommands } from "./attestation-program.ts";
import { addCertificateCommands } from "./certificate-program.ts";
import { type Add, accountDoc, acting, derivable, type Run, signing, whichContract, wholeNumber } from "./command.ts";
import { completionOf, type Shell, shells } from "./completion.ts";
import type { Context } from "./context.ts";
import { addDevCommands } from "./dev-program.ts";
import { addGatekeeperCommands } from "./gatekeeper-program.ts";
import { addGovCommands } from "./gov-program.ts";
import { addKeyCommands } from "./key-program.ts";
import { addKeysCommands } from "./keys-program.ts";
import { addLeaseCommands } from "./lease-program.ts";
import { addOffenceCommands } from "./offence-program.ts";
import type { Console } from "./output.ts";
import { addOwnerCommands } from "./owner-program.ts";
import { addParameterCommands } from "./parameter-program.ts";
import type { GlobalOptions } from "./settings.ts";
import { addPoolCommands, addStakeCommands, addVaultCommands } from "./stake-program.ts";
import { addStateCommands } from "./state-program.ts";
import { addUpgradeCommands } from "./upgrade-program.ts";
import { addWorkerCommands } from "./worker-program.ts";

/** By its name: where this file lies in the package is another place once it is published. */
const { version }: { readonly version: string } = createRequire(import.meta.url)("@pha/cli/package.json");

/** Runs a command's work with what the global options ask for. */
export type Perform = (options: GlobalOptions, work: (context: Context) => Promise<void>) => Promise<void>;

/**
 * The whole command line. What a command needs is loaded when it runs, so that help is quick.
 *
 * @param called - what it is called as; its help says that wherever its texts say `pha`
 */
export function makeProgram(console: Console, perform: Perform, called = "pha"): Command {
  const program = new Command("pha")
    .description("Accounts, workers and confidential contracts of a network; everything shown is verified.")
    .option("--chain <urls>", "chain replicas, with commas between (PHA_CHAIN_URL; http://127.0.0.1:9944)")
    .option("--gatekeepers <urls>", "gatekeepers, with commas between (PHA_GATEKEEPER_URLS; ports 8000 to 8002)")
    .option("--genesis <hash>", "refuse any network that does not begin with this block (PHA_GENESIS_HASH)")
    .option("--json", "print JSON; amounts are then plancks, 10⁻¹² PHA")
    .version(version, "--version", "print the version")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => console.out(asCalled(text, called).trimEnd()),
      writeErr: (text) => console.err(asCalled(text, called).trimEnd()),
      outputError: () => {}, // it is thrown too, and reported like every other error
    })
    .exitOverride();

  const add = (parent: Command, usage: string, description: string, examples: readonly string[]) =>
    parent
      .command(usage)
      .description(description)
      .addHelpText("after", `\nExamples:\n${examples.map((line) => `  ${line}`).join("\n")}`);
  const run: Run = (command, work) => perform(command.optsWithGlobals(), (context) => work(context, command.opts()));

  add(program, "status", "Network, finality, validators, gatekeepers, workers.", [
    "pha status",
    "pha status --json --chain http://10.0.0.7:9944",
  ]).action((_, command) => run(command, async (context) => (await import("./commands/status.ts")).status(context)));

  add(program, "accounts", "Balances of accounts; without addresses, of the development accounts.", [
    "pha accounts",
    "pha accounts //Alice 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
  ])
    .argument("[addresses...]", accountDoc)
    .option("--all", "every development account: stashes, ed25519, ecdsa")
    .action((addresses: string[], _, command) =>
      run(command, async (context, options) =>
        (await import("./commands/accounts.ts")).accounts(context, addresses, options),
      ),
    );

  derivable(
    signing(
      add(program, "transfer", "Sends PHA and waits until the transfer is final.", [
        "pha transfer //Bob 5 --from //Alice",
        "pha transfer 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty 0.25 --account main --json",
        "PHA_SEED_FILE=~/.pha-seed pha transfer main 0.25",
      ]),
    ),
  )
    .argument("<to>", accountDoc)
    .argument("<amount>", "in PHA, with at most 12 decimals")
    .option("--tip <amount>", "extra fee in PHA, to go first")
    .action((to: string, amount: string, _, command) =>
      run(command, async (context, options) =>
        (await import("./commands/transfer.ts")).transfer(context, to, amount, options),
      ),
    );

  addKeysCommands(program, add, run);

  addKeyCommands(
    program.command("key").description("Your own keys, kept on this machine under a password."),
    program.command("account").description("How an account is written, and what it did."),
    add,
    run,
  );

  addStateCommands(
    program.command("state").description("What the ledger stores, by the names of its metadata."),
    add,
    run,
  );

  addWorkerCommands(
    program.command("worker").description("The enclaves that run contracts, and what they earn."),
    add,
    run,
  );

  addAttestationCommands(
    program.command("attestation").description("Whether enclaves are genuine: quotes, policy, collateral."),
    add,
    run,
  );
  addCertificateCommands(
    program.command("certificate").description("Client keys that ask contracts in an account's name."),
    add,
    run,
  );
  addContractCommands(program.command("contract").description("Confidential contracts."), add, run);
  addGovCommands(program.command("gov").description("What the network decides: referenda, bodies, money."), add, run);
  addStakeCommands(program.command("stake").description("What you have in pools and vaults."), add, run);
  addGatekeeperCommands(
    program.command("gatekeeper").description("Gatekeepers that stand for election, and whom you back with how much."),
    add,
    run,
  );
  addPoolCommands(program.command("pool").description("Pools of PHA that stand behind machines."), add, run);
  addVaultCommands(program.command("vault").description("Funds that others put into pools for you."), add, run);
  addOffenceCommands(
    program
      .command("offence")
      .description("What was proven against workers, validators and authors, and what that costs."),
    add,
    run,
  );
  addLeaseCommands(program.command("lease").description("Machines of others in your own cluster."), add, run);
  addParameterCommands(program.command("parameter").description("Figures that governance may set."), add, run);
  addUpgradeCommands(program.command("upgrade").description("The ledger's code, exchanged by a referendum."), add, run);
  addDevCommands(
    program.command("dev").description("Shortcuts of a development network; nothing is verified."),
    add,
    run,
  );
  add(program, "completion", "Prints a script that completes pha's commands and options in a shell.", [
    'eval "$(pha completion bash)"   # in ~/.bashrc',
    'eval "$(pha completion zsh)"    # in ~/.zshrc, after compinit',
    "pha completion fish > ~/.config/fish/completions/pha.fish",
  ])
    .addArgument(new Argument("<shell>").choices(shells))
    .action((shell: Shell, _, command) =>
      run(command, async ({ output }) => {
        const script = completionOf(program, shell);
        output.result({ shell, script }, [script.trimEnd()]);
      }),
    );
  return program;
}

/** Our own text, with what the program is called as in place of its name. */
export const asCalled = (text: string, called: string): string => text.replace(/(?<![\w./-])pha(?=\s)/g, called);

function addContractCommands(contract: Command, add: Add, run: Run): void {
  const files = () => import("./commands/contract-files.ts");
  const calls = () => import("./commands/contract-call.ts");
  const lists = () => import("./commands/contract-list.ts");

  add(contract, "new", "Lays out a new contract: source, test, package, compiler options.", [
    "pha contract new contracts/my-contract",
    "pha contract new contracts/my-vote --template private-vote",
  ])
    .argument("<folder>", "is made; its name is the contract's")
    .option("--template <name>", "how it begins: notebook, counter, private-vote or http-oracle", "notebook")
    .action((folder: string, { template }, command) =>
      run(command, async (context) => (await files()).newContract(context, folder, template)),
    );

  add(contract, "build", "Checks and bundles a contract, prints its code hash; the same sources give the same hash.", [
    "pha contract build contracts/sealed-bid-auction",
  ])
    .argument("[folder]", "the contract's folder", ".")
    .action((folder: string, _, command) =>
      run(command, async (context) => void (await (await files()).buildContractFolder(context, folder))),
    );

  add(contract, "test", "Runs a contract's tests, *.test.ts, in the real engine, without a network.", [
    "pha contract test contracts/my-contract",
  ])
    .argument("[folder]", "the contract's folder", ".")
    .action((folder: string, _, command) =>
      run(command, async (context) => (await files()).testContractFolder(context, folder)),
    );

  add(contract, "dev", "Builds and tests a contract, and again whenever its sources, tests or options change.", [
    "pha contract dev contracts/my-contract",
  ])
    .argument("[folder]", "the contract's folder", ".")
    .action((folder: string, _, command) =>
      run(command, async (context) => (await files()).developContract(context, folder)),
    );

  acting(
    add(contract, "deploy", "Builds a contract, puts it on the ledger, and waits until it can be written to.", [
      "pha contract deploy contracts/sealed-bid-auction --as auction --from //Alice",
      'pha contract deploy contracts/my-contract --from //Alice --args \'{"greeting":"Hello"}\'',
    ]),
  )
    .argument("[folder]", "the contract's folder", ".")
    .option("--args <json>", "constructor arguments; everybody can read them")
    .option("--cluster <id>", "whose workers run it (0)", wholeNumber)
    .addOption(
      new Option(
        "--upgrades <by>",
        "who may put other code in its place, for ever (never); an owner who may can pause it as well",
      ).choices(["never", "governance", "owner"]),
    )
    .option("--as <name>", "what this folder calls it from now on: pha contract call <name> …")
    .option("--salt <text>", "the same salt, code and account give the same contract; random when absent")
    .action((folder: string, _, command) =>
      run(command, async (context, options) => (await import("./commands/deploy.ts")).deploy(context, folder, options)),
    );

  acting(
    target(
      add(contract, "call", "Sends an encrypted command, waits for its receipt, and tells what came of it.", [
        'pha contract call auction bid \'{"auction":1,"amount":"250"}\' --from //Bob',
        "pha contract call auction bid - --from //Bob < bid.json   # others see a command's arguments, not its input",
        "pha contract call auction close '{\"auction\":1}' --from //Dave --no-wait",
        "pha contract call jar tip --value 5 --from //Bob",
      ]),
    ),
  )
    .option("--value <amount>", "PHA that the contract gets if the command succeeds, and you again if not")
    .option("--no-wait", "return when the command is final, before it is known what came of it")
    .addOption(agreed())
    .action((contractId: string, method: string, args: string | undefined, _, command) =>
      run(command, async (context, options) =>
        (await calls()).callContract(context, contractId, method, args, options),
      ),
    );

  acting(
    target(
      add(contract, "query", "Asks a worker, encrypted, and verifies its answer.", [
        "pha contract query auction status '{\"auction\":1}'",
        "pha contract query 0x5a…f1 myBid '{\"auction\":1}' --from //Bob --json",
      ]),
    ),
  )
    .option("--worker <identity>", "only this worker may answer")
    .action((contractId: string, method: string, args: string | undefined, _, command) =>
      run(command, async (context, options) =>
        (await calls()).queryContract(context, contractId, method, args, options),
      ),
    );

  signing(
    add(contract, "receipt", "Tells what came of a command that was sent from here, and verifies it.", [
      "pha contract receipt auction 7",
      "pha contract receipt auction   # which there are",
      "pha contract receipt 0x5a…f1 7 --agreed --json",
    ])
      .argument("<contract>", whichContract)
      .argument("[message]", "the command's number, as call told it; absent: those that can be read"),
  )
    .addOption(agreed())
    .action((contractId: string, message: string | undefined, _, command) =>
      run(command, async (context, options) =>
        (await import("./commands/contract-receipt.ts")).contractReceipt(context, contractId, message, options),
      ),
    );

  addOwnerCommands(contract, add, run);

  signing(
    add(contract, "reclaim", "Takes back what a command brought to a contract that is halted, or agrees on nothing.", [
      "pha contract reclaim jar 7 --block 1234 --from //Bob",
    ])
      .argument("<contract>", whichContract)
      .argument("<message>", "the command's number, as call told it", wholeNumber)
      .requiredOption("--block <number>", "the command's block, as call told it", wholeNumber),
  ).action((contractId: string, message: number, { block }: { readonly block: number }, command) =>
    run(command, async (context, options) =>
      (await import("./commands/contract-reclaim.ts")).reclaimValue(context, contractId, BigInt(message), {
        ...options,
        block,
      }),
    ),
  );

  signing(
    add(contract, "logs", "What a contract of yours logged, as one worker has it: nobody else can read it.", [
      "pha contract logs auction --from //Alice",
    ]).argument("<contract>", whichContract),
  )
    .option("--worker <identity>", "only this worker may answer")
    .action((contractId: string, _, command) =>
      run(command, async (context, options) =>
        (await import("./commands/contract-logs.ts")).contractLogs(context, contractId, options),
      ),
    );

  signing(
    add(contract, "events", "What a contract emitted, paid and gave back, newest first: everybody may read it.", [
      "pha contract events auction",
      "pha contract events 0x5a…f1 --limit 100 --json",
    ]).argument("<contract>", whichContract),
  )
    .option("--limit <count>", "this many at most", wholeNumber, 20)
    .action((contractId: string, _, command) =>
      run(command, async (context, options) =>
        (await import("./commands/contract-events.ts")).contractEvents(context, contractId, {
          ...options,
          limit: Number(options["limit"]),
        }),
      ),
    );

  add(contract, "list", "Contracts in the order of their making.", [
    "pha contract list",
    "pha contract list --json",
  ]).action((_, command) => run(command, async (context) => (await lists()).listContracts(context)));

  signing(
    add(contract, "show", "One contract: status, code, owner, tasks, and the methods that its code describes.", [
      "pha contract show auction",
      "pha contract show latest --from //Alice --json",
    ]),
  )
    .argument("<contract>", whichContract)
    .action((contractId: string, _, command) =>
      run(command, async (context, options) => (await lists()).showContract(context, contractId, options)),
    );
}

const agreed = () => new Option("--agreed", "wait for a receipt that the cluster's majority agreed on");

const target = (command: Command) =>
  command
    .argument("<contract>", whichContract)
    .argument("<method>", "as its build lists them")
    .argument("[args]", "JSON, or - to read it from standard input");
