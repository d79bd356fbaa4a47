import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import * as exported from "../packages/api/src/index.ts";
import type { ErrorMaker } from "../packages/codec/src/index.ts";
import { transactionErrors } from "../packages/runtime/src/spec.ts";
import { isCatalogue, listErrors } from "./catalogues.ts";
import { errorUses, handlerUses } from "./error-uses.ts";
import { isTest, listMembers, listSources, type Member, readText } from "./workspace.ts";

const members = listMembers();
const files = members.flatMap((member) =>
  listSources(member).flatMap((file) => (isTest(file) ? [] : [{ member, file }])),
);
const uses = await Promise.all(files.map(async (one) => ({ ...one, ...(await errorUses(one.file)) })));
const apis = Object.fromEntries(
  Object.entries<unknown>(exported).filter((entry): entry is [string, exported.Api] => entry[0].endsWith("Api")),
);
const endpoints = Object.values(apis).flatMap((api) => Object.values(api).flatMap((of) => Object.values(of)));
const ofEndpoints = endpoints.flatMap(({ errors }) => errors);
const declared = new Set([...ofEndpoints, ...exported.sessionErrors, ...exported.everywhere]);
const codes = (makers: Iterable<ErrorMaker>) => [...makers].map(({ code }) => code).sort();

/** A member and all that its process is made of. */
function partsOf(dir: string): ReadonlySet<Member> {
  const found = new Set<Member>();
  const add = (member: Member | undefined) => {
    if (!member || found.has(member)) return;
    found.add(member);
    for (const dependency of member.dependencies) add(members.find(({ name }) => name === dependency));
  };
  add(members.find((member) => member.dir === dir));
  return found;
}

/** Errors that something in the members' sources makes. */
const madeIn = (parts: ReadonlySet<Member>) =>
  new Set(uses.flatMap(({ member, makes }) => (parts.has(member) ? [...makes] : [])));

describe("an endpoint", () => {
  /** Services that a service passes requests on to: their errors are its own. */
  const behind: Readonly<Record<string, readonly string[]>> = { gatekeeper: ["miner"] };

  it.each(Object.entries(apis))("of %s declares no error that cannot occur", (name, api) => {
    const service = name.replace(/Api$/, "");
    const dirs = [service, ...(behind[service] ?? [])].map((dir) => `services/${dir}`);
    expect(members.map(({ dir }) => dir)).toEqual(expect.arrayContaining(dirs));
    const made = madeIn(new Set(dirs.flatMap((dir) => [...partsOf(dir)])));
    const all = Object.values(api).flatMap((of) => Object.values(of).flatMap(({ errors }) => errors));
    expect(codes(new Set(all.filter((maker) => !made.has(maker))))).toEqual([]);
  });

  it("declares what its handler makes", async () => {
    const implemented = (await Promise.all(files.map(({ file }) => handlerUses(file)))).flat();
    const handlers = implemented.filter(({ table }) => Object.hasOwn(apis, table.split(".")[0] ?? "")); // not of pallets
    const wrong = handlers.flatMap(({ table, name, makes }) => {
      const [api = "", group = ""] = table.split(".");
      const endpoint = apis[api]?.[group]?.[name] as exported.AnyEndpoint;
      const allowed = new Set([...endpoint.errors, ...exported.everywhere]);
      return [...makes].flatMap((maker) => (allowed.has(maker) ? [] : [`${table}.${name}: ${maker.code}`]));
    });
    expect(handlers).toHaveLength(endpoints.length);
    expect(wrong).toEqual([]);
  });
});

/** Their errors cross a door by name, behind which no catalogue is; it is made there by `errors[name]`. */
const byName = new Set(["enclave", "testkit"]);

/** Where `is` and `isOf` themselves are made. */
const makers = new Set(["packages/codec/src/errors.ts", "packages/api/src/problem.ts"]);

describe("a code", () => {
  it("that a client looks for is one that an endpoint may answer", () => {
    const catalogues = [...Object.values(exported), transactionErrors].filter(isCatalogue);
    const remote = new Set(catalogues.flatMap((catalogue) => Object.values(catalogue)));
    const handled = uses.flatMap(({ member, handles }) =>
      ["packages/sdk", "packages/cli"].includes(member.dir) ? [...handles] : [],
    );
    expect(codes(new Set(handled.filter((maker) => remote.has(maker) && !declared.has(maker))))).toEqual([]);
  });

  it("that anybody looks for is made somewhere", () => {
    const made = madeIn(new Set(members));
    const handled = uses.flatMap(({ member, handles }) => (member.dir === "packages/api" ? [] : [...handles]));
    const missing = handled.filter((maker) => !made.has(maker) && !byName.has(maker.module));
    expect(codes(new Set(missing))).toEqual([]);
  });

  it("is never compared, nor written, as text", async () => {
    const known = new Set(codes((await listErrors()).map(({ maker }) => maker)));
    const written = files.flatMap(({ member, file }) =>
      byName.has(basename(member.dir))
        ? []
        : [...readText(file).matchAll(/"([\w-]+\.[A-Z]\w+)"/g)].flatMap(([, code = ""]) =>
            known.has(code) ? [`${file}: ${code}`] : [],
          ),
    );
    const compared = uses.flatMap(({ file, texts }) =>
      makers.has(file) ? [] : texts.map((text) => `${file}:${text}`),
    );
    expect([...written, ...compared]).toEqual([]);
  });
});

describe("what a source does with errors is found", () => {
  const inChain = (text: string) => errorUses("services/chain/src/planted.ts", text);
  const imports = 'import { errors } from "./errors.ts"; import { transactionErrors as of } from "@pha/runtime/spec";';

  it.each<[string, readonly ErrorMaker[], readonly ErrorMaker[]]>([
    ["throw errors.Fenced({ epoch });", [exported.chainErrors.Fenced], []],
    ["const fail = () => reject(of.Stale());", [transactionErrors.Stale], []],
    ["send(errors.Fenced.code);", [exported.chainErrors.Fenced], []],
    ["if (errors.Fenced.is(error)) retry();", [], [exported.chainErrors.Fenced]],
    [
      "const { Stale, BadProof: Bad } = of; if (Bad.is(error)) throw Stale();",
      [transactionErrors.Stale],
      [transactionErrors.BadProof],
    ],
    ["const harmless = [of.Stale, errors.Fenced];", [], [transactionErrors.Stale, exported.chainErrors.Fenced]],
  ])("%s", async (text, makes, handles) => {
    const found = await inChain(`${imports} ${text}`);
    expect([codes(found.makes), codes(found.handles)]).toEqual([codes(makes), codes(handles)]);
  });

  it.each(['error.module === "codec"', "error.code !== errors.Fenced.code", "switch (error.module) { default: }"])(
    "%s compares text",
    async (text) => {
      expect((await inChain(`${imports} ${text}`)).texts).toHaveLength(1);
    },
  );
});
