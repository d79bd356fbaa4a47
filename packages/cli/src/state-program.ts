import type { Command } from "commander";
import { type Add, pageSize, type Run } from "./command.ts";

/** `pha state …` */
export function addStateCommands(state: Command, add: Add, run: Run): void {
  const commands = () => import("./commands/state.ts");
  const named = (command: Command) =>
    command
      .argument("<pallet>", "for example System")
      .argument("<item>", "for example Account; a wrong one is told with those that there are")
      .argument("[keys...]", "of a map: accounts as everywhere, numbers, hashes, JSON");

  named(
    add(state, "get", "What the ledger stores under a name, proven.", [
      "pha state get Balances TotalIssuance",
      "pha state get System Account //Bob",
    ]),
  ).action((pallet: string, item: string, keys: string[], _, command) =>
    run(command, async (context) => (await commands()).getState(context, { pallet, item, keys })),
  );

  named(
    add(
      state,
      "list",
      "What a map of the ledger holds, page by page; each entry is proven, not that there are no others.",
      ["pha state list System Account --limit 50", "pha state list Proxy Proxies --json"],
    ),
  )
    .option("--limit <count>", "entries of a page, up to 100 (20)", pageSize)
    .option("--after <place>", "where the page before ended, as it was told")
    .action((pallet: string, item: string, keys: string[], _, command) =>
      run(command, async (context, options) => (await commands()).listState(context, { pallet, item, keys }, options)),
    );
}
