// What an input method writes while somebody suggests, or in the midst of words that are suggested to go. A suggestion keeps
// the words that go, so it would change the page under the input method, which then writes its words twice; and what is
// written among words that go must not go with them. So what is composed is first written as it is, on this side alone, and
// put right when the composition has ended. The outbox always has it as it will be.
import { EditorState, TextSelection, type Transaction } from "prosemirror-state";
import type { Node } from "prosemirror-model";
import type { Step } from "prosemirror-transform";
import type { EditorView } from "prosemirror-view";
import { newID } from "./commands";
import { suggest } from "./suggest";

export interface Unconfirmed { step: Step; inverted: Step; origin: Transaction }

// unconfirmed are the steps that the server does not have.
export const unconfirmed = (state: EditorState): Unconfirmed[] => (state as any).collab$.unconfirmed;

const tag = "composed";
// Words of these scripts have ends that can be seen: where letters of one are changed, the whole word is suggested.
const letter = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{M}\p{N}'’]/u;

export class Composed {
  private one = ""; // the composition that waits to be put right, or ""

  constructor(private host: { suggesting: boolean }, private person: string) {}

  get waits(): boolean {
    return !!this.one;
  }

  // takes says whether a change belongs to a composition, and is to be applied as it is.
  takes(view: EditorView, tr: Transaction): boolean {
    const composing = view.composing || tr.getMeta("composition") !== undefined;
    const matters = this.host.suggesting || view.state.selection.$from.marks().some((m) => m.type.name === "deletion");
    if (!this.one && !(composing && matters)) return false;
    tr.setMeta(tag, (this.one ||= newID(10)));
    return true;
  }

  // own are the steps of the composition. They are the last of those that the server does not have: nothing else is done
  // here before it has ended, and what others do goes below.
  private own(state: EditorState): Unconfirmed[] {
    return unconfirmed(state).filter(({ origin }) => ((origin.getMeta("appendedTransaction") as Transaction | undefined) ?? origin).getMeta(tag) === this.one);
  }

  // right returns the change that puts right what was composed, or takes it back where it can't be suggested.
  private right(state: EditorState): { tr: Transaction; steps: Step[]; good: boolean } {
    const own = this.own(state);
    const tr = state.tr.setMeta(tag, "done").setMeta("composition", own.at(-1)?.origin.getMeta("composition"));
    for (const r of own.toReversed()) tr.step(r.inverted);
    const [before, now] = [tr.doc, state.doc];
    const changed = difference(before, now);
    if (!changed) return { tr, steps: [], good: true };
    const { from, to, end } = changed;
    const base = EditorState.create({ doc: before, selection: TextSelection.between(before.resolve(from), before.resolve(to)) });
    const meant = base.tr.replace(from, to, now.slice(from, end));
    const made = this.host.suggesting ? suggest(base, meant, this.person, this.one) : meant.removeMark(from, end, now.type.schema.marks.deletion).setSelection(TextSelection.near(meant.doc.resolve(end)));
    const at = state.selection.head - end; // where the caret stands after what was composed
    for (const s of made?.steps ?? []) tr.step(s);
    const caret = !made ? from : at >= 0 ? tr.doc.content.size - now.content.size + state.selection.head : Math.max(from, made.selection.head + at);
    tr.setSelection(TextSelection.near(tr.doc.resolve(caret)));
    return { tr, steps: made?.steps ?? [], good: !!made };
  }

  // waiting are the steps that the outbox keeps in the place of those that wait.
  waiting(state: EditorState): Step[] {
    const own = this.own(state).length;
    const before = unconfirmed(state).slice(0, -own || undefined).map((r) => r.step);
    return [...before, ...this.right(state).steps];
  }

  // end puts right what was composed, and says whether it could.
  end(view: EditorView): boolean {
    if (!this.one) return true;
    const { tr, good } = this.right(view.state);
    this.one = "";
    view.dispatch(tr);
    return good;
  }
}

// difference returns the range of before, and its end in now, in which the two differ; of whole words where some letters go
// and others come.
function difference(before: Node, now: Node): { from: number; to: number; end: number } | null {
  let from = before.content.findDiffStart(now.content);
  if (from === null) return null;
  let { a: to, b: end } = before.content.findDiffEnd(now.content)!;
  const both = from - Math.min(to, end); // begins and ends alike
  if (both > 0) [to, end] = [to + both, end + both];
  if (to === from || end === from || !before.resolve(from).sameParent(before.resolve(to))) return { from, to, end };
  const beside = (text: string | undefined, last: boolean) => text !== undefined && letter.test(last ? text.at(-1)! : text[0]);
  const plain = (node: Node | null) => (node?.isText && !node.marks.some((m) => m.type.name === "insertion" || m.type.name === "deletion") ? node.text : undefined);
  while (beside(plain(before.resolve(from).nodeBefore), true)) from--;
  while (beside(plain(before.resolve(to).nodeAfter), false)) [to, end] = [to + 1, end + 1];
  return { from, to, end };
}
