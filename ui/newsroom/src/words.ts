// Words of the copy, counted as the desk counts them (internal/body, Words): what readers get, in runs between spaces that hold
// a letter or digit; in scripts without spaces each character.
import type { Node } from "prosemirror-model";

const known = new WeakMap<Node, number>(); // of the elements of the body, so that a key costs one of them
const runs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;

function wordsOf(element: Node): number {
  let n = known.get(element);
  if (n === undefined) {
    let text = "";
    element.descendants((node) => {
      if (!node.isText) text += "\n";
      else if (!node.marks.some((m) => m.type.name === "insertion")) text += node.text;
    });
    n = text.match(runs)?.filter((run) => /[\p{L}\p{Nd}]/u.test(run)).length ?? 0;
    known.set(element, n);
  }
  return n;
}

export function words(doc: Node): number {
  let n = 0;
  doc.forEach((element) => void (n += wordsOf(element)));
  return n;
}
