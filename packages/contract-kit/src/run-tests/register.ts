/** Loaded before a contract's tests: lets Node run them and what they import, as TypeScript of any form. */
import * as module from "node:module";
import { load } from "./typescript.ts";

// Newer Nodes call hooks where modules are loaded, older ones in a thread of their own.
if ("registerHooks" in module) module.registerHooks({ load });
else (module as { register(hooks: URL): void }).register(new URL("./typescript.ts", import.meta.url));
