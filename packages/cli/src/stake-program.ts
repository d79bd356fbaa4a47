import type { Hex } from "@pha/codec";
import type { Command } from "commander";
import { type Add, accountDoc, paged, type Run, signing, wholeNumber, wholeNumberFrom } from "./command.ts";
import type { Page } from "./page.ts";

const percent = wholeNumberFrom(0, 100);
const commission = (command: Command) =>
  command.option("--commission <percent>", "the owner's part of what is earned (10)", percent, 10);
const whichPool = "its number, as pha pool list has it";

/** `pha stake …` */
export function addStakeCommands(stake: Command, add: Add, run: Run): void {
  const commands = () => import("./commands/stakes.ts");
  const where = (command: Command) =>
    signing(command)
      .argument("<number>", "of the pool, or of the vault", wholeNumber)
      .option("--vault", "the number is a vault's");

  signing(
    add(stake, "show", "What an account has in pools and vaults: its worth, what it gained, when it is paid.", [
      "pha stake show //Bob",
      "pha stake show --account main --json",
    ]),
  )
    .argument("[account]", `${accountDoc}; your own when absent`)
    .action((account: string | undefined, _, command) =>
      run(command, async (context, options) => (await commands()).showStakes(context, account, options)),
    );

  where(
    add(stake, "contribute", "Puts PHA into a pool or vault, for shares of it.", [
      "pha stake contribute 0 100 --from //Bob",
      "pha stake contribute 0 100 --vault --from //Bob",
    ]),
  )
    .argument("<amount>", "in PHA")
    .action((id: number, amount: string, _, command) =>
      run(command, async (context, options) => (await commands()).contribute(context, id, amount, options)),
    );

  where(
    add(stake, "withdraw", "Asks back: seven whole days later it is paid, at the price of then.", [
      "pha stake withdraw 0 25 --from //Bob",
      "pha stake withdraw 0 all --from //Bob",
    ]),
  )
    .argument("<amount>", "in PHA at the price of now, or all")
    .action((id: number, amount: string, _, command) =>
      run(command, async (context, options) => (await commands()).withdraw(context, id, amount, options)),
    );

  where(
    add(stake, "cancel", "Takes a request back of which nothing is paid.", ["pha stake cancel 0 --from //Bob"]),
  ).action((id: number, _, command) =>
    run(command, async (context, options) => (await commands()).cancelWithdrawal(context, id, options)),
  );

  where(add(stake, "claim", "Takes what is paid of a request.", ["pha stake claim 0 --from //Bob"])).action(
    (id: number, _, command) =>
      run(command, async (context, options) => (await commands()).claim(context, id, options)),
  );
}

/** `pha pool …` */
export function addPoolCommands(pool: Command, add: Add, run: Run): void {
  const commands = () => import("./commands/pools.ts");
  const ofPool = (command: Command) => signing(command).argument("<pool>", whichPool, wholeNumber);
  const worker = "the machine's identity, as pha worker list has it";

  paged(
    add(pool, "list", "Pools, newest first: what they are worth, what is free, what their owners keep.", [
      "pha pool list",
      "pha pool list --limit 100 --json",
    ]),
    "pools",
  ).action((page: Page, command) => run(command, async (context) => (await commands()).listPools(context, page)));

  add(pool, "show", "One pool.", ["pha pool show 0"])
    .argument("<pool>", whichPool, wholeNumber)
    .action((id: number, _, command) => run(command, async (context) => (await commands()).showPool(context, id)));

  commission(
    signing(
      add(pool, "create", "Creates a pool of your own, and puts a PHA into it that stays there.", [
        "pha pool create --commission 5 --from //Alice",
      ]),
    ),
  ).action((_, command) =>
    run(command, async (context, options) =>
      (await commands()).createPool(context, { ...options, commission: Number(options["commission"]) }),
    ),
  );

  ofPool(add(pool, "describe", "Says something of a pool.", ["pha pool describe 0 'Two machines in Oslo'"]))
    .argument("<text>", "up to 512 bytes")
    .action((id: number, text: string, _, command) =>
      run(command, async (context, options) => (await commands()).describePool(context, id, text, options)),
    );

  ofPool(
    add(pool, "pledge", "How much of what you have in your pool is lost first when its machines misbehave.", [
      "pha pool pledge 0 50 --from //Alice",
    ]),
  )
    .argument("<amount>", "in PHA at the price of now")
    .action((id: number, amount: string, _, command) =>
      run(command, async (context, options) => (await commands()).pledge(context, id, amount, options)),
    );

  ofPool(
    add(pool, "claim-commission", "Takes what your pool has earned you.", [
      "pha pool claim-commission 0 --from //Alice",
    ]),
  ).action((id: number, _, command) =>
    run(command, async (context, options) => (await commands()).claimCommission(context, id, options)),
  );

  ofPool(add(pool, "offer", "Offers a machine to a pool, as its operator.", ["pha pool offer 0 0x5a…f1 --from //Bob"]))
    .argument("<worker>", worker)
    .action((id: number, identity: Hex, _, command) =>
      run(command, async (context, options) => (await commands()).offerWorker(context, id, identity, options)),
    );

  ofPool(add(pool, "add", "Takes a machine into your pool that is offered.", ["pha pool add 0 0x5a…f1 --from //Alice"]))
    .argument("<worker>", worker)
    .action((id: number, identity: Hex, _, command) =>
      run(command, async (context, options) => (await commands()).addWorker(context, id, identity, options)),
    );

  signing(add(pool, "remove", "Takes a machine out of its pool.", ["pha pool remove 0x5a…f1 --from //Alice"]))
    .argument("<worker>", worker)
    .action((identity: Hex, _, command) =>
      run(command, async (context, options) => (await commands()).removeWorker(context, identity, options)),
    );
}

/** `pha vault …` */
export function addVaultCommands(vault: Command, add: Add, run: Run): void {
  const commands = () => import("./commands/vaults.ts");
  const ofVault = (command: Command) => signing(command).argument("<vault>", "its number", wholeNumber);
  const inPool = (command: Command) => ofVault(command).argument("<pool>", whichPool, wholeNumber);

  add(vault, "show", "One vault, and what it has in pools.", ["pha vault show 0"])
    .argument("<vault>", "its number", wholeNumber)
    .action((id: number, _, command) => run(command, async (context) => (await commands()).showVault(context, id)));

  commission(
    signing(
      add(vault, "create", "Creates a vault of your own, and puts a PHA into it that stays there.", [
        "pha vault create --commission 10 --from //Alice",
      ]),
    ),
  ).action((_, command) =>
    run(command, async (context, options) =>
      (await commands()).createVault(context, { ...options, commission: Number(options["commission"]) }),
    ),
  );

  inPool(add(vault, "invest", "Puts PHA of your vault into a pool.", ["pha vault invest 0 0 100 --from //Alice"]))
    .argument("<amount>", "in PHA")
    .action((id: number, pool: number, amount: string, _, command) =>
      run(command, async (context, options) => (await commands()).invest(context, id, pool, amount, options)),
    );

  inPool(add(vault, "divest", "Asks back from a pool.", ["pha vault divest 0 0 all --from //Alice"]))
    .argument("<amount>", "in PHA at the price of now, or all")
    .action((id: number, pool: number, amount: string, _, command) =>
      run(command, async (context, options) => (await commands()).divest(context, id, pool, amount, options)),
    );

  inPool(
    add(vault, "collect", "Takes what a pool has paid into its vault.", ["pha vault collect 0 0 --from //Bob"]),
  ).action((id: number, pool: number, _, command) =>
    run(command, async (context, options) => (await commands()).collect(context, id, pool, options)),
  );

  inPool(
    add(vault, "force", "Makes a vault leave a pool, when it owes more than it has and has asked for.", [
      "pha vault force 0 0 --from //Bob",
    ]),
  ).action((id: number, pool: number, _, command) =>
    run(command, async (context, options) => (await commands()).forceDivest(context, id, pool, options)),
  );

  ofVault(
    add(vault, "take-fee", "Takes the shares that your vault has earned you.", ["pha vault take-fee 0 --from //Alice"]),
  ).action((id: number, _, command) =>
    run(command, async (context, options) => (await commands()).takeFee(context, id, options)),
  );
}
