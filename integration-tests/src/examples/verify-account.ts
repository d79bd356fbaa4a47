/**
 * Verifies an account from the genesis hash up, believing nothing the chain says:
 * genesis hash → validators → certificate → header → state root → account.
 *
 *   node integration-tests/src/examples/verify-account.ts http://127.0.0.1:9944 ADDRESS [GENESIS_HASH]
 */
import { decode, fromJson, type Hex } from "@pha/codec";
import { Certificate, Header, LightClient, Witness } from "@pha/light-client";
import { AccountInfo } from "@pha/runtime/spec";

const [chain, address, pinned] = process.argv.slice(2);
const get = async (path: string) => (await fetch(`${chain}${path}`)).json();

const genesis = await get("/v1/genesis");
const client = LightClient.fromGenesis(
  (pinned ?? genesis.hash) as Hex,
  fromJson(Header, genesis.header),
  fromJson(Witness, genesis.validators),
);

const { storageKey, proof } = await get(`/v1/state/System/Account/${address}?proof=true`);
client.accept(fromJson(Header, proof.header), fromJson(Certificate, proof.certificate));
const bytes = client.provenState(fromJson(Witness, proof.witness)).get(storageKey);

const { number } = client.head.header;
const free = bytes === undefined ? 0n : decode(AccountInfo, bytes).data.free;
console.log(`${address} has ${free} plancks at block ${number}, certified by the validators of ${genesis.hash}`);
