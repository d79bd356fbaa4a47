import { AccountId, concat, encode, toHex, u16, u32, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { ProxyType } from "./spec.ts";

/** Where and as what a pure proxy was made. */
interface Making {
  readonly height: number;
  readonly ext_index: number;
  readonly proxy_type: ProxyType;
  readonly index: number;
}

/** The account of a pure proxy, as Substrate derives it. */
export const pureAccount = (spawner: AccountId, { height, ext_index, proxy_type, index }: Making): AccountId =>
  toHex(
    blake2b256(
      concat(
        utf8("modlpy/proxy____"),
        encode(AccountId, spawner),
        encode(u32, height),
        encode(u32, ext_index),
        encode(ProxyType, proxy_type),
        encode(u16, index),
      ),
    ),
  );
