import { ChoiceField, TextField } from "../../ui/fields.tsx";
import type { Argument } from "./arguments.ts";

/** The fields of a method's arguments. */
export function ArgumentFields({
  of,
  texts,
  onText,
}: {
  readonly of: readonly Argument[];
  readonly texts: Readonly<Record<string, string>>;
  readonly onText: (name: string, text: string) => void;
}) {
  return (
    <>
      {of.map(({ name, kind, hint, isNeeded }) => {
        const field = { label: name, value: texts[name] ?? "", onValue: (text: string) => onText(name, text) };
        if (kind === "flag")
          return (
            <ChoiceField
              key={name}
              {...field}
              options={[
                ["", "not said"],
                ["true", "yes"],
                ["false", "no"],
              ]}
            />
          );
        return <TextField key={name} {...field} hint={isNeeded ? hint : `${hint}; may be left out`} />;
      })}
    </>
  );
}
