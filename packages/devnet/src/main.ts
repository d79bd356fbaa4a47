import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheDir } from "./paths.ts";

enableCompileCache(join(cacheDir, "v8"));
const { npmStart } = await import("./npm-start.ts");
await npmStart(process.argv.slice(2));
