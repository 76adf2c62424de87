// The body's schema, for ProseMirror, from the one file that says what may stand where. What it says beside ProseMirror's
// own keys (form, max, values) is checked by the Go side.
import { Schema, type NodeSpec, type MarkSpec } from "prosemirror-model";
import file from "../../../internal/body/schema.json";

type Dress = Record<string, Pick<NodeSpec, "toDOM" | "parseDOM">>;

// makeSchema makes the schema. nodes and marks say, for the browser alone, how each looks in the page and is read from
// what is pasted.
export function makeSchema(nodes: Dress = {}, marks: Record<string, Pick<MarkSpec, "toDOM" | "parseDOM">> = {}): Schema {
  const nodeSpecs: Record<string, NodeSpec> = {};
  for (const [name, spec] of Object.entries(file.nodes as Record<string, NodeSpec>)) {
    const element = (spec.group ?? "").split(" ").includes("element");
    const attrs = element ? { ...file.elementAttrs, ...spec.attrs } : spec.attrs;
    nodeSpecs[name] = { ...spec, ...(attrs && { attrs }), ...nodes[name] } as NodeSpec;
  }
  const markSpecs: Record<string, MarkSpec> = {};
  for (const [name, spec] of Object.entries(file.marks as Record<string, MarkSpec>)) {
    markSpecs[name] = { ...spec, ...marks[name] };
  }
  return new Schema({ topNode: file.topNode, nodes: nodeSpecs, marks: markSpecs });
}
