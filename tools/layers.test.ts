import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { floors, layers, programFile, programsMayImport, specOnly, wrapped } from "./layers.ts";
import { isTest, listImports, listMembers, listSources, type Member, readText } from "./workspace.ts";

const members = listMembers();
const byName = new Map(members.map((member) => [member.name, member]));
const short = ({ dir }: Member) => basename(dir);
const layerOf = (member: Member) => layers[short(member)] ?? layers[`${dirname(member.dir)}/*`] ?? Number.NaN;
const files = members.flatMap((member) => listSources(member).map((file) => ({ member, file })));
const imports = files.flatMap(({ member, file }) =>
  listImports(file).map((specifier) => ({ member, file, specifier })),
);
const ours = (specifier: string) => byName.get(specifier.split("/").slice(0, 2).join("/"));
const library = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

it("knows the layer of every member", () => {
  expect(members.filter((member) => Number.isNaN(layerOf(member))).map(({ dir }) => dir)).toEqual([]);
});

it("has the layers that CONTRIBUTING lists", () => {
  const rows = [...readText("CONTRIBUTING.md").matchAll(/^\| (\d) \| (.*) \|$/gm)];
  const listed = rows.flatMap(([, layer, names = ""]) => names.split(", ").map((name) => [name, Number(layer)]));
  const named = Object.entries(layers).map(([name, layer]) => [name.replace("/*", ""), layer]);
  expect(listed.sort()).toEqual(named.sort());
});

it("lets no member depend on its own layer or a higher one", () => {
  const wrong = members.flatMap((member) =>
    member.dependencies
      .filter((name) => (byName.get(name) ? layerOf(byName.get(name) as Member) >= layerOf(member) : false))
      .map((name) => `${member.dir} → ${name}`),
  );
  expect(wrong).toEqual([]);
});

it("lets no file import its own layer or a higher one; tests may use the test kit and what it starts", () => {
  const wrong = imports.filter(({ member, file, specifier }) => {
    const target = ours(specifier);
    if (target === undefined || target === member) return false;
    return layerOf(target) >= layerOf(member) && !(isTest(file) && ["testkit", "local-infra"].includes(short(target)));
  });
  expect(wrong.map(({ file, specifier }) => `${file} → ${specifier}`)).toEqual([]);
});

it("lets files import only what their package declares", () => {
  const wrong = imports.filter(({ member, file, specifier }) => {
    if (/^(\.|#|node:)/.test(specifier) || library(specifier) === member.name) return false;
    const declared = isTest(file) ? [...member.dependencies, ...member.devDependencies, "vitest"] : member.dependencies;
    const typed = [...member.dependencies, ...member.devDependencies].includes(`@types/${specifier}`);
    return !declared.includes(library(specifier)) && !typed;
  });
  expect(wrong.map(({ file, specifier }) => `${file} → ${specifier}`)).toEqual([]);
});

it("keeps relative imports inside their package", () => {
  const wrong = imports.filter(
    ({ member, file, specifier }) =>
      specifier.startsWith(".") && !normalize(join(dirname(file), specifier)).startsWith(`${member.dir}/`),
  );
  expect(wrong.map(({ file, specifier }) => `${file} → ${specifier}`)).toEqual([]);
});

it("shows the runtime's logic only to those who execute blocks", () => {
  const wrong = imports.filter(
    ({ member, file, specifier }) => specOnly.includes(short(member)) && specifier === "@pha/runtime" && !isTest(file),
  );
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

it("keeps enclave programs to layers 0 to 2, the pallets that they read and what is made for them", () => {
  const programs = new Set(
    members
      .map(({ dir }) => dir)
      .filter(
        (dir) => dir === "packages/program-kit" || files.some(({ file }) => file.startsWith(`${dir}/src/program/`)),
      ),
  );
  const wrong = imports.filter(({ member, file, specifier }) => {
    if (!programs.has(member.dir) || !programFile.test(file) || isTest(file)) return false;
    if (specifier.startsWith(".")) return !programFile.test(normalize(join(dirname(file), specifier)));
    const target = ours(specifier);
    if (programsMayImport.includes(specifier)) return false;
    return target === undefined ? !specifier.startsWith("@noble/") : layerOf(target) > 2;
  });
  expect(wrong.map(({ file, specifier }) => `${file} → ${specifier}`)).toEqual([]);
});

it("keeps wrapped libraries to their wrappers", () => {
  const wrong = imports.filter(({ member, file, specifier }) => {
    const allowed = wrapped[library(specifier)];
    return allowed !== undefined && !allowed.includes(short(member)) && !isTest(file);
  });
  expect(wrong.map(({ file, specifier }) => `${file} → ${specifier}`)).toEqual([]);
});

it("lets services read the environment in service-kit/run.ts alone", () => {
  const free =
    /^packages\/(service-kit\/src\/run\.ts|cli\/|contract-engine\/src\/node\/|devnet\/|local-infra\/|testkit\/)/;
  const wrong = files.filter(({ file }) => !free.test(file) && !isTest(file) && readText(file).includes("process.env"));
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

it("has named exports only", () => {
  const wrong = files.filter(
    ({ file }) => /^export default\b/m.test(readText(file)) && !/^contracts\/|\/template\//.test(file) && !isTest(file),
  );
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

describe.each(Object.entries(floors))("floors of %s", (dir, order) => {
  const src = `${dir}/src/`;
  /** The floor that a file of `src` is on: its folder, or itself. */
  const floorOf = (file: string) => file.slice(src.length).split("/")[0] as string;
  const own = imports.filter(
    ({ file, specifier }) => file.startsWith(src) && specifier.startsWith(".") && !isTest(file),
  );

  it("are named, all of them and no other", () => {
    const there = files.filter(({ file }) => file.startsWith(src) && !isTest(file)).map(({ file }) => floorOf(file));
    expect([...order].sort()).toEqual([...new Set(there)].sort());
  });

  it("lets no file import a higher one", () => {
    const wrong = own.filter(({ file, specifier }) => {
      const target = floorOf(normalize(join(dirname(file), specifier)));
      return target !== floorOf(file) && order.indexOf(target) >= order.indexOf(floorOf(file));
    });
    expect(wrong.map(({ file, specifier }) => `${file} → ${specifier}`)).toEqual([]);
  });

  it("says in the README what each folder owns, in this order", () => {
    const [, table = ""] = /^\| folder +\| owns .*\n.*\n((?:\|.*\n)+)/m.exec(readText(`${dir}/README.md`)) ?? [];
    const rows = [...table.matchAll(/^\| `(\w+)\/`/gm)].map(([, folder]) => folder);
    expect(rows).toEqual(order.filter((floor) => !floor.endsWith(".ts")));
  });
});
