import { decode, encode, fromHex, type Hex, toHex } from "@pha/codec";
import { readState } from "@pha/frame";
import { type LazyView, lazyRead, Witness } from "@pha/light-client";
import { Ocall, reply } from "@pha/program-kit";
import { contracts } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import { errors } from "./errors.ts";

/** Serves what an enclave program asks of the outside. It checks every answer; this side may be as careless as it likes. */
export function serveOcalls(bus: Bus): (request: Uint8Array) => Promise<Uint8Array> {
  return (encoded) =>
    reply(async () => {
      const request = decode(Ocall, encoded);
      switch (request.type) {
        case "Prove":
          return encode(Witness, await prove(bus, request.value.keys, request.value.number));
        case "Code":
          return findCode(bus, request.value);
        case "Release": {
          const { gatekeeper: identity, request: signed } = request.value;
          return bus.request(subjects.keyRelease, { identity: identity.slice(2) }, signed);
        }
      }
    });
}

/** Values and proof of storage keys, at a finalized height or the newest one. */
export async function prove(bus: Bus, keys: readonly Uint8Array[], number?: number): Promise<Witness> {
  const { values, proof } = await bus.request(subjects.proofGet, {}, { number, keys });
  return { values: keys.map((key, i) => [key, values[i]]), proof };
}

/** A read of the newest finalized state, for the host's own use: taken from the chain as it says, without proof. */
export const readLedger = <T>(bus: Bus, read: (state: LazyView) => T): Promise<T> =>
  lazyRead(
    new Map(),
    async (keys) => {
      const { values } = await prove(bus, keys.map(fromHex));
      return new Map(values.map(([key, value]) => [toHex(key), value]));
    },
    read,
  );

async function findCode(bus: Bus, hash: Hex): Promise<Uint8Array> {
  const code = await readLedger(bus, (state) => readState(contracts, state).code.get(hash));
  if (!code) throw errors.UnknownCode({ hash });
  return code;
}
