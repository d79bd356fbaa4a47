import { type AnyType, encode, toHex, tuple } from "@pha/codec";
import { metadata as codec } from "@polkadot-api/substrate-bindings";
import type { RuntimeSpec } from "../runtime-spec.ts";
import { type AnyPallet, type ConstantSpec, encodeConstant } from "../spec.ts";
import type { StateView } from "../state/view.ts";
import { itemName, type StorageItem } from "../storage.ts";
import { Registry } from "./registry.ts";

/** Versions of the metadata format that are served. */
export type MetadataVersion = 14 | 15 | 16;

type Metadata = Parameters<typeof codec.enc>[0]["metadata"];
type Parts<Tag extends "v14" | "v15" | "v16"> = Extract<Metadata, { tag: Tag }>["value"];
type Pallet16 = Parts<"v16">["pallets"][number];

/** "meta", little-endian, in front of every metadata. */
const magicNumber = 0x6174656d;
const current = { tag: "NotDeprecated", value: undefined } as const;
const extrinsicVersion = 4;
/** The one version of the list of extensions: clients take 0 for extrinsics that name none. */
const extensionsVersion = 0;

/** SCALE metadata of the runtime, with its magic number, not wrapped in further lengths; constants are those of the state. */
export function encodeMetadata(spec: RuntimeSpec, version: MetadataVersion, state: StateView): Uint8Array {
  return codec.enc({ magicNumber, metadata: build(spec, version, state) });
}

function build(spec: RuntimeSpec, version: MetadataVersion, state: StateView): Metadata {
  const registry = new Registry();
  const id = (type: AnyType) => registry.id(type);
  const pallets = spec.pallets.map((pallet) => palletOf(pallet, id, state));
  const { outer, extrinsic } = spec;
  const signedExtensions = spec.extensions.map(({ name, value, additional }) => ({
    identifier: name,
    type: id(value),
    additionalSigned: id(additional),
  }));
  const outerEnums = { call: id(outer.call), event: id(outer.event), error: id(outer.error) };
  const parts = { address: id(extrinsic.address), call: outerEnums.call, signature: id(extrinsic.signature) };
  const extra = id(extrinsic.extra);
  const type = id(spec.type);
  const wrapped = id(extrinsic.type);
  const apis = version === 14 ? [] : apisOf(spec, id);
  const lookup = registry.types();
  const olderPallets = () => pallets.map(olderPallet);

  switch (version) {
    case 14:
      return {
        tag: "v14",
        value: {
          lookup,
          pallets: olderPallets(),
          extrinsic: { type: wrapped, version: extrinsicVersion, signedExtensions },
          type,
          apis: [],
        },
      };
    case 15:
      return {
        tag: "v15",
        value: {
          lookup,
          pallets: olderPallets(),
          extrinsic: { version: extrinsicVersion, ...parts, extra, signedExtensions },
          type,
          apis,
          outerEnums,
          custom: [],
        },
      };
    case 16:
      return {
        tag: "v16",
        value: {
          lookup,
          pallets,
          extrinsic: {
            version: [extrinsicVersion],
            ...parts,
            signedExtensionsByVersion: [[extensionsVersion, signedExtensions.map((_, i) => i)]],
            signedExtensions,
          },
          apis,
          outerEnums,
          custom: [],
        },
      };
  }
}

function palletOf(pallet: AnyPallet, id: (type: AnyType) => number, state: StateView): Pallet16 {
  const items = Object.entries<StorageItem>(pallet.items).map(([field, item]) => itemOf(field, item, id));
  const reference = (part: object, type: AnyType) =>
    Object.keys(part).length === 0 ? undefined : { type: id(type), deprecationInfo: [] };
  return {
    name: pallet.name,
    storage: items.length === 0 ? undefined : { prefix: pallet.name, items },
    calls: reference(pallet.calls, pallet.callType),
    events: reference(pallet.events, pallet.eventType),
    constants: Object.entries<ConstantSpec>(pallet.constants).map(([name, spec]) => ({
      name,
      type: id(spec.type),
      value: toHex(encodeConstant(spec, state)),
      docs: [spec.doc],
      deprecationInfo: current,
    })),
    errors: reference(pallet.errorSpecs, pallet.errorType),
    associatedTypes: [],
    viewFns: [],
    index: pallet.index,
    docs: pallet.doc === "" ? [] : [pallet.doc],
    deprecationInfo: current,
  };
}

function itemOf(field: string, item: StorageItem, id: (type: AnyType) => number) {
  const { keys, type, initial, doc } = item;
  const value = id(type);
  const [first, ...more] = keys;
  const key = first && id(more.length === 0 ? first.type : tuple(...keys.map((spec) => spec.type)));
  return {
    name: itemName(field),
    modifier: initial === undefined ? 0 : 1,
    type:
      key === undefined
        ? { tag: "plain" as const, value }
        : {
            tag: "map" as const,
            value: { hashers: keys.map(({ hasher }) => ({ tag: hasher, value: undefined })), key, value },
          },
    fallback: initial === undefined ? ("0x00" as const) : toHex(encode(type, initial)),
    docs: [doc],
    deprecationInfo: current,
  };
}

function olderPallet(pallet: Pallet16): Parts<"v15">["pallets"][number] {
  return {
    ...pallet,
    calls: pallet.calls?.type,
    events: pallet.events?.type,
    errors: pallet.errors?.type,
  };
}

function apisOf(spec: RuntimeSpec, id: (type: AnyType) => number) {
  return Object.entries(spec.apis).map(([name, { version, methods, doc }]) => ({
    name,
    methods: Object.entries(methods).map(([method, { inputs, output, doc: about }]) => ({
      name: method,
      inputs: Object.entries(inputs).map(([input, type]) => ({ name: input, type: id(type) })),
      output: id(output),
      docs: [about],
      deprecationInfo: current,
    })),
    docs: [doc],
    version,
    deprecationInfo: current,
  }));
}
