import { encodeQuote, measurementIn, readEventLog } from "@pha/attestation";
import { fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { hkdfSha256 } from "@pha/crypto";
import { errors } from "../errors.ts";
import type { Platform } from "../platform.ts";
import { askDstack, textOf } from "./client.ts";

const sealingLabel = utf8("phala/seal/v1");

/** Where the guest agent listens in a container of a dstack machine, if compose mounts it. */
export const dstackSocket = "/var/run/dstack.sock";

/**
 * A trust domain that dstack started: Intel's hardware signs its quotes, and its key provider derives its keys. Programs share
 * the machine, so what a quote measures is the machine with its compose file; their own measurements part their seals.
 *
 * @param slot - parts the seals of processes that run side by side on one machine
 * @throws `enclave.DstackUnreachable`, `DstackRefused`
 */
export async function openDstack(socket: string, slot: number): Promise<Platform> {
  const instance = textOf(await askDstack(socket, "Info", {}), "Info", "instance_id");
  const quote = (reportData: Uint8Array) => takeQuote(socket, reportData);
  const measured = measurementIn(await quote(new Uint8Array(64)));
  return {
    attested: () => measured,
    quote: async (_, reportData) =>
      encodeQuote({ type: "V1", value: { type: "Dcap", value: await quote(reportData) } }),
    async sealingRoot(measurement) {
      const path = `phala/seal/v1/${instance}/${slot}`;
      const answer = await askDstack(socket, "GetKey", { path, purpose: "phala/seal/v1" });
      const key = fromDigits(textOf(answer, "GetKey", "key"), "GetKey");
      if (key.length < 32) throw errors.DstackRefused({ method: "GetKey", reason: "the key is too short" });
      return hkdfSha256(key, fromHex(measurement), sealingLabel, 32);
    },
  };
}

async function takeQuote(socket: string, reportData: Uint8Array) {
  const method = "GetQuote";
  // The agent would fill up what is shorter, and the quote would say something else.
  if (reportData.length !== 64) throw errors.BadArgument({ expected: 64, actual: reportData.length });
  const answer = await askDstack(socket, method, { report_data: toHex(reportData).slice(2) });
  const events = readEventLog(textOf(answer, method, "event_log"));
  return { quote: fromDigits(textOf(answer, method, "quote"), method), events };
}

function fromDigits(text: string, method: string): Uint8Array {
  try {
    return fromHex(`0x${text.replace(/^0x/, "")}` satisfies Hex);
  } catch (cause) {
    throw errors.DstackRefused({ method, reason: "its answer is not hexadecimal" }, cause);
  }
}
