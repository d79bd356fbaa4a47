import { parseArgs } from "node:util";
import { CodedError, decodeAddress, type Hex } from "@pha/codec";
import type { NewNetwork } from "@pha/runtime";
import { hex, int, type Parser } from "@pha/service-kit/config";
import { errors } from "../errors.ts";

/** Arguments of the command. */
export interface ExportArguments {
  readonly folder: string;
  readonly height: number | undefined;
  readonly name: string | undefined;
  readonly title: string | undefined;
  readonly network: Omit<NewNetwork, "name" | "salt">;
}

const help = `Writes the state of a finalized block as the chain spec of a new network: accounts, nonces, code and all else that
does not belong to the old network's blocks and enclaves. The chain may run meanwhile.

  npm run export-state -- --out FOLDER [options]

  --out FOLDER        new; gets spec.json and runtime.mjs, for CHAIN_SPEC and CHAIN_CODE of the new network's services
  --height NUMBER     block whose state it is; the newest finalized one when absent
  --name, --title     of the new network; those of the old one when absent
  --validators A,B    Ethereum addresses of those who certify its blocks
  --authors K,L       Ed25519 public keys that may seal its blocks
  --beneficiary WHO   address of the account that gets the author's share of fees`;

/** What the command line may say. */
export const usage = {
  help,
  options: {
    out: { form: "a path" },
    height: { form: int().form, ...int().rule },
    name: { form: "text" },
    title: { form: "text" },
    validators: { form: "addresses with commas between" },
    authors: { form: "public keys with commas between" },
    beneficiary: { form: "an address" },
  },
  required: ["out"],
};

const strings = ["out", "height", "name", "title", "validators", "authors", "beneficiary"] as const;

/** @throws `chain.BadArguments` */
export function readArguments(args: readonly string[]): ExportArguments {
  const given = parse(args);
  if (!given.out) throw errors.BadArguments({ missing: "--out" });
  const list = (flag: "validators" | "authors", parser: Parser<Hex>): Hex[] | undefined =>
    given[flag]?.split(",").map((item) => read(`--${flag}`, parser, item));
  const validators = list("validators", hex(20));
  const authors = list("authors", hex(32));
  const beneficiary = given.beneficiary === undefined ? undefined : accountOf(given.beneficiary);
  return {
    folder: given.out,
    height: given.height === undefined ? undefined : read("--height", int(), given.height),
    name: given.name,
    title: given.title,
    network: { ...(validators && { validators }), ...(authors && { authors }), ...(beneficiary && { beneficiary }) },
  };
}

function parse(args: readonly string[]) {
  const options = Object.fromEntries(strings.map((name) => [name, { type: "string" }] as const)) as {
    readonly [Name in (typeof strings)[number]]: { readonly type: "string" };
  };
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (cause) {
    throw errors.BadArguments({ reason: (cause as Error).message }, cause);
  }
}

function read<T>(flag: string, { form, parse }: Parser<T>, text: string): T {
  const value = parse(text);
  if (value === undefined) throw errors.BadArguments({ flag, given: text, expected: form });
  return value;
}

function accountOf(text: string): Hex {
  try {
    return text.startsWith("0x") ? read("--beneficiary", hex(32), text) : decodeAddress(text).account;
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause;
    throw errors.BadArguments({ flag: "--beneficiary", reason: cause.message }, cause);
  }
}
