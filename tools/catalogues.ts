import { globSync } from "node:fs";
import { join } from "node:path";
import type { ErrorMaker } from "../packages/codec/src/index.ts";
import { specs } from "../packages/runtime/src/pallets/specs.ts";
import { root } from "./workspace.ts";

/** One coded error and where it is declared. */
export interface CatalogueRow {
  readonly file: string;
  readonly module: string;
  readonly name: string;
  readonly maker: ErrorMaker;
  /** What a pallet's spec is called by code that throws its errors: `balances.errors`. */
  readonly pallet?: string;
}

/**
 * Every coded error of the project: of the `errors.ts` files, where one passes a catalogue on by its declaration, and of
 * the pallets' specs.
 */
export async function listErrors(): Promise<CatalogueRow[]> {
  const files = globSync("{packages/*,services/*,solidity}/src/**/errors.ts", {
    cwd: root,
    exclude: ["**/node_modules"],
  }).sort();
  // One after the other: of a module that two imports reach at once, vitest may make two, whose makers differ.
  const modules: { file: string; exports: Record<string, unknown> }[] = [];
  for (const file of files) modules.push({ file, exports: await import(join(root, file)) });
  const rows = modules.flatMap(({ file, exports }) =>
    Object.values(exports).flatMap((value) =>
      isCatalogue(value) ? Object.entries(value).map(([name, maker]) => row(file, name, maker)) : [],
    ),
  );
  return [
    ...[...Map.groupBy(rows, ({ maker }) => maker).values()].flatMap(([declared]) => declared ?? []),
    ...palletErrors(),
  ];
}

function palletErrors(): CatalogueRow[] {
  return Object.entries(specs).flatMap(([pallet, { errors }]) => {
    const file = `packages/runtime/src/pallets/${kebabCase(pallet)}/spec.ts`;
    return Object.entries<ErrorMaker>(errors).map(([name, maker]) => ({ ...row(file, name, maker), pallet }));
  });
}

const kebabCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function row(file: string, name: string, maker: ErrorMaker): CatalogueRow {
  return { file, module: maker.code.slice(0, maker.code.lastIndexOf(".")), name, maker };
}

/** Whether a value is a catalogue, and not some other export. */
export function isCatalogue(value: unknown): value is Record<string, ErrorMaker> {
  if (typeof value !== "object" || value === null) return false;
  const makers = Object.values(value);
  return (
    makers.length > 0 && makers.every((maker) => typeof maker === "function" && "spec" in maker && "code" in maker)
  );
}
