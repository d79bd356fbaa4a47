import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { type CodedError, concat, encode, H256, type Hex, toHex, u32be, utf8 } from "@pha/codec";
import { bundleLoader } from "../bundle.ts";
import { errors } from "../errors.ts";
import type { Enclave, EnclaveHost, LoadOptions } from "../host.ts";
import { Door, DoorError, decodeFailure } from "../loader/door.ts";
import { kinds } from "../loader/frame.ts";
import type { LoadSettings } from "../loader/load.ts";
import { measure } from "../measurement.ts";
import type { Platform } from "../platform.ts";
import { errorNamed } from "./error-named.ts";
import { decodeLog } from "./log.ts";
import { spawnLoader } from "./process.ts";

const loadTimeoutMs = 20_000;
const defaultTimeoutMs = 30_000;
const defaultHeapMb = 256;
const burialMs = 2_000;

/** Limits of the enclaves of one host. */
export interface HostOptions {
  /** What they run on: the emulated CPU of a slot that this process holds, or a trust domain. */
  readonly platform: Platform;
  /** Folder where the loader's bundle is kept. */
  readonly cacheDir: string;
  /** JavaScript heap of the program's core in MiB (default 256). Engine threads have their own. */
  readonly heapMb?: number;
}

/**
 * Programs in separate processes of this machine. What they are protected from is what the platform keeps out: on an
 * emulated one, whoever is root on the machine reads everything.
 */
export function makeHost({ platform, cacheDir, heapMb = defaultHeapMb }: HostOptions): EnclaveHost {
  return {
    async load(program, options) {
      const loader = await bundleLoader(cacheDir);
      const genesisHash = toHex(encode(H256, options.genesisHash));
      const measurement = measure(program);
      const [sealingRoot, attested] = await Promise.all([
        platform.sealingRoot(measurement),
        platform.attested(measurement),
      ]);
      const running = connect(await spawnLoader(loader, { heapMb }), platform, measurement, options);
      const settings: LoadSettings = {
        genesisHash,
        measurement,
        sealingRoot: toHex(sealingRoot),
        ocallTimeoutMs: options.ocallTimeoutMs ?? defaultTimeoutMs,
      };
      const json = utf8(JSON.stringify(settings));
      try {
        await running.request(kinds.load, concat(u32be(json.length), json, program), loadTimeoutMs);
      } catch (error) {
        await running.stop();
        if (errors.ProgramFailed.is(error) || errors.MessageTooLarge.is(error)) throw error;
        throw errors.LoadFailed({ said: running.said() }, error);
      }
      const callTimeoutMs = options.callTimeoutMs ?? defaultTimeoutMs;
      return {
        measurement,
        attested,
        call: (request, { timeoutMs = callTimeoutMs } = {}) => running.request(kinds.call, request, timeoutMs),
        ended: running.ended,
        [Symbol.asyncDispose]: running.stop,
      };
    },
  };
}

/** The host's end of one enclave process: serves the program's requests and tells why the process ended. */
function connect(child: ChildProcess, platform: Platform, measurement: Hex, options: LoadOptions) {
  let reason: CodedError | undefined;
  let stopped = false;
  const complaint = collectComplaint(child);
  let burial: NodeJS.Timeout | undefined;
  // "close" and not "exit": by then the last frames have been read.
  const exited = once(child, "close").then(
    ([code, signal]) => exitReason(code as number | null, signal as string | null),
    (error: unknown) => errors.LoadFailed({}, error),
  );

  const door = new Door(child.stdio[3] as Duplex, {
    accepts: [kinds.ocall, kinds.quote, kinds.log, kinds.crash],
    fallback: "OcallFailed",
    async serve(kind, payload) {
      if (kind === kinds.quote) return await platform.quote(measurement, payload);
      if (kind === kinds.ocall) return options.ocall(payload);
      if (kind === kinds.log) options.log?.(decodeLog(payload));
      else reason ??= toCoded(decodeFailure(payload));
      return new Uint8Array();
    },
    onClose(closed) {
      if (closed.code !== "MalformedFrame") {
        // The process is ending by itself and must be left to say how; but it must end.
        burial = setTimeout(() => child.kill("SIGKILL"), burialMs);
        return;
      }
      reason ??= toCoded(closed);
      child.kill("SIGKILL");
    },
  });

  const ended: Enclave["ended"] = exited.then((exit) => {
    door.close(new DoorError("EnclaveGone"));
    clearTimeout(burial);
    return stopped ? undefined : (reason ?? exit);
  });

  return {
    said: complaint,
    ended,
    async request(kind: typeof kinds.load | typeof kinds.call, payload: Uint8Array, timeoutMs: number) {
      try {
        return await door.request(kind, payload, timeoutMs);
      } catch (error) {
        if (!(error instanceof DoorError)) throw error;
        if (error.code !== "EnclaveGone" && error.code !== "MalformedFrame") throw toCoded(error);
        throw (await ended) ?? errors.EnclaveGone();
      }
    },
    async stop() {
      stopped = true;
      child.kill("SIGKILL");
      await ended;
    },
  };
}

const toCoded = ({ code, facts }: DoorError): CodedError => errorNamed(code, facts);

/** V8 aborts when the heap is full; whatever else ends the process without a notice is a crash. */
const exitReason = (code: number | null, signal: string | null): CodedError =>
  signal === "SIGABRT" || signal === "SIGTRAP" || code === 134
    ? errors.OutOfMemory()
    : errors.Crashed({ exit: code ?? signal ?? "unknown" });

/** The first line that the process wrote before any program ran: why the machine did not start it. */
function collectComplaint(child: ChildProcess): () => string | undefined {
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    if (text.length < 2_000) text += chunk.toString("utf8");
  });
  return () => text.match(/^.*(?:error|not|cannot|denied).*$/im)?.[0].slice(0, 200);
}
