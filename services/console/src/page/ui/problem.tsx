/** Why something failed, as a sentence: a coded error's own, with its code. */
export function Problem({ of }: { readonly of: unknown }) {
  const { message, code } = Object(of) as { readonly message?: unknown; readonly code?: unknown };
  const text = typeof message === "string" && message !== "" ? message : String(of);
  return (
    <p role="alert" class="problem">
      {text} {typeof code === "string" && <code>{code}</code>}
    </p>
  );
}
