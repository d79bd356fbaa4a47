import { decode, encode, type Hex, u32 } from "@pha/codec";
import { errors as http } from "@pha/contract-engine/http";
import { nodePrimitives } from "@pha/crypto/node/primitives";
import { readState } from "@pha/frame";
import { Freshness, isFreshnessOf, Witness } from "@pha/light-client";
import {
  BroughtMessages,
  isHandOverFor,
  isReleaseFor,
  Ocall,
  reply,
  SignedHandOverRequest,
  SignedKeyRequest,
} from "@pha/program-kit";
import { contracts } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import { readLedger } from "@pha/service-kit/ledger";
import { subjects } from "@pha/wire";
import type { CheckpointFiles } from "./checkpoint-files.ts";
import { errors } from "./errors.ts";
import type { Streams } from "./streams.ts";

/** What serves a program's requests. */
export interface OcallDeps {
  readonly bus: Bus;
  readonly genesisHash: Hex;
  readonly wake: () => void;
  /** Absent where programs have no business outside. */
  readonly streams?: Streams | undefined;
  /** Absent where programs have no contracts. */
  readonly checkpoints?: CheckpointFiles | undefined;
}

/** Serves what an enclave program asks of the outside. It checks every answer; this side may be as careless as it likes. */
export function serveOcalls({
  bus,
  genesisHash,
  wake,
  streams,
  checkpoints,
}: OcallDeps): (request: Uint8Array) => Promise<Uint8Array> {
  return (encoded) =>
    reply(async () => {
      const request = decode(Ocall, encoded);
      switch (request.type) {
        case "Prove":
          return encode(Witness, await prove(bus, request.value.keys, request.value.number));
        case "Code":
          return findCode(bus, request.value);
        case "Release": {
          const { gatekeeper, request: asked } = request.value;
          const signed = decode(SignedKeyRequest, asked);
          // On the bus anybody of a gatekeeper's kind can answer first.
          const holds = (answer: Uint8Array) => isReleaseFor(nodePrimitives, genesisHash, signed, answer);
          return bus.request(subjects.keyRelease, { identity: gatekeeper.slice(2) }, asked, { holds });
        }
        case "Fresh": {
          const { validator, nonce } = request.value;
          // On the bus anybody of a validator's kind can answer first.
          const holds = (answer: Freshness) => isFreshnessOf(validator, genesisHash, nonce, answer);
          return encode(Freshness, await bus.request(subjects.validatorFresh, { validator }, nonce, { holds }));
        }
        case "Wake":
          wake();
          return new Uint8Array();
        case "Messages":
          return encode(BroughtMessages, await findMessages(bus, request.value));
        case "MessagesUpTo": {
          const { cluster, block: toBlock } = request.value;
          const wanted = { cluster, fromBlock: 0, toBlock, isNewest: true };
          const found = await bus.request(subjects.messagesGet, {}, wanted);
          return encode(
            BroughtMessages,
            found.map(({ message }) => message),
          );
        }
        case "Keep":
          if (!checkpoints) throw errors.NotKept();
          await checkpoints.keep(request.value);
          return new Uint8Array();
        case "Kept":
          return (await checkpoints?.read(request.value.contract, request.value.part)) ?? new Uint8Array();
        case "HandOver": {
          const { giver, request: asked } = request.value;
          const signed = decode(SignedHandOverRequest, asked);
          // On the bus anybody of a miner's kind can answer first.
          const holds = (answer: Uint8Array) => isHandOverFor(nodePrimitives, genesisHash, signed, answer);
          return bus.request(subjects.handOver, { identity: giver.slice(2) }, asked, { holds });
        }
        default:
          if (!streams) throw http.ConnectionRefused();
          return carry(streams, request);
      }
    });
}

type OnStream = Extract<Ocall, { readonly type: "Connect" | "Write" | "Read" | "Close" }>;

/** Does what a program wants of a connection. */
export async function carry(streams: Streams, { type, value }: OnStream): Promise<Uint8Array> {
  switch (type) {
    case "Connect":
      return encode(u32, await streams.connect(value));
    case "Read":
      return streams.read(value);
    case "Write":
      await streams.write(value.stream, value.bytes);
      return new Uint8Array();
    case "Close":
      streams.close(value);
      return new Uint8Array();
  }
}

/** Values and proof of storage keys at a finalized height. */
async function prove(bus: Bus, keys: readonly Uint8Array[], number: number): Promise<Witness> {
  const { values, proof } = await bus.request(subjects.proofGet, {}, { number, keys });
  return { values: keys.map((key, i) => [key, values[i]]), proof };
}

type Wanted = Extract<Ocall, { readonly type: "Messages" }>["value"];

/** All messages that a cluster got in some blocks. */
async function findMessages(bus: Bus, { cluster, fromBlock, toBlock }: Wanted): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (let from = fromBlock; from <= toBlock; ) {
    const wanted = { cluster, fromBlock: from, toBlock, isNewest: false };
    const page = await bus.request(subjects.messagesGet, {}, wanted);
    found.push(...page.map(({ message }) => message));
    from = Math.max(from, page.at(-1)?.block ?? toBlock) + 1;
  }
  return found;
}

async function findCode(bus: Bus, hash: Hex): Promise<Uint8Array> {
  const code = await readLedger(bus, (state) => readState(contracts, state).code.get(hash));
  if (!code) throw errors.UnknownCode({ hash });
  return code;
}
