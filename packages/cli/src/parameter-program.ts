import type { Command } from "commander";
import type { Add, Run } from "./command.ts";

/** `pha parameter …` */
export function addParameterCommands(parameter: Command, add: Add, run: Run): void {
  const commands = () => import("./commands/parameters.ts");
  add(parameter, "list", "All figures that governance may set: what they are, and within which bounds.", [
    "pha parameter list",
    "pha parameter list --json",
  ]).action((_, command) => run(command, async (context) => (await commands()).listParameters(context)));

  add(parameter, "show", "One of them, and the call that sets it.", ["pha parameter show Democracy.voting"])
    .argument("<parameter>", "as pha parameter list names it")
    .action((name: string, _, command) =>
      run(command, async (context) => (await commands()).showParameter(context, name)),
    );
}
