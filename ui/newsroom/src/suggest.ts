// Suggestions: changes that somebody proposes and nobody has taken yet. The copy keeps its form while they wait: what is
// proposed to come in carries the mark insertion, what is to go the mark deletion, and a paragraph that is to be split or
// joined to the next has a ¶ that is itself an insertion. So readers, who are shown no insertion and every deletion, get the
// copy as it was, and two who write at once change texts and marks alone.
//
// A mark's id is of the form ONE_PERSON, for a ¶ ONE_PERSON_split, _item (of a list) or _join; what has one ONE_PERSON is one
// suggestion.
import { canSplit, AddMarkStep, RemoveMarkStep, ReplaceStep, type Transform } from "prosemirror-transform";
import { Mark, type Node, type Slice } from "prosemirror-model";
import { type EditorState, Selection, type Transaction } from "prosemirror-state";

const sign = "¶";
const of = (id: string) => id.split("_").slice(0, 2).join("_");
const personOf = (id: string) => id.split("_")[1] ?? "";
const kindOf = (id: string) => id.split("_")[2] ?? "";

// markOf returns the mark of a suggestion that a text has.
const markOf = (node: Node | null | undefined): Mark | undefined => node?.marks.find((m) => m.type.name === "insertion" || m.type.name === "deletion");

const plain = (node: Node): Node => node.mark(node.marks.filter((m) => !["insertion", "deletion", "note"].includes(m.type.name)));

// unmarked is a text without the mark of a suggestion, or null for a ¶, which is nothing else.
export function unmarked(node: Node): Node | null {
  const mark = markOf(node);
  if (!mark) return node;
  return kindOf(mark.attrs.id) ? null : node.mark(mark.removeFromSet(node.marks));
}

// ends returns the ends of the blocks of text that a range goes out of, or null where it holds what can't be suggested to go:
// a picture, a divider, a part of a table.
function ends(doc: Node, from: number, to: number): number[] | null {
  const found: number[] = [];
  let whole = true;
  doc.nodesBetween(from, to, (node, pos) => {
    if (node.isInline) return false;
    const end = pos + node.nodeSize - 1;
    const crossed = pos >= from || end < to;
    if ((node.isLeaf && !node.isTextblock) || (crossed && node.type.name.startsWith("table"))) whole = false;
    if (node.isTextblock && end >= from && end < to) found.push(end);
    return true;
  });
  return whole ? found : null;
}

// strike suggests that a range goes; what was itself only suggested goes at once. It says whether it could.
function strike(tr: Transaction, from: number, to: number, id: string): boolean {
  const marks = tr.doc.type.schema.marks;
  const blocks = ends(tr.doc, from, to);
  if (!blocks) return false;
  const parts: { from: number; to: number; mark?: Mark }[] = blocks.map((at) => ({ from: at, to: at }));
  tr.doc.nodesBetween(from, to, (node, pos) => {
    if (node.isInline) parts.push({ from: Math.max(pos, from), to: Math.min(pos + node.nodeSize, to), mark: markOf(node) });
  });
  if (!parts.length) return false; // a change of form alone, such as two items of a list that become one
  for (const p of parts.sort((a, b) => b.from - a.from || b.to - a.to)) {
    if (p.from === p.to) {
      const before = markOf(tr.doc.resolve(p.from).nodeBefore);
      if (before && kindOf(before.attrs.id) === "join" && p.from - 1 < from) continue;
      tr.insert(p.from, tr.doc.type.schema.text(sign, [marks.insertion.create({ id: id + "_join" })]));
    } else if (p.mark?.type === marks.insertion) tr.delete(p.from, p.to);
    else if (!p.mark) tr.addMark(p.from, p.to, marks.deletion.create({ id }));
  }
  return true;
}

// flat makes one line of what comes in: its texts, and a ¶ where one block ends and the next begins.
function flat(slice: Slice, id: string): Node[] | null {
  const found: Node[] = [];
  const kind = slice.content.firstChild?.type.name === "list_item" ? "_item" : "_split";
  let blocks = 0, good = true;
  slice.content.descendants((node) => {
    const { insertion } = node.type.schema.marks;
    if (node.isInline) found.push(plain(node).mark(insertion.create({ id }).addToSet(plain(node).marks)));
    else if (node.isTextblock) blocks++ && found.push(node.type.schema.text(sign, [insertion.create({ id: id + kind })]));
    else if (node.isLeaf || node.type.name === "table") good = false;
    return !node.isInline;
  });
  return good ? found : null;
}

// restyle suggests texts in another dress: the old ones go, copies come.
function restyle(tr: Transaction, from: number, to: number, step: AddMarkStep | RemoveMarkStep, id: string): void {
  const { insertion, deletion } = tr.doc.type.schema.marks;
  const parts: { from: number; to: number; node: Node }[] = [];
  tr.doc.nodesBetween(from, to, (node, pos, parent) => {
    if (node.isInline && parent?.type.allowsMarkType(step.mark.type)) parts.push({ from: Math.max(pos, from), to: Math.min(pos + node.nodeSize, to), node: node.isText ? node.cut(Math.max(0, from - pos), Math.min(node.nodeSize, to - pos)) : node });
  });
  const adds = step instanceof AddMarkStep;
  for (const p of parts.reverse()) {
    const mark = markOf(p.node);
    if (mark?.type === deletion) continue;
    if (mark) {
      if (adds) tr.addMark(p.from, p.to, step.mark);
      else tr.removeMark(p.from, p.to, step.mark);
      continue;
    }
    const old = plain(p.node);
    const now = adds ? step.mark.addToSet(old.marks) : step.mark.removeFromSet(old.marks);
    if (Mark.sameSet(old.marks, now)) continue;
    tr.addMark(p.from, p.to, deletion.create({ id }));
    tr.insert(p.to, old.mark(insertion.create({ id }).addToSet(now)));
  }
}

// nearby returns the suggestion of the same person that a range touches: what is typed on belongs to it.
function nearby(doc: Node, from: number, to: number, person: string): string | undefined {
  for (const node of [doc.resolve(from).nodeBefore, doc.resolve(to).nodeAfter]) {
    const mark = markOf(node);
    if (mark && personOf(mark.attrs.id) === person) return of(mark.attrs.id);
  }
  return undefined;
}

// suggest makes, of a change, the suggestion of it: null where it is of a kind that can't be suggested. one is a new id.
export function suggest(state: EditorState, tr: Transaction, person: string, one: string): Transaction | null {
  const made = state.tr;
  let id = "";
  let caret = -1;
  for (let i = 0; i < tr.steps.length; i++) {
    const step = tr.steps[i];
    const back = (pos: number, side: number) => made.mapping.map(tr.steps.slice(0, i).reduceRight((at, s) => s.getMap().invert().map(at, side), pos), side);
    if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) {
      if (["note", "insertion", "deletion"].includes(step.mark.type.name)) {
        if (step instanceof AddMarkStep) made.addMark(back(step.from, -1), back(step.to, 1), step.mark);
        else made.removeMark(back(step.from, -1), back(step.to, 1), step.mark);
        continue;
      }
      id ||= `${one}_${person}`;
      restyle(made, back(step.from, -1), back(step.to, 1), step, id);
      continue;
    }
    if (!(step instanceof ReplaceStep)) return null;
    const from = back(step.from, 1), to = Math.max(from, back(step.to, -1));
    id ||= nearby(made.doc, from, to, person) ?? `${one}_${person}`;
    const before = made.steps.length;
    if (to > from && !strike(made, from, to, id)) return null;
    const struck = made.mapping.slice(before);
    const forward = state.selection.empty && state.selection.from <= step.from;
    if (to > from) caret = forward ? struck.map(to) : struck.map(from, -1);
    const parts = flat(step.slice, id);
    if (!parts) return null;
    if (!parts.length) continue;
    let at = to > from ? struck.map(to) : back(step.to, 1);
    if (!made.doc.resolve(at).parent.isTextblock) return null;
    for (let next; (next = made.doc.resolve(at).nodeAfter) && markOf(next)?.type.name === "deletion" && of(markOf(next)!.attrs.id) === id; ) at += next.nodeSize;
    made.insert(at, parts);
    caret = parts.reduce((n, p) => n + p.nodeSize, at);
  }
  if (caret >= 0) made.setSelection(Selection.near(made.doc.resolve(caret)));
  else if (tr.selectionSet) made.setSelection(state.selection.map(made.doc, made.mapping));
  if (tr.storedMarksSet) made.setStoredMarks(tr.storedMarks);
  return tr.scrolledIntoView ? made.scrollIntoView() : made;
}

// splitAt splits the block at a position as the Enter key would: where item says so, an item of a list becomes two.
function splitAt(tr: Transform, pos: number, item: boolean): void {
  const $pos = tr.doc.resolve(pos);
  const { schema } = tr.doc.type;
  const end = $pos.parentOffset === $pos.parent.content.size;
  const depth = item && $pos.depth > 1 && $pos.node(-1).type.name === "list_item" ? 2 : 1;
  const types = end && $pos.parent.type === schema.nodes.crosshead ? [{ type: schema.nodes.paragraph }] : undefined;
  if (canSplit(tr.doc, pos, depth, types)) tr.split(pos, depth, types);
}

// joinAt joins the block that holds a position to the next, where nothing but text stands between.
function joinAt(tr: Transform, pos: number): void {
  const end = tr.doc.resolve(pos).end();
  let start = -1, blocked = false;
  tr.doc.nodesBetween(end, tr.doc.content.size, (node, at) => {
    if (start >= 0 || blocked || node.isInline) return false;
    if (at < end) return true;
    if (node.isTextblock) start = at + 1;
    else if (node.isLeaf) blocked = true;
    return true;
  });
  if (start >= 0 && !blocked && ends(tr.doc, end, start)) tr.delete(end, start);
}

// settle takes or refuses suggestions: which says, of their ids, those that are meant.
export function settle<T extends Transform>(tr: T, take: boolean, which: (id: string) => boolean = () => true): T {
  const found: { from: number; to: number; mark: Mark }[] = [];
  tr.doc.descendants((node, pos) => {
    const mark = node.isInline && markOf(node);
    if (mark && which(of(mark.attrs.id))) found.push({ from: pos, to: pos + node.nodeSize, mark });
  });
  for (const { from, to, mark } of found.reverse()) {
    const kind = kindOf(mark.attrs.id);
    if ((mark.type.name === "insertion") !== take) {
      tr.delete(from, to);
    } else if (kind === "split" || kind === "item") {
      for (let at = to - 1; at >= from; at--) {
        tr.delete(at, at + 1);
        splitAt(tr, at, kind === "item");
      }
    } else if (kind === "join") {
      tr.delete(from, to);
      joinAt(tr, from);
    } else {
      tr.removeMark(from, to, mark);
    }
  }
  return tr;
}

// Suggestion is one, as it is listed: what would go and what would come.
export interface Suggestion { id: string; person: string; goes: string; comes: string; from: number; to: number }

interface Part { id: string; goes: string; comes: string; from: number; to: number }

const known = new WeakMap<Node, Part[]>(); // of the elements of the body, so that a key costs one of them

function partsOf(element: Node): Part[] {
  let parts = known.get(element);
  if (!parts) {
    const found: Part[] = (parts = []);
    element.descendants((node, pos) => {
      const mark = node.isInline && markOf(node);
      if (!mark) return;
      const kind = kindOf(mark.attrs.id);
      const text = kind === "join" ? "" : node.text ?? "↵";
      const goes = mark.type.name === "deletion" ? text : kind === "join" ? sign : "";
      found.push({ id: of(mark.attrs.id), goes, comes: mark.type.name === "insertion" ? text : "", from: pos + 1, to: pos + 1 + node.nodeSize });
    });
    known.set(element, parts);
  }
  return parts;
}

let listed: { doc: Node; all: Suggestion[] } | undefined;

// suggestions lists those of a body, from its beginning.
export function suggestions(doc: Node): Suggestion[] {
  if (listed?.doc === doc) return listed.all;
  const found = new Map<string, Suggestion>();
  doc.forEach((element, offset) => {
    for (const p of partsOf(element)) {
      const s = found.get(p.id);
      if (s) Object.assign(s, { goes: s.goes + p.goes, comes: s.comes + p.comes, to: offset + p.to });
      else found.set(p.id, { ...p, person: personOf(p.id), from: offset + p.from, to: offset + p.to });
    }
  });
  listed = { doc, all: [...found.values()] };
  return listed.all;
}
