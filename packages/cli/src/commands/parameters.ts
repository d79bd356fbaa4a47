import { nearest } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { figureText, type Registered, rangeText, registered } from "@pha/runtime/spec";
import type { Context } from "../context.ts";
import { errors } from "../errors.ts";
import { jsonLine } from "../json-text.ts";
import { table } from "../output.ts";

type Value = Registered["initial"];

const nameOf = ({ pallet, field }: Registered): string => `${pallet.name}.${field}`;

const readValue = (view: StateView, { pallet, field }: Registered): Value => {
  const { figures } = readState(pallet, view) as unknown as {
    readonly figures: { get(): Readonly<Record<string, Value>> };
  };
  return figures.get()[field] as Value;
};

const facts = (row: Registered, value: Value) => ({
  ...{ parameter: nameOf(row), value, min: row.min, max: row.max, unit: row.unit, doc: row.doc },
});

/** `pha parameter list` */
export async function listParameters(context: Context): Promise<void> {
  const network = await context.connect();
  const values = await network.read((view) => registered.map((row) => readValue(view, row)));
  const rows = registered.map((row, i) => ({ row, value: values[i] as Value }));
  context.output.result(
    rows.map(({ row, value }) => facts(row, value)),
    table([
      ["parameter", "is", "bounds", ""],
      ...rows.map(({ row, value }) => [nameOf(row), figureText(row, value), rangeText(row), row.doc]),
    ]),
  );
}

/** `pha parameter show <parameter>` */
export async function showParameter(context: Context, name: string): Promise<void> {
  const row = registered.find((one) => nameOf(one) === name);
  if (!row) throw errors.UnknownParameter({ given: name, near: nearest(name, registered.map(nameOf)) });
  const network = await context.connect();
  const value = await network.read((view) => readValue(view, row));
  const json = typeof value === "bigint" ? String(value) : value;
  const parameter = { type: row.pallet.name, value: { type: row.field, value: json } };
  const call = jsonLine({ type: "Tuning", value: { type: "set", value: { parameter } } });
  context.output.result({ ...facts(row, value), call: JSON.parse(call) }, [
    ...table([
      [name, figureText(row, value)],
      ["", row.doc],
      ["bounds", rangeText(row)],
    ]),
    `Another value takes a referendum: ${context.pha} gov propose '${call}' --account NAME`,
  ]);
}
