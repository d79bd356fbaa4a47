import type { AnyType, MetaDef, MetaField, MetaType } from "@pha/codec";

/** A field as the metadata encoder takes it. */
interface PortableField {
  name: string | undefined;
  type: number;
  typeName: undefined;
  docs: string[];
}

type PortableDef =
  | { tag: "composite"; value: PortableField[] }
  | { tag: "variant"; value: { name: string; fields: PortableField[]; index: number; docs: string[] }[] }
  | { tag: "sequence" | "compact"; value: number }
  | { tag: "array"; value: { len: number; type: number } }
  | { tag: "tuple"; value: number[] }
  | { tag: "primitive"; value: { tag: Extract<MetaDef, { tag: "primitive" }>["value"]; value: undefined } };

/** A type of the portable registry. */
export interface PortableType {
  id: number;
  path: string[];
  params: { name: string; type: number | undefined }[];
  def: PortableDef;
  docs: string[];
}

type Node = Omit<PortableType, "id">;

/**
 * Numbers types in the order in which they are met; equal types share a number. A type that contains itself gets
 * its number when it is met inside itself.
 */
export class Registry {
  private readonly nodes: (Node | undefined)[] = [];
  private readonly byMeta = new Map<MetaType, number>();
  private readonly byForm = new Map<string, number>();
  private readonly open = new Map<MetaType, number | undefined>();

  /** Number of a type. */
  id(type: AnyType): number {
    const { meta } = type;
    const known = this.byMeta.get(meta) ?? this.open.get(meta);
    if (known !== undefined) return known;
    if (this.open.has(meta)) {
      const reserved = this.nodes.push(undefined) - 1;
      this.open.set(meta, reserved);
      return reserved;
    }
    this.open.set(meta, undefined);
    const node = this.node(meta);
    const reserved = this.open.get(meta);
    this.open.delete(meta);
    const id = this.place(node, reserved);
    this.byMeta.set(meta, id);
    return id;
  }

  /** All types, each at its number. */
  types(): PortableType[] {
    return this.nodes.map((node, id) => ({ id, ...(node as Node) }));
  }

  private place(node: Node, reserved: number | undefined): number {
    const form = JSON.stringify(node);
    const same = this.byForm.get(form);
    if (reserved === undefined && same !== undefined) return same;
    const id = reserved ?? this.nodes.length;
    this.nodes[id] = node;
    this.byForm.set(form, id);
    return id;
  }

  private node({ path, params, def }: MetaType): Node {
    return {
      path: [...path],
      params: params.map(({ name, type }) => ({ name, type: type && this.id(type) })),
      def: this.def(def),
      docs: [],
    };
  }

  private def(def: MetaDef): PortableDef {
    switch (def.tag) {
      case "primitive":
        return { tag: def.tag, value: { tag: def.value, value: undefined } };
      case "compact":
      case "sequence":
        return { tag: def.tag, value: this.id(def.of) };
      case "array":
        return { tag: def.tag, value: { len: def.length, type: this.id(def.of) } };
      case "tuple":
        return { tag: def.tag, value: def.of.map((type) => this.id(type)) };
      case "composite":
        return { tag: def.tag, value: this.fields(def.fields) };
      case "variant":
        return {
          tag: def.tag,
          value: def.variants.map(({ name, index, fields, docs = [] }) => ({
            name,
            fields: this.fields(fields),
            index,
            docs: [...docs],
          })),
        };
    }
  }

  private fields(fields: readonly MetaField[]): PortableField[] {
    return fields.map(({ name, type, docs = [] }) => ({
      name,
      type: this.id(type),
      typeName: undefined,
      docs: [...docs],
    }));
  }
}
