import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { root } from "./paths.ts";
import { stackOf } from "./swarm.ts";

// docker-compose.yml as Docker Swarm takes it: npm run --silent swarm | docker stack deploy --compose-file - phala
const compose = parse(readFileSync(join(root, "docker-compose.yml"), "utf8"), { merge: true });
console.log(stringify({ version: "3.8", ...stackOf(compose) }, { aliasDuplicateObjects: false }));
