import { Socket } from "node:net";
import process from "node:process";
import { Door, DoorError } from "./door.ts";
import { kinds } from "./frame.ts";
import { takeBytes } from "./guard.ts";
import { loadProgram, type Service } from "./load.ts";
import { describe } from "./trouble.ts";

/** Serves the door on descriptor 3: one load, then calls. The process ends with the door. */
export function serveDoor(): void {
  let loading = false;
  let service: Service | undefined;
  const door: Door = new Door(new Socket({ fd: 3 }), {
    accepts: [kinds.load, kinds.call],
    fallback: "LoadFailed",
    async serve(kind, payload) {
      if (kind === kinds.call) {
        if (service === undefined) throw new DoorError("EnclaveGone");
        return answer(service, payload);
      }
      if (loading) throw new DoorError("LoadFailed");
      loading = true;
      service = await loadProgram(door, payload);
      return new Uint8Array();
    },
    onClose: () => process.exit(0),
  });

  for (const event of ["uncaughtException", "unhandledRejection"])
    process.on(event, (error: unknown) => {
      const notice = new TextEncoder().encode(JSON.stringify({ code: "Crashed", facts: describe(error) }));
      door.notify(kinds.crash, notice, () => process.exit(1));
    });
}

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
