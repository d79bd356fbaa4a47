import { bytes, type Hex, toHex } from "@pha/codec";
import { maxQueryBytes } from "@pha/limits";
import type { SealedQuery } from "@pha/secret-channel";
import { Endpoint, type Fetch } from "../transport/endpoint.ts";

/** Longer than a query may run. */
const timeoutMs = 25_000;

/** A gatekeeper's REST face, as far as clients need it. */
export class GatekeeperApi {
  readonly #endpoint: Endpoint;

  constructor(url: string, fetch: Fetch) {
    this.#endpoint = new Endpoint(url, fetch);
  }

  get url(): string {
    return this.#endpoint.url;
  }

  /** Passes an encrypted query on to a worker; the encrypted answer. */
  async query(contract: Hex, { enc, ciphertext }: SealedQuery): Promise<Uint8Array> {
    const body = { enc, ciphertext: toHex(ciphertext) };
    const reply = await this.#endpoint.post(
      `/v1/contracts/${contract}/query`,
      body,
      { answer: bytes({ max: maxQueryBytes }) },
      timeoutMs,
    );
    return reply.answer;
  }
}
