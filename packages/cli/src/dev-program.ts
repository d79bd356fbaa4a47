import type { Command } from "commander";
import { type Add, accountDoc, derivable, type Run, wholeNumber, wholeNumberFrom } from "./command.ts";

/** `pha dev …` */
export function addDevCommands(dev: Command, add: Add, run: Run): void {
  const commands = () => import("./commands/dev.ts");

  derivable(add(dev, "faucet", "Gives an account PHA.", ["pha dev faucet //Bob", "pha dev faucet main 2.5"]))
    .argument("<to>", accountDoc)
    .argument("[amount]", "in PHA", "1000")
    .action((to: string, amount: string, _, command) =>
      run(command, async (context, options) => (await commands()).faucet(context, to, amount, options)),
    );

  derivable(add(dev, "balance", "Sets the free balance of any account.", ["pha dev balance //Bob 1000000"]))
    .argument("<account>", accountDoc)
    .argument("<amount>", "in PHA")
    .action((account: string, amount: string, _, command) =>
      run(command, async (context, options) => (await commands()).setBalance(context, account, amount, options)),
    );

  derivable(
    add(dev, "submit", "Signs a call as a development account.", [
      'pha dev submit System remark \'{"remark":"0x00"}\' --from //Alice',
      'pha dev submit Balances transfer_keep_alive \'{"dest":"//Bob","value":"1000000000000"}\' --from //Alice',
      'pha dev submit Sudo sudo \'{"call":{"type":"System","value":{"type":"remark","value":{"remark":"0x00"}}}}\' --from //Alice',
    ]),
  )
    .argument("<pallet>", "for example Balances")
    .argument("<call>", "for example transfer_keep_alive")
    .argument("[args]", "JSON, or - to read it from standard input", "{}")
    .requiredOption("--from <name>", "a development account, as //Alice")
    .action((pallet: string, call: string, args: string, _, command) =>
      run(command, async (context, options) =>
        (await commands()).submit(context, options["from"], { pallet, call, args }, options),
      ),
    );

  derivable(
    add(dev, "impersonate", "Submits a call as any account, without its key.", [
      'pha dev impersonate 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty System remark \'{"remark":"0x00"}\'',
    ]),
  )
    .argument("<account>", accountDoc)
    .argument("<pallet>", "for example Balances")
    .argument("<call>", "for example transfer_keep_alive")
    .argument("[args]", "JSON, or - to read it from standard input", "{}")
    .action((account: string, pallet: string, call: string, args: string, _, command) =>
      run(command, async (context, options) =>
        (await commands()).impersonate(context, account, { pallet, call, args }, options),
      ),
    );

  add(dev, "seal", "Seals blocks now.", ["pha dev seal", "pha dev seal 10", "pha dev seal --to 700"])
    .argument("[count]", "how many (1)", wholeNumberFrom(1, 999_999_999))
    .option("--to <block>", "until there is this block", wholeNumber)
    .action((count: number | undefined, { to }: { readonly to?: number }, command: Command) => {
      if (count !== undefined && to !== undefined) command.error("error: give how many, or --to a block, not both");
      return run(command, async (context) =>
        to === undefined ? (await commands()).seal(context, count ?? 1) : (await commands()).sealTo(context, to),
      );
    });

  add(dev, "snapshot", "Remembers the ledger as it is; prints the snapshot's id alone.", ["pha dev snapshot"]).action(
    (_, command) => run(command, async (context) => (await commands()).snapshot(context)),
  );

  add(dev, "revert", "Goes back to a snapshot: blocks, state, what waited, and the clock.", [
    "pha dev revert 0x5a01f3c2d4e5b697",
  ])
    .argument("<snapshot>", "as pha dev snapshot printed it")
    .action((id: string, _, command) => run(command, async (context) => (await commands()).revert(context, id)));

  add(dev, "time", "Seals a block of a later time; the clock goes on from there.", [
    "pha dev time +1d",
    "pha dev time 2040-01-01T00:00:00Z",
  ])
    .argument("<when>", "a date, or how much later than the newest block: +90s, +5m, +2h, +1d")
    .action((when: string, _, command) => run(command, async (context) => (await commands()).travel(context, when)));
}
