// Coming back after an absence: which paragraphs were changed here and which elsewhere meanwhile. Where they are other
// ones, the changes are joined without a question; where they are the same, the writer sees both before anything is sent.
import type { Node } from "prosemirror-model";
import type { Step, StepMap } from "prosemirror-transform";

// touched returns which elements of base a run of steps changes, by their place.
function touched(base: Node, steps: readonly Step[]): Set<number> {
  const found = new Set<number>();
  const maps: StepMap[] = []; // of the steps before
  const back = (pos: number, side: number) => maps.reduceRight((at, map) => map.invert().map(at, side), pos);
  const note = (from: number, to: number) => {
    const a = back(from, -1), b = back(to, 1);
    const first = base.resolve(Math.max(0, Math.min(a, base.content.size))).index(0);
    const last = base.resolve(Math.max(0, Math.min(b, base.content.size))).index(0);
    for (let i = first; i <= Math.min(last, base.childCount - 1); i++) found.add(i);
  };
  for (const step of steps) {
    const { from, to, pos } = step as any;
    let ranges = 0;
    step.getMap().forEach((start, end) => {
      note(start, end);
      ranges++;
    });
    if (!ranges) note(from ?? pos, to ?? pos);
    maps.push(step.getMap());
  }
  return found;
}

// Choice is an element that was changed on both sides.
export interface Choice { id: string; before: string; mine: string; theirs: string; mineNode: Node | null; theirNode: Node | null }

const byID = (doc: Node, id: string): Node | null => {
  let found: Node | null = null;
  doc.forEach((n) => { if (n.attrs.id === id) found = n; });
  return found;
};

const textOf = (n: Node | null) => (n ? n.textBetween(0, n.content.size, "\n") : "");

// choices returns the elements that both sides changed since base. mine and theirs follow base, each by itself.
export function choices(base: Node, mine: readonly Step[], theirs: readonly Step[]): Choice[] {
  const apply = (steps: readonly Step[]) => steps.reduce((doc, s) => s.apply(doc).doc!, base);
  const here = apply(mine), there = apply(theirs);
  const elsewhere = touched(base, theirs);
  const both = [...touched(base, mine)].filter((i) => elsewhere.has(i)).sort((a, b) => a - b);
  return both.map((i) => {
    const before = base.child(i);
    const { id } = before.attrs;
    const [mineNode, theirNode] = [byID(here, id), byID(there, id)];
    return { id, before: textOf(before), mine: textOf(mineNode), theirs: textOf(theirNode), mineNode, theirNode };
  }).filter((c) => c.mine !== c.theirs);
}
