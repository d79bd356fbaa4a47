import { isIP } from "node:net";
import { type Hex, isOf } from "@pha/codec";
import { errors as cryptoErrors, keypairFromUri } from "@pha/crypto";
import { Secret } from "./secret.ts";

/** Reads one setting from text. */
export interface Parser<T> {
  /** What is accepted, as it reads after "must be". */
  readonly form: string;
  /** `undefined` when the text is not of that form. */
  readonly parse: (text: string) => T | undefined;
  /** The same rule for who has no code of ours yet: a regular expression, and bounds of a number. */
  readonly rule?: { readonly pattern: string; readonly min?: number; readonly max?: number };
  /** Set for secrets: never printed, and also read from the file that `NAME_FILE` names. */
  readonly secret?: true;
}

/** A whole number. */
export function int({ min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {}): Parser<number> {
  const pattern = "^-?\\d{1,16}$";
  return {
    rule: { pattern, min, max },
    form: max === Number.MAX_SAFE_INTEGER ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`,
    parse(text) {
      const value = new RegExp(pattern).test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

/** A TCP port; 0 lets the system choose one. */
export const port: Parser<number> = int({ min: 0, max: 65_535 });

/** Names of the address blocks that never come from the public internet. */
const privateBlocks = ["loopback", "linklocal", "uniquelocal"];

/** Who may be on the other side of a connection: an address, a network, or a kind of private address. */
export const peer: Parser<string> = {
  form: `an IP address, a network such as 10.0.0.0/8, or one of ${privateBlocks.join(", ")}`,
  parse(text) {
    if (privateBlocks.includes(text)) return text;
    const [, address = "", bits = "0"] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
    const version = isIP(address);
    return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128) ? text : undefined;
  },
};

/** A name of the DNS, as URLs have it. */
export const hostName: Parser<string> = {
  form: "a host name",
  parse: (text) => (URL.parse(`http://${text}`)?.hostname === text.toLowerCase() ? text.toLowerCase() : undefined),
};

/** A server and its port, as URLs write both: of one that is written otherwise, no URL has the host. */
export const server: Parser<string> = {
  form: "a server as host:port",
  parse(text) {
    const [, host = "", port = ""] = /^(.{1,253}):([1-9]\d{0,4})$/.exec(text) ?? [];
    const name = hostName.parse(host);
    return name && Number(port) <= 65_535 ? `${name}:${port}` : undefined;
  },
};

/** Any text but none. */
export const text: Parser<string> = { form: "text", parse: (text) => text || undefined };

/** A file or folder. */
export const path: Parser<string> = { form: "a path", parse: (text) => text || undefined };

/** `true` or `false`. */
export const bool: Parser<boolean> = {
  form: "true or false",
  parse: (text) => (text === "true" ? true : text === "false" ? false : undefined),
};

/** One of a few words. */
export function choice<const W extends string>(words: readonly W[]): Parser<W> {
  return {
    form: `one of ${words.join(", ")}`,
    parse: (text) => words.find((word) => word === text),
    rule: { pattern: `^(${words.join("|")})$` },
  };
}

/** An address with one of the schemes, without their colon. */
export function url(...schemes: readonly string[]): Parser<string> {
  return {
    form: `a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
    parse: (text) => (URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)) ? text : undefined),
  };
}

/** `0x` and two digits for each of `length` bytes. */
export function hex(length: number): Parser<Hex> {
  const pattern = `^0x[0-9a-fA-F]{${2 * length}}$`;
  return {
    rule: { pattern },
    form: `0x and ${2 * length} hexadecimal digits`,
    parse: (text) => (new RegExp(pattern).test(text) ? (text.toLowerCase() as Hex) : undefined),
  };
}

/** Several values with commas between them. */
export function list<T>(of: Parser<T>): Parser<readonly T[]> {
  return {
    form: `${of.form}, or several with commas between`,
    parse(text) {
      const values = text.split(",").map((part) => of.parse(part.trim()));
      return values.includes(undefined) ? undefined : (values as T[]);
    },
  };
}

/** A secret URI of an sr25519 account, as every Substrate tool reads it. */
export const accountUri: Parser<string> = {
  form: "a secret URI such as a phrase, //Alice or 0x and 64 hexadecimal digits",
  parse(text) {
    try {
      keypairFromUri(text, "sr25519");
      return text;
    } catch (error) {
      if (isOf(cryptoErrors, error)) return undefined;
      throw error;
    }
  },
};

/** Keeps what another parser reads out of logs and messages. */
export function secret<T>(of: Parser<T>): Parser<Secret<T>> {
  return {
    form: of.form,
    secret: true,
    parse(text) {
      const value = of.parse(text);
      return value === undefined ? undefined : new Secret(value);
    },
  };
}
