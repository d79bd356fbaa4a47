import type { Command } from "commander";
import { pathOf } from "./usage.ts";

/** Shells that a completion can be made for. */
export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** A word that may come next, and what it is. */
interface Word {
  readonly name: string;
  readonly doc: string;
}

/** What may follow a command's words. */
interface Place {
  /** `pha contract call` */
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly (Word & { readonly hasValue: boolean })[];
}

/** An option's words that its value may be. */
type Choices = ReadonlyMap<string, readonly string[]>;

/** The script that teaches a shell this command line: it holds every word, so that completing starts nothing. */
export function completionOf(program: Command, shell: Shell): string {
  const commands = descendants(program);
  const places = commands.map((command) => placeOf(program, command));
  return scripts[shell](places, choicesOf(commands));
}

const descendants = (command: Command): Command[] => [command, ...command.commands.flatMap(descendants)];

function placeOf(program: Command, command: Command): Place {
  const options = [...new Set([...command.options, ...program.options])].map(({ long, description, required }) => {
    return { name: long ?? "", doc: description, hasValue: required };
  });
  return {
    path: pathOf(command),
    commands: command.commands.map((one) => ({ name: one.name(), doc: one.description() })),
    options: [...options, { name: "--help", doc: "how to use it", hasValue: false }],
  };
}

/** Options of one name have the same choices wherever they are. */
const choicesOf = (commands: readonly Command[]): Choices =>
  new Map(
    commands
      .flatMap(({ options }) => options)
      .flatMap(({ long, argChoices }) => (long && argChoices ? [[long, argChoices]] : [])),
  );

/** The names of kept keys, which only their folder knows. */
const keptNames = (home: string): string => `ls "${home}" 2>/dev/null | sed -n 's/\\.json$//p'`;
const keyFolder = `\${PHA_KEYS:-\${XDG_CONFIG_HOME:-$HOME/.config}/pha/keys}`;

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const names = (words: readonly Word[]): string => words.map(({ name }) => name).join(" ");
/** Paths of more than one word: what the words typed so far may make together. */
const inner = (places: readonly Place[]): string[] => places.slice(1).map(({ path }) => path);

const scripts: Record<Shell, (places: readonly Place[], choices: Choices) => string> = {
  bash: (places, choices) => `_pha() {
  local at=pha word list current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${inner(places).map(quote).join(" | ")}) at="$at $word" ;;
    esac
  done
  case "$before" in
${[...choices].map(([option, words]) => `    ${option}) COMPREPLY=($(compgen -W ${quote(words.join(" "))} -- "$current")); return ;;`).join("\n")}
    --account) COMPREPLY=($(compgen -W "$(${keptNames(keyFolder)})" -- "$current")); return ;;
  esac
  case "$at" in
${places.map(({ path, commands, options }) => `    ${quote(path)}) list=${quote(`${names(commands)} `.trimStart())}; [[ $current == -* ]] && list=${quote(names(options))} ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$list" -- "$current"))
}
complete -o default -F _pha pha
`,

  zsh: (places, choices) => `#compdef pha
_pha() {
  local at=pha word
  local -a list
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
      (${inner(places).map(quote).join(" | ")}) at="$at $word" ;;
    esac
  done
  case "\${words[CURRENT-1]}" in
${[...choices].map(([option, words]) => `    (${option}) compadd ${words.join(" ")}; return ;;`).join("\n")}
    (--account) compadd \${(f)"$(${keptNames(keyFolder)})"}; return ;;
  esac
  case "$at" in
${places.map((place) => `    (${quote(place.path)}) list=(${described(place.commands)}); [[ \${words[CURRENT]} == -* ]] && list=(${described(place.options)}) ;;`).join("\n")}
  esac
  (( $#list )) && _describe 'pha' list || _files
}
compdef _pha pha
`,

  fish: (places, choices) => `function __pha_at
    set -l at pha
    for word in (commandline -opc)[2..-1]
        switch "$at $word"
            case ${inner(places).map(quote).join(" ")}
                set at "$at $word"
        end
    end
    test "$at" = "$argv[1]"
end
function __pha_kept
    set -l home ~/.config
    set -q XDG_CONFIG_HOME; and set home $XDG_CONFIG_HOME
    set -l keys $home/pha/keys
    set -q PHA_KEYS; and set keys $PHA_KEYS
    ${keptNames("$keys")}
end
${places.flatMap((place) => fishLines(place, choices)).join("\n")}
`,
};

const described = (words: readonly Word[]): string =>
  words.map(({ name, doc }) => quote(`${name}:${doc.replaceAll(":", "\\:")}`)).join(" ");

function fishLines({ path, commands, options }: Place, choices: Choices): string[] {
  const here = `complete -c pha -n ${quote(`__pha_at ${quote(path)}`)}`;
  return [
    ...commands.map(({ name, doc }) => `${here} -f -a ${name} -d ${quote(doc)}`),
    ...options.map(({ name, doc, hasValue }) => {
      const words = name === "--account" ? "(__pha_kept)" : choices.get(name)?.join(" ");
      const value = words ? ` -x -a ${quote(words)}` : hasValue ? " -r" : "";
      return `${here} -l ${name.slice(2)}${value} -d ${quote(doc)}`;
    }),
  ];
}
