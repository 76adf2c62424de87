// Editors without a page, for the test that has several write at once: each has its own copy of the document and of
// prosemirror-collab, and does to it what a person at random would.
import "./mend";
import { Fragment, Node, Slice } from "prosemirror-model";
import { collab, getVersion, receiveTransaction, sendableSteps } from "prosemirror-collab";
import { splitBlock, toggleMark } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { EditorState, TextSelection } from "prosemirror-state";
import { Step } from "prosemirror-transform";
import { makeSchema } from "./schema";

const schema = makeSchema();
const writers: EditorState[] = [];
let seed = 1;
const random = (n: number) => ((seed = (seed * 48271) % 2147483647), seed % n);

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
