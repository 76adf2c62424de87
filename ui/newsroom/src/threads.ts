// Notes on copy: threads of what people said about some words. The words carry a mark with the thread's id; what was said
// is kept apart from the copy, so that no reader can ever be shown it.
import type { Node } from "prosemirror-model";
import type { Note } from "./link";

export interface Thread { id: string; words: string; lines: Note[]; open: boolean; from: number; to: number } // from -1: the words are gone

const known = new WeakMap<Node, Map<string, [number, number]>>(); // of the elements of the body

function marksOf(element: Node): Map<string, [number, number]> {
  let found = known.get(element);
  if (!found) {
    found = new Map();
    element.descendants((node, pos) => {
      for (const m of node.marks) if (m.type.name === "note") found!.set(m.attrs.id, [found!.get(m.attrs.id)?.[0] ?? pos + 1, pos + 1 + node.nodeSize]);
    });
    known.set(element, found);
  }
  return found;
}

let made: { notes: readonly Note[]; doc: Node; all: Thread[] } | undefined;

// threads makes threads of the notes: in the order of their words, then those whose words are gone.
export function threads(notes: readonly Note[], doc: Node): Thread[] {
  if (made?.notes === notes && made.doc === doc) return made.all;
  const all = new Map<string, Thread>();
  for (const n of notes) {
    let t = all.get(n.thread);
    if (!t) all.set(n.thread, (t = { id: n.thread, words: n.words, lines: [], open: true, from: -1, to: -1 }));
    t.lines.push(n);
    t.open = n.act !== "settle";
  }
  doc.forEach((element, offset) => {
    for (const [id, [from, to]] of marksOf(element)) {
      const t = all.get(id);
      if (t) Object.assign(t, { from: t.from < 0 ? offset + from : t.from, to: offset + to });
    }
  });
  const place = (t: Thread) => (t.from < 0 ? Infinity : t.from);
  made = { notes, doc, all: [...all.values()].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b))) };
  return made.all;
}
