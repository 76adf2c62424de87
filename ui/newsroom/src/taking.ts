// What is copied, cut or dragged out of the copy, and what comes into it, where suggestions wait. It leaves as it reads with
// them taken: words that are suggested stand in it, words that are suggested to go do not, and paragraphs are split and
// joined. So a sentence with a suggestion in it doesn't arrive with both wordings side by side, here or in a letter. Whoever
// copies nothing but words that are suggested to go gets those: nothing else can be meant.
//
// What comes in bears no suggestion: it would name who made it there, who has not made it here, and the server refuses that.
// While suggesting it becomes a suggestion of one's own, as everything does that comes in.
import { Fragment, type Node, Slice } from "prosemirror-model";
import type { EditorState } from "prosemirror-state";
import { Transform } from "prosemirror-transform";
import { settle, unmarked } from "./suggest";

// asTaken is what is copied, as it reads with the suggestions taken. A node that is dragged without being selected is a picture
// or the like, and has none.
export function asTaken(slice: Slice, state: EditorState): Slice {
  const { from, to } = state.selection;
  const plain = unsuggested(slice);
  if (plain.content.eq(slice.content) || !state.selection.content().eq(slice)) return plain;
  const tr = settle(new Transform(state.doc), true);
  const [start, end] = [tr.mapping.map(from, 1), tr.mapping.map(to, -1)];
  return start < end && letters(tr.doc, start, end) ? tr.doc.slice(start, end, true) : plain;
}

// letters says whether there is anything in a range but where paragraphs begin and end.
function letters(doc: Node, from: number, to: number): boolean {
  let found = false;
  doc.nodesBetween(from, to, (node) => void (found ||= node.isLeaf));
  return found;
}

// unsuggested is a slice without the marks of suggestions. Their ¶ are no words, and go.
export function unsuggested(slice: Slice): Slice {
  return new Slice(bare(slice.content), slice.openStart, slice.openEnd);
}

function bare(content: Fragment): Fragment {
  const nodes: Node[] = [];
  content.forEach((node) => {
    const made = node.isInline ? unmarked(node) : node.copy(bare(node.content));
    if (made) nodes.push(made);
  });
  return Fragment.from(nodes);
}
