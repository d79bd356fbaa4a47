import { asCalled, makeProgram } from "../../packages/cli/src/program.ts";
import type { Page } from "../generate.ts";

type Command = ReturnType<typeof makeProgram>;

/** `tools/pha-help.json`: what a clone's `./pha` says of itself and of each of its commands, by the command's words. */
export function phaHelpPages(): Page[] {
  const program = makeProgram({ out: () => {}, err: () => {} }, async () => {});
  const help = Object.fromEntries(helpOf(program, ""));
  const valued = new Set(everyCommand(program).flatMap(({ options }) => options.filter(({ required }) => required)));
  const options = [...new Set([...valued].map(({ long }) => long))];
  return [{ path: "tools/pha-help.json", text: `${JSON.stringify({ options, help }, undefined, 2)}\n` }];
}

const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)];

function helpOf(command: Command, words: string): [string, string][] {
  let text = "";
  command.configureOutput({
    writeOut: (more) => (text += more),
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  const below = command.commands.flatMap((one) => helpOf(one, `${words} ${one.name()}`.trim()));
  return [[words, asCalled(text, "./pha").trimEnd()], ...below];
}
