import { once } from "node:events";
import type { Duplex } from "node:stream";
import { concat, type Hex, toHex, u32be, utf8 } from "@pha/codec";
import { bundleLoader } from "../bundle.ts";
import { spawnLoader } from "../emulated/process.ts";
import { encodeFrame, type Frame, FrameReader, kinds } from "../loader/frame.ts";
import type { LoadSettings } from "../loader/load.ts";
import { measure } from "../measurement.ts";
import type { Platform } from "../platform.ts";

/** A program, and what it is loaded on. */
export interface Loaded {
  readonly program: Uint8Array;
  readonly genesisHash: Hex;
  readonly platform: Platform;
  /** Folder where the loader's bundle is kept. */
  readonly cacheDir: string;
}

const loadId = 1;

/** A program in a process of its own, whose door is spoken to in bytes: a host that keeps to no rule. */
export class RawEnclave implements AsyncDisposable {
  readonly measurement: Hex;
  /** The process's exit code, or the signal that ended it. */
  readonly exited: Promise<unknown>;
  readonly #stream: Duplex;
  readonly #kill: () => void;

  private constructor(measurement: Hex, stream: Duplex, exited: Promise<unknown>, kill: () => void) {
    this.measurement = measurement;
    this.exited = exited;
    this.#stream = stream;
    this.#kill = kill;
  }

  /** Loads the program; then `onFrame` gets all that comes out of the door. */
  static async load(
    { program, genesisHash, platform, cacheDir }: Loaded,
    onFrame: (frame: Frame) => void,
  ): Promise<RawEnclave> {
    const measurement = measure(program);
    const sealingRoot = toHex(await platform.sealingRoot(measurement));
    const child = await spawnLoader(await bundleLoader(cacheDir), { heapMb: 256 });
    child.stderr?.resume();
    const stream = child.stdio[3] as Duplex;
    const exited = once(child, "exit").then(([code, signal]) => code ?? signal);
    const enclave = new RawEnclave(measurement, stream, exited, () => child.kill("SIGKILL"));
    const reader = new FrameReader();
    const loaded = Promise.withResolvers<void>();
    stream.on("error", () => {}); // it goes with the process, which `exited` tells of
    stream.on("data", (chunk: Uint8Array) => {
      const isWhole = reader.push(chunk, (frame) => {
        if (frame.id !== loadId || frame.kind > kinds.failure) onFrame(frame);
        else if (frame.kind === kinds.answer) loaded.resolve();
        else loaded.reject(new Error(`the program does not load: ${new TextDecoder().decode(frame.payload)}`));
      });
      if (!isWhole) loaded.reject(new Error("the enclave's door says what is no frame"));
    });
    const settings: LoadSettings = { genesisHash, measurement, sealingRoot, ocallTimeoutMs: 30_000 };
    const json = utf8(JSON.stringify(settings));
    enclave.write(encodeFrame({ kind: kinds.load, id: loadId, payload: concat(u32be(json.length), json, program) }));
    await loaded.promise;
    return enclave;
  }

  write(bytes: Uint8Array): void {
    this.#stream.write(bytes);
  }

  /** Ends the stream, wherever in a frame that is. */
  end(): void {
    this.#stream.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill();
    await this.exited;
  }
}
