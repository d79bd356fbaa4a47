import { chainApi } from "@pha/api";
import type { Type } from "@pha/codec";
import { LightClient } from "@pha/light-client";
import { percentiles } from "../load/percentiles.ts";

/** Blocks that are verified, each above the one before. */
const BLOCKS = 64;

/** Milliseconds, the median, of what a light client does for each block, in JavaScript alone as in an enclave's program. */
export async function verificationMs(chain: string, newest: number): Promise<number> {
  const get = async <T>(path: string, type: Type<T>): Promise<T> => {
    const answer = await fetch(`${chain}${path}`);
    if (!answer.ok) throw new TypeError(`${path} is answered with ${answer.status}`);
    return type.fromJson(await answer.json(), { ss58Prefix: 0 });
  };
  const { hash, header, validators } = await get("/v1/genesis", chainApi.network.genesis.reply);
  const client = LightClient.fromGenesis(hash, header, validators);
  const times: number[] = [];
  for (let number = Math.max(1, newest - BLOCKS); number <= newest; number++) {
    const block = await get(`/v1/finality/${number}`, chainApi.finality.get.reply);
    const began = performance.now();
    client.accept(block.header, block.certificate);
    times.push(performance.now() - began);
  }
  return percentiles(times.slice(1)).p50;
}
