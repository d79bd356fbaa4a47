/**
 * The emulated enclave's process, and each of its threads. Part of the emulated CPU, not of the program: it takes the
 * program's bytes from the door, fences the realm and runs them. It reads no argument, environment or file.
 */
import { parentPort, workerData } from "node:worker_threads";
import { serveDoor } from "./core.ts";
import { serveNetwork } from "./network.ts";
import type { NetworkData } from "./network-protocol.ts";
import { runThread } from "./thread.ts";

if (parentPort === null) serveDoor();
else if ((workerData as Partial<NetworkData>).isNetwork) serveNetwork(parentPort);
else await runThread(parentPort);
