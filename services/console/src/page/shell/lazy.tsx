import type { ComponentType } from "preact";
import type { Loaded } from "../hooks/use-loaded.ts";
import { useLoaded } from "../hooks/use-loaded.ts";
import { Shown } from "../ui/shown.tsx";

/** What a view gets: the things that the address names after it. */
export interface ViewProps {
  readonly of: readonly string[];
}

/** A view whose code is loaded when it is opened for the first time. */
export type LoadView = () => Promise<ComponentType<ViewProps>>;

export function Lazy({ load, of }: ViewProps & { readonly load: LoadView }) {
  const view: Loaded<{ readonly View: ComponentType<ViewProps> }> = useLoaded(
    async () => ({ View: await load() }),
    [load],
  );
  return <Shown of={view}>{({ View }) => <View key={of.join("/")} of={of} />}</Shown>;
}
