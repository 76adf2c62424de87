// What the server runs of ProseMirror, in goja: the document of a manuscript and the steps that change it. Everything
// goes in and out as JSON text; package internal/manuscript/steps is the other side.
import "./mend";
import { Fragment, Node, Slice } from "prosemirror-model";
import { ReplaceStep, Step } from "prosemirror-transform";
import { makeSchema } from "./schema";

const schema = makeSchema();
let doc: Node = schema.topNodeType.createAndFill()!;
let next: Node | null = null;

// changed returns which elements of after are not elements of before: [from, to) of after, by what begins and ends alike.
function changed(before: Node, after: Node): [number, number] {
  let from = 0;
  const most = Math.min(before.childCount, after.childCount);
  while (from < most && before.child(from) === after.child(from)) from++;
  let end = 0;
  while (end < most - from && before.child(before.childCount - 1 - end) === after.child(after.childCount - 1 - end)) end++;
  return [from, after.childCount - end];
}

// checkChanged throws where after breaks the schema in an element that is not before's; the others were checked when they
// came in. It returns the JSON of those elements and in whose place they stand: removed of before's, beginning at from.
function checkChanged(before: Node, after: Node): string {
  const [from, to] = changed(before, after);
  (after.type as any).checkContent(after.content); // public in all but its types
  const elements: unknown[] = [];
  for (let i = from; i < to; i++) {
    after.child(i).check();
    elements.push(after.child(i).toJSON());
  }
  return JSON.stringify({ from, removed: before.childCount - after.childCount + to - from, elements });
}

// positions are the numbers that a step of each kind carries, in the order in which they must stand. Kinds that are not
// here are not taken.
const positions: Record<string, string[]> = {
  replace: ["from", "to"],
  replaceAround: ["from", "gapFrom", "gapTo", "to"],
  addMark: ["from", "to"],
  removeMark: ["from", "to"],
  attr: ["pos"],
};

function readStep(json: any): Step {
  const step = Step.fromJSON(schema, json);
  const names = Object.hasOwn(positions, json.stepType) ? positions[json.stepType] : undefined;
  if (!names) throw new RangeError(`a step of the kind ${json.stepType} is not one of the editor's`);
  let last = 0;
  for (const name of names) {
    const at = json[name];
    if (!Number.isInteger(at) || at < last) throw new RangeError(`the step's position ${name} is out of order`);
    last = at;
  }
  return step;
}

function readSteps(text: string): Step[] {
  return (JSON.parse(text) as unknown[]).map(readStep);
}

(globalThis as any).steps = {
  // load takes a document as it stands.
  load(text: string): void {
    const read = Node.fromJSON(schema, JSON.parse(text));
    if (read.type !== schema.topNodeType) throw new RangeError(`it is a ${read.type.name}, not a whole body`);
    read.check();
    doc = read;
    next = null;
  },
  // apply tries steps, all of them or none, and returns what they changed. commit keeps them.
  apply(text: string): string {
    let tried = doc;
    for (const step of readSteps(text)) {
      const result = step.apply(tried);
      if (!result.doc) throw new RangeError(result.failed ?? "it doesn't fit");
      tried = result.doc;
    }
    const parts = checkChanged(doc, tried);
    next = tried;
    return parts;
  },
  commit(): void {
    if (next) doc = next;
    next = null;
  },
  // replay applies steps that were checked when they were written.
  replay(text: string): void {
    for (const step of readSteps(text)) {
      const result = step.apply(doc);
      if (!result.doc) throw new RangeError(result.failed ?? "");
      doc = result.doc;
    }
  },
  json: (): string => JSON.stringify(doc.toJSON()),
  // toward returns the steps that make the document another one: none, or one that replaces what differs.
  toward(text: string): string {
    const other = Node.fromJSON(schema, JSON.parse(text));
    other.check();
    let from = 0;
    const most = Math.min(doc.childCount, other.childCount);
    while (from < most && doc.child(from).eq(other.child(from))) from++;
    let alike = 0; // at the end
    while (alike < most - from && doc.child(doc.childCount - 1 - alike).eq(other.child(other.childCount - 1 - alike))) alike++;
    if (from + alike === doc.childCount && from + alike === other.childCount) return "[]";
    let start = 0, end = doc.content.size;
    for (let i = 0; i < from; i++) start += doc.child(i).nodeSize;
    for (let i = 0; i < alike; i++) end -= doc.child(doc.childCount - 1 - i).nodeSize;
    const parts: Node[] = [];
    for (let i = from; i < other.childCount - alike; i++) parts.push(other.child(i));
    return JSON.stringify([new ReplaceStep(start, end, new Slice(Fragment.from(parts), 0, 0)).toJSON()]);
  },
};
