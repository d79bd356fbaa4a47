import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Hex, Type } from "@pha/codec";
import { openDstack, openSlot } from "@pha/enclave";
import type { StartRequest } from "@pha/program-kit";
import type { NetworkProfile } from "@pha/runtime/spec";
import { type Bus, connectBus } from "@pha/service-kit/bus";
import type { Logger } from "@pha/service-kit/log";
import { readNetwork } from "@pha/service-kit/network";
import type { Surroundings } from "@pha/service-kit/run";
import { type BusServiceName, inboxPrefix } from "@pha/wire";
import type { CheckpointFiles } from "./checkpoint-files.ts";
import { serveOcalls } from "./ocalls.ts";
import { makeOperator } from "./operator.ts";
import { loadProgram, type Program } from "./program.ts";
import { keepRegistered, type RegistrationSteps } from "./registration.ts";
import type { HostingConfig } from "./settings.ts";
import type { Streams } from "./streams.ts";

/** What one program has, and others have not. */
export interface LoadOptions {
  /** In MiB; the platform's own choice when absent. */
  readonly heapMb?: number;
  /** Carries its connections. */
  readonly streams?: Streams;
  /** Keeps its contracts' checkpoints. */
  readonly checkpoints?: CheckpointFiles;
}

/** A place where an enclave program can run: a network, a platform of its own, NATS, and somebody who pays. */
export interface Hosting extends AsyncDisposable {
  readonly spec: NetworkProfile;
  readonly genesisHash: Hex;
  readonly bus: Bus;
  readonly log: Logger;
  /** Arguments of a program's start, without what it sealed. */
  readonly start: Omit<StartRequest, "identity" | "milestone">;
  /** File of a seal. Seals belong to one network and one platform. */
  readonly sealFile: (name: string) => string;
  /** Folder of its contracts' checkpoints, which belong to the same. */
  readonly checkpointFolder: string;
  /** Loads the service's program, which speaks in requests of this type. */
  readonly load: <Request>(request: Type<Request>, options?: LoadOptions) => Promise<Program<Request>>;
  /** Calls `listener` whenever the program asks to be ticked. */
  readonly onWake: (listener: () => void) => void;
  /** Keeps the program's session registered in the background, until the result is disposed. */
  readonly keepRegistered: (steps: Omit<RegistrationSteps, "operator" | "signal">) => AsyncDisposable;
}

/** Opens every resource in order of need; disposing the result closes them in reverse. */
export async function openHosting(
  service: BusServiceName,
  config: HostingConfig,
  { log, signal }: Pick<Surroundings, "log" | "signal">,
): Promise<Hosting> {
  await using opened = new AsyncDisposableStack();
  const { spec, genesis } = await readNetwork(config.spec, config.code);
  const slot = opened.use(await openSlot(config.dataDir));
  const isEmulated = config.enclave === "emulated";
  const platform = isEmulated ? slot.platform : await openDstack(config.dstackSocket, slot.index);
  const folder = join(slot.path, genesis.hash.slice(2, 18));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { natsUrl: url, natsSeed: seed } = config;
  const bus = opened.use(await connectBus({ service, url, seed, inboxPrefix: inboxPrefix(service), log, signal }));
  const stop = new AbortController();
  const operators = config.operator.reveal();
  const operator = makeOperator({
    uri: operators[slot.index % operators.length] as string,
    genesisHash: genesis.hash,
    bus,
    log,
    signal: stop.signal,
  });
  let wake = () => {};
  log.info({ slot: slot.index, genesis: genesis.hash, enclave: config.enclave }, "platform opened");
  const resources = opened.move();
  return {
    spec,
    genesisHash: genesis.hash,
    bus,
    log,
    start: { genesisHeader: genesis.header, validators: genesis.validators, operator: operator.account },
    sealFile: (name) => join(folder, `${name}.sealed`),
    checkpointFolder: join(folder, "checkpoints"),
    load: (request, { heapMb, streams, checkpoints } = {}) =>
      loadProgram({
        file: config.program,
        request,
        heapMb,
        platform,
        cacheDir: join(config.dataDir, "cache"),
        genesisHash: genesis.hash,
        ocall: serveOcalls({ bus, genesisHash: genesis.hash, wake: () => wake(), streams, checkpoints }),
        log,
      }),
    onWake(listener) {
      wake = listener;
    },
    keepRegistered(steps) {
      const registering = keepRegistered({ operator, signal: stop.signal, ...steps });
      return {
        async [Symbol.asyncDispose]() {
          stop.abort();
          await registering;
        },
      };
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
