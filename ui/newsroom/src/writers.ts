// Editors without a page, for the test that has several write at once: each has its own copy of the document and of
// prosemirror-collab, and does to it what a person at random would.
import "./mend";
import { Fragment, Node, Slice } from "prosemirror-model";
import { collab, getVersion, receiveTransaction, sendableSteps } from "prosemirror-collab";
import { baseKeymap, splitBlock, toggleMark } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { EditorState, TextSelection } from "prosemirror-state";
import { Step } from "prosemirror-transform";
import { splitListItem } from "prosemirror-schema-list";
import { makeSchema } from "./schema";
import { settle, suggest, suggestions } from "./suggest";

const schema = makeSchema();
const writers: EditorState[] = [];
let seed = 1;
let ids = 0;
const random = (n: number) => ((seed = (seed * 48271) % 2147483647), seed % n);

// plainText is a document without the ids of its elements, which no act of this file's keeps apart.
const plainText = (doc: Node): string => JSON.stringify(doc.toJSON(), (key, value) => (key === "id" ? undefined : value));

(globalThis as any).writers = {
  seed: (n: number): void => void (seed = n),
  open(doc: string, version: number, client: string): number {
    return writers.push(EditorState.create({
      doc: Node.fromJSON(schema, JSON.parse(doc)), plugins: [collab({ version, clientID: client }), history({ newGroupDelay: 0 })],
    })) - 1;
  },
  // act does something at random.
  act(i: number): void {
    let state = writers[i];
    const at = (pos: number) => TextSelection.near(state.doc.resolve(pos));
    const from = random(state.doc.content.size), to = Math.min(state.doc.content.size, from + random(30));
    const dispatch = (tr: any) => (state = state.apply(tr));
    state = state.apply(state.tr.setSelection(TextSelection.between(state.doc.resolve(from), state.doc.resolve(to))));
    switch (random(9)) {
      case 0: splitBlock(state, dispatch); break;
      case 1: dispatch(state.tr.deleteSelection()); break;
      case 2: toggleMark(schema.marks[["em", "strong", "strike"][random(3)]])(state, dispatch); break;
      case 3: undo(state, dispatch); break;
      case 4: redo(state, dispatch); break;
      case 5: {
        const block = schema.nodes.bullet_list.create(null, schema.nodes.list_item.create(null, schema.nodes.paragraph.create(null, schema.text("point"))));
        dispatch(state.tr.replaceSelection(new Slice(Fragment.from(block), 0, 0)));
        break;
      }
      default: dispatch(state.tr.setSelection(at(from)).insertText("abcdefghij".slice(random(9)) + " "));
    }
    writers[i] = state;
  },
  // suggest has writer i suggest something at random, as an editor in that mode would, and says what went wrong by the
  // rules of suggestions: refused, the copy is what it was; taken, it is what the same change made of it without them (its
  // words are, where the change goes from one element into another).
  suggest(i: number): string {
    let state = writers[i];
    const size = state.doc.content.size;
    const near = (pos: number) => TextSelection.near(state.doc.resolve(Math.min(pos, size)));
    const a = random(size), b = Math.min(size, a + random(40));
    state = state.apply(state.tr.setSelection(TextSelection.between(near(a).$from, near(b).$from)));
    const what = random(8);
    if (what < 5) state = state.apply(state.tr.setSelection(TextSelection.near(state.selection.$from)));
    const acts: any[] = [
      (s: EditorState, d: any) => d(s.tr.replaceSelectionWith(schema.text("xyz "), false)), (s: EditorState, d: any) => splitListItem(schema.nodes.list_item)(s, d) || splitBlock(s, d),
      (s: EditorState, d: any) => {
        const { $from } = s.selection;
        if ($from.parentOffset) d(s.tr.delete($from.pos - 1, $from.pos));
        else baseKeymap["Backspace"](s, d);
      },
      (s: EditorState, d: any) => d(s.tr.replaceSelectionWith(schema.text("q"), false)), (s: EditorState, d: any) => splitBlock(s, d),
      (s: EditorState, d: any) => d(s.tr.deleteSelection()), (s: EditorState, d: any) => d(s.tr.replaceSelectionWith(schema.text("instead"), false)), toggleMark(schema.marks.strong),
    ];
    const before = plainText(settle(state.tr, false).doc);
    let tr: any = null;
    acts[what](state, (t: any) => (tr = t));
    if (!tr?.docChanged) return "";
    const made = suggest(state, tr, "p" + i, "s" + ++ids);
    if (!made) return "";
    writers[i] = state.apply(made);
    const after = plainText(settle(writers[i].tr, false).doc);
    if (after !== before) return `act ${what}: refusing all gives\n${after}\nand it was\n${before}`;
    // What goes from one element into another is joined where it began; without suggesting, ProseMirror may keep the form of
    // the other. The words are the same.
    const { $from, $to } = state.selection;
    const crosses = !$from.sameParent($to) || (what === 2 && !$from.parentOffset);
    const said = (t: { doc: Node }): string => (crosses ? t.doc.textBetween(0, t.doc.content.size, "") : plainText(t.doc));
    const want = said(settle(tr, true)), got = said(settle(writers[i].tr, true));
    if (!state.doc.textContent.includes("¶") && got !== want) return `act ${what}: taking all gives\n${got}\nand without suggesting it is\n${want}`;
    settle(writers[i].tr, true).doc.check();
    return "";
  },
  // settle takes or refuses all.
  settle(i: number, take: boolean): void {
    writers[i] = writers[i].apply(settle(writers[i].tr, take));
  },
  suggested: (i: number): number => suggestions(writers[i].doc).length,
  plain: (i: number): string => plainText(writers[i].doc),
  // insert writes text at the end of the first text block.
  insert(i: number, text: string): void {
    const state = writers[i];
    writers[i] = state.apply(state.tr.setSelection(TextSelection.atStart(state.doc)).insertText(text));
  },
  sendable(i: number): string {
    const s = sendableSteps(writers[i]);
    return s ? JSON.stringify({ after: s.version, steps: s.steps.map((x) => x.toJSON()) }) : "";
  },
  receive(i: number, text: string): void {
    const came = JSON.parse(text) as { step: any; client: string }[];
    writers[i] = writers[i].apply(receiveTransaction(writers[i], came.map((s) => Step.fromJSON(schema, s.step)), came.map((s) => s.client)));
  },
  version: (i: number): number => getVersion(writers[i]),
  doc(i: number): string {
    writers[i].doc.check();
    return JSON.stringify(writers[i].doc.toJSON());
  },
};
