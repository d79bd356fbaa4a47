import type { AccountId, Hex } from "@pha/codec";

/** A published account: its URI over the development phrase, scheme and 32-byte account. */
export interface DevelopmentAccount {
  readonly uri: string;
  readonly scheme: "sr25519" | "ed25519" | "ecdsa";
  readonly account: AccountId;
}

const sr25519 = (uri: string, account: Hex): DevelopmentAccount => ({ uri, scheme: "sr25519", account });

/** Accounts that everybody has the keys of. They prove nothing and are worth nothing. */
export const developmentAccounts: readonly DevelopmentAccount[] = [
  sr25519("//Alice", "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"),
  sr25519("//Bob", "0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48"),
  sr25519("//Charlie", "0x90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22"),
  sr25519("//Dave", "0x306721211d5404bd9da88e0204360a1a9ab8b87c66c1bc2fcdd37f3c2222cc20"),
  sr25519("//Eve", "0xe659a7a1628cdd93febc04a4e0646ea20e9f5f0ce097d9a05290d4a9e054df4e"),
  sr25519("//Ferdie", "0x1cbd2d43530a44705ad088af313e18f80b53ef16b36177cd4b77b846f2a5f07c"),
  sr25519("//Alice//stash", "0xbe5ddb1579b72e84524fc29e78609e3caf42e85aa118ebfe0b0ad404b5bdd25f"),
  sr25519("//Bob//stash", "0xfe65717dad0447d715f660a0a58411de509b42e6efb8375f562f58a554d5860e"),
  sr25519("//Charlie//stash", "0x1e07379407fecc4b89eb7dbd287c2c781cfb1907a96947a3eb18e4f8e7198625"),
  sr25519("//Dave//stash", "0xe860f1b1c7227f7c22602f53f15af80747814dffd839719731ee3bba6edc126c"),
  sr25519("//Eve//stash", "0x8ac59e11963af19174d0b94d5d78041c233f55d2e19324665bafdfb62925af2d"),
  sr25519("//Ferdie//stash", "0x101191192fc877c24d725b337120fa3edc63d227bbc92705db1e2cb65f56981a"),
  { uri: "//Alice", scheme: "ed25519", account: "0x88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee" },
  { uri: "//Bob", scheme: "ed25519", account: "0xd17c2d7823ebf260fd138f2d7e27d114c0145d968b5ff5006125f2414fadae69" },
  { uri: "//Alice", scheme: "ecdsa", account: "0x01e552298e47454041ea31273b4b630c64c104e4514aa3643490b8aaca9cf8ed" },
  { uri: "//Bob", scheme: "ecdsa", account: "0x3f6eaf1be5add88d84ca8b02d350074935dbf04f53f4287cb6abfd6b33413f8f" },
];

/** A published secret and what is registered for it: SHA-256 of `phala/development/<name>`. */
interface DevelopmentKey {
  readonly secret: Hex;
  readonly public: Hex;
}

/** secp256k1 keys of the development validators; `public` is the Ethereum address. Names: `validator/0` … */
export const developmentValidators: readonly DevelopmentKey[] = [
  {
    secret: "0x799addeacd8dda5789ee3e4f280763fbda08a2bafa7e63670f839fb83d3b0fc4",
    public: "0x79f2aec15ba6990531813c8b145b53a16c5c69ca",
  },
  {
    secret: "0xf22228a443b21f17e82409e48e7fe282160c366e6b3d2ba1c864ba16b36587c7",
    public: "0xca8e32d18bb8bce480e33c660f72547a347b1eee",
  },
  {
    secret: "0x8a02bc2948b2d05f98647611525e9274911e8e42979d2de989f84e9f26ab635e",
    public: "0x443f85dab847da9a6fa29ea52351c8c07e71d0e7",
  },
  {
    secret: "0xc787bc8c25fb3acb5ad00740e9485cd7ae53b773fb7a42b497d8688c4cdd821b",
    public: "0x34a40e5a0ca900c3f6a409692186368de19251fb",
  },
];

/** Ed25519 key of the development author. Name: `author`. */
export const developmentAuthor: DevelopmentKey = {
  secret: "0x929d546ca36f80b51c4ad2be829aa98bceb485574958527aae9e9004ed123fc3",
  public: "0x2138d2f6858756785ced3bf36034b55064b30dc2ecd680d2e4b2cd2cce815f45",
};

/** Ed25519 root key of emulated platforms: `//Emulated//Root`, whose secret half `@pha/attestation` makes. */
export const developmentAttestationRoot: Hex = "0x2d3452c151e9c73ff13ca2165c65b8696fd2b04971470726b24738dc3d1a7c32";
