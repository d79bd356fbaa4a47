import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Unsigned } from "@pha/api";
import { CodedError, encode, equalBytes, fromHex, fromJson, type Hex } from "@pha/codec";
import { type Call, readState } from "@pha/frame";
import { headerHash } from "@pha/light-client";
import { callOf, decodePayload, eraBirth, signingPayload, system } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import type { Context } from "./context.ts";
import { errors } from "./errors.ts";
import { parseJson } from "./json.ts";

/** A call that was prepared to be signed. */
export interface Prepared {
  readonly call: Call;
  /** What is signed. */
  readonly bytes: Uint8Array;
  /** Of the network that it is for. */
  readonly genesisHash: Hex;
  /** What goes with the signature; for whom, where that was told. */
  readonly unsigned: Omit<Unsigned, "from"> & Partial<Pick<Unsigned, "from">>;
}

/** Longer payloads than 256 bytes are signed as their hash. */
const hashBytes = 32;

/**
 * Reads what `POST /v1/calls` answered, or the bytes that it says have to be signed: nothing of which nobody can say what
 * it is. That a hash is of the call beside it is found out from the network.
 *
 * @throws `cli.UnknownPayload`, `cli.OtherPayload`, `cli.BadJson`
 */
export async function readPrepared(context: Context, text: string): Promise<Prepared> {
  const given = (await textOf(context, text)).trim();
  if (!given.startsWith("{")) return opened(bytesOf(given));
  const answer = Object(await parseJson(context, given)) as Readonly<Record<string, unknown>>;
  const [bytes, unsigned] = [bytesOf(answer["signingPayload"]), unsignedOf(answer["unsigned"])];
  if (bytes.length !== hashBytes) {
    const { unsigned: read, ...prepared } = opened(bytes);
    if (!equalBytes(encode(Unsigned, { ...unsigned, ...read }), encode(Unsigned, unsigned)))
      throw errors.OtherPayload();
    return { ...prepared, unsigned };
  }
  const call = callOf(unsigned.call);
  if (!call) throw errors.UnknownPayload();
  const network = await context.connect();
  if (!equalBytes(await payloadOn(network, unsigned), bytes)) throw errors.OtherPayload();
  return { call, bytes, genesisHash: network.genesisHash, unsigned };
}

/** A payload that is no hash. */
function opened(bytes: Uint8Array): Prepared {
  const { call, callBytes, extra, additional } = readOr(() => decodePayload(bytes));
  return { call, bytes, genesisHash: additional.genesisHash, unsigned: { call: callBytes, ...extra } };
}

/** What has to be signed of a call on a network. */
async function payloadOn(network: Network, { call, era, nonce, tip }: Unsigned): Promise<Uint8Array> {
  const { specVersion, birth } = await network.read((view, { header }) => {
    const { blockHash, lastRuntimeUpgrade } = readState(system, view);
    const number = eraBirth(era, header.number);
    return {
      specVersion: lastRuntimeUpgrade.get()?.spec_version,
      birth: number === header.number ? headerHash(header) : blockHash.get(number),
    };
  });
  const isMortal = era.type === "Mortal" && { eraBlockHash: birth };
  return signingPayload(
    call,
    { era, nonce, tip },
    { genesisHash: network.genesisHash, ...isMortal, ...(specVersion && { specVersion }) },
  );
}

const bytesOf = (given: unknown): Uint8Array => {
  if (typeof given !== "string" || !/^0x([0-9a-fA-F]{2})+$/.test(given)) throw errors.UnknownPayload();
  return fromHex(given.toLowerCase() as Hex);
};

const unsignedOf = (given: unknown): Unsigned => readOr(() => fromJson(Unsigned, given as never));

function readOr<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause;
    throw errors.UnknownPayload({ ...cause.data, reason: cause.message }, cause);
  }
}

async function textOf({ cwd, stdin }: Context, text: string): Promise<string> {
  if (text === "-") return stdin();
  if (/^(0x|\s*\{)/.test(text)) return text;
  try {
    return await readFile(resolve(cwd, text), "utf8");
  } catch (cause) {
    throw errors.UnknownPayload({ file: text, reason: (cause as NodeJS.ErrnoException).code }, cause);
  }
}
