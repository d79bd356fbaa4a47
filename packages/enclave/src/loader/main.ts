/**
 * The entry of an emulated enclave's process. Part of the emulated CPU, not of the program: it takes the program's
 * bytes from the door, fences the realm and runs them. Nothing is read from arguments, environment or files.
 */
import { Socket } from "node:net";
import process from "node:process";
import { Door, DoorError } from "./door.ts";
import { kinds } from "./frame.ts";
import { takeBytes } from "./guard.ts";
import { loadProgram } from "./load.ts";
import type { Service } from "./load.ts";
import { describe } from "./trouble.ts";

let loading = false;
let service: Service | undefined;

const door: Door = new Door(new Socket({ fd: 3 }), [kinds.load, kinds.call], {
  async serve(kind, payload) {
    if (kind === kinds.load) {
      if (loading) throw new DoorError("AlreadyLoaded");
      loading = true;
      service = await loadProgram(door, payload);
      return new Uint8Array();
    }
    if (service === undefined) throw new DoorError("NotLoaded");
    return answer(service, payload);
  },
  onClose: () => process.exit(0),
});

async function answer(service: Service, request: Uint8Array): Promise<Uint8Array> {
  let result: unknown;
  try {
    result = await service.handle(request);
  } catch (error) {
    throw new DoorError("ProgramFailed", describe(error));
  }
  try {
    return takeBytes(result);
  } catch {
    throw new DoorError("ProgramFailed", { error: "NoBytesReturned" });
  }
}

for (const event of ["uncaughtException", "unhandledRejection"])
  process.on(event, (error: unknown) => {
    const notice = new TextEncoder().encode(JSON.stringify({ code: "Crashed", facts: describe(error) }));
    door.notify(kinds.crash, notice, () => process.exit(1));
  });
