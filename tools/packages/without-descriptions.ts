import ts from "typescript5";

/** What declares something of the ledger, and which of its arguments describes that. */
const describing: Readonly<Record<string, number>> = { call: 3, bareCall: 3, event: 2, constant: 2, method: 2 };

/** Properties that describe. */
const descriptions: ReadonlySet<string> = new Set(["doc", "summary"]);

/**
 * JavaScript whose declarations describe nothing: what calls, events, storage and endpoints are for is read in metadata,
 * and would be a tenth of a page. Errors keep their words, which their messages begin with.
 */
export function withoutDescriptions(text: string): string {
  const source = ts.createSourceFile("declarations.js", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const found: ts.Node[] = [];
  const nameOf = (name: ts.Node): string => (ts.isIdentifier(name) ? name.text : "");
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node)) {
      if (nameOf(node.name) === "errors") return;
      if (descriptions.has(nameOf(node.name)) && isText(node.initializer)) return void found.push(node.initializer);
    }
    if (ts.isCallExpression(node)) {
      const name = nameOf(node.expression);
      if (name === "defineErrors") return;
      const described = Object.hasOwn(describing, name) ? node.arguments[describing[name] as number] : undefined;
      if (described && isText(described)) found.push(described);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  let left = text;
  for (const node of found.sort((a, b) => b.pos - a.pos)) {
    const described = text.slice(node.getStart(source), node.end);
    const lines = "\n".repeat(described.split("\n").length - 1); // places in what follows stay where they are
    left = `${left.slice(0, node.getStart(source))}""${lines}${left.slice(node.end)}`;
  }
  return left;
}

/** Whether a node is text by its form: a type may be called `doc`, too. */
function isText(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node)) return isText(node.left) || isText(node.right);
  return ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node);
}
