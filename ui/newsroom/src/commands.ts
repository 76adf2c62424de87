// What the editor's keys and buttons do to the copy.
import { chainCommands, exitCode, lift, setBlockType, splitBlock, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { InputRule, inputRules, wrappingInputRule } from "prosemirror-inputrules";
import type { Node, NodeType } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { type Command, type EditorState, NodeSelection, Plugin, TextSelection } from "prosemirror-state";
import { schema } from "./dress";

const { nodes: n, marks: m } = schema;

// within returns the innermost node of one of the types that holds the selection, and where it begins.
export function within(state: EditorState, ...types: NodeType[]): { node: any; pos: number; depth: number } | null {
  const { $from } = state.selection;
  for (let d = $from.depth; d > 0; d--) if (types.includes($from.node(d).type)) return { node: $from.node(d), pos: $from.before(d), depth: d };
  return null;
}

// wrap puts the selected blocks into a node of a type, or takes them out of it.
const wrap = (type: NodeType): Command => (state, dispatch) => (within(state, type) ? lift(state, dispatch) : wrapIn(type)(state, dispatch));
const list = (type: NodeType): Command => (state, dispatch) =>
  within(state, type) ? liftListItem(n.list_item)(state, dispatch) : wrapInList(type)(state, dispatch);
const crosshead = (level: number): Command => (state, dispatch) =>
  within(state, n.crosshead)?.node.attrs.level === level ? setBlockType(n.paragraph)(state, dispatch) : setBlockType(n.crosshead, { level })(state, dispatch);

const insertDivider: Command = (state, dispatch) => {
  const { $from } = state.selection;
  const after = $from.after(1);
  if (dispatch) {
    const tr = state.tr.insert(after, n.divider.create());
    if (after === state.doc.content.size) tr.insert(after + 1, n.paragraph.create());
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(after + 1))).scrollIntoView());
  }
  return true;
};

const cell = (header: boolean) => (header ? n.table_header : n.table_cell).create(null, n.paragraph.create());

const insertTable: Command = (state, dispatch) => {
  if (within(state, n.table)) return false;
  const rows = [true, false, false].map((header) => n.table_row.create(null, [cell(header), cell(header)]));
  const after = state.selection.$from.after(1);
  if (dispatch) {
    const tr = state.tr.insert(after, [n.table.create(null, rows), n.paragraph.create()]);
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(after + 3))).scrollIntoView());
  }
  return true;
};

// Rows and columns of a table that has no cells over several of them.
const plain = (table: any): boolean => {
  let ok = true;
  table.descendants((c: any) => void (ok &&= (c.attrs.colspan ?? 1) === 1 && (c.attrs.rowspan ?? 1) === 1));
  return ok;
};

export const addRow: Command = (state, dispatch) => {
  const row = within(state, n.table_row);
  if (!row) return false;
  const cells: any[] = [];
  row.node.forEach(() => cells.push(cell(false)));
  dispatch?.(state.tr.insert(row.pos + row.node.nodeSize, n.table_row.create(null, cells)));
  return true;
};

export const addColumn: Command = (state, dispatch) => {
  const table = within(state, n.table);
  if (!table || !plain(table.node)) return false;
  const tr = state.tr;
  table.node.forEach((row: any, offset: number) => {
    tr.insert(tr.mapping.map(table.pos + 1 + offset + row.nodeSize - 1), cell(row.firstChild?.type === n.table_header));
  });
  dispatch?.(tr);
  return true;
};

export const dropRow: Command = (state, dispatch) => {
  const row = within(state, n.table_row), table = within(state, n.table);
  if (!row || !table) return false;
  const gone = table.node.childCount > 1 ? row : table;
  dispatch?.(state.tr.delete(gone.pos, gone.pos + gone.node.nodeSize));
  return true;
};

const hardBreak: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(n.hard_break.create()).scrollIntoView());
  return true;
};

// Tool is a button of the toolbar, which shows its label, or its sign where everybody knows that.
export interface Tool { label: string; sign?: string; keys?: string; run: Command; on?: (s: EditorState) => boolean; form?: boolean /* it changes what stands where, which can't be suggested */ }

const inside = (type: NodeType) => (s: EditorState) => !!within(s, type);
const marked = (name: string) => (s: EditorState) => {
  const { from, to, empty, $from } = s.selection;
  const type = m[name];
  return empty ? !!type.isInSet(s.storedMarks || $from.marks()) : s.doc.rangeHasMark(from, to, type);
};

export const tools: Tool[] = [
  { label: "Paragraph", form: true, keys: "Mod-Alt-0", run: setBlockType(n.paragraph), on: (s) => s.selection.$from.parent.type === n.paragraph },
  { label: "Crosshead", form: true, keys: "Mod-Alt-2", run: crosshead(2), on: (s) => within(s, n.crosshead)?.node.attrs.level === 2 },
  { label: "Small crosshead", form: true, keys: "Mod-Alt-3", run: crosshead(3), on: (s) => within(s, n.crosshead)?.node.attrs.level === 3 },
  { label: "Quotation", form: true, keys: "Mod-Shift-9", run: wrap(n.quote), on: inside(n.quote) },
  { label: "Pullquote", form: true, keys: "Mod-Shift-0", run: wrap(n.pullquote), on: inside(n.pullquote) },
  { label: "List", form: true, keys: "Mod-Shift-8", run: list(n.bullet_list), on: inside(n.bullet_list) },
  { label: "Numbered list", form: true, keys: "Mod-Shift-7", run: list(n.ordered_list), on: inside(n.ordered_list) },
  { label: "Key points", form: true, run: list(n.key_points), on: inside(n.key_points) },
  { label: "Factbox", form: true, run: wrap(n.factbox), on: inside(n.factbox) },
  { label: "Table", form: true, run: insertTable, on: inside(n.table) },
  { label: "Divider", form: true, run: insertDivider },
  { label: "Strong", sign: "B", keys: "Mod-b", run: toggleMark(m.strong), on: marked("strong") },
  { label: "Emphasis", sign: "I", keys: "Mod-i", run: toggleMark(m.em), on: marked("em") },
  { label: "Struck out", sign: "S", run: toggleMark(m.strike), on: marked("strike") },
  { label: "Undo", keys: "Mod-z", run: undo },
  { label: "Redo", keys: "Mod-Shift-z", run: redo },
];

// keys are all keys of the copy beside those that every editor has. Tab is none of them: it leaves the copy.
export const keys: Record<string, Command> = {
  ...Object.fromEntries(tools.filter((t) => t.keys).map((t) => [t.keys!, t.run])),
  "Mod-y": redo,
  Enter: chainCommands(splitListItem(n.list_item), splitBlock),
  "Shift-Enter": chainCommands(exitCode, hardBreak),
  "Mod-]": sinkListItem(n.list_item),
  "Mod-[": liftListItem(n.list_item),
};

// marks of typing: "- " and "1. " begin lists, "> " a quotation, three hyphens a divider.
export const rules = inputRules({
  rules: [
    wrappingInputRule(/^\s*[-*]\s$/, n.bullet_list),
    wrappingInputRule(/^(\d{1,4})\.\s$/, n.ordered_list, (found) => ({ start: Math.max(1, +found[1]) }), (found, node) => node.childCount + node.attrs.start === +found[1]),
    wrappingInputRule(/^>\s$/, n.quote),
    new InputRule(/^---$/, (state, _match, start, end) => {
      const $at = state.doc.resolve(start);
      return $at.depth === 1 ? state.tr.delete(start, end).insert($at.before(1), n.divider.create()) : null;
    }),
  ],
});

// link puts an address on the selection, or on the link that the cursor stands in; an empty one takes the link away.
export const link = (href: string): Command => (state, dispatch) => {
  let { from, to } = state.selection;
  if (from === to) {
    const { parent, parentOffset, pos } = state.selection.$from;
    const at = parent.childAfter(Math.max(0, parentOffset - 1));
    if (!at.node || !m.link.isInSet(at.node.marks)) return false;
    from = pos - parentOffset + at.offset;
    to = from + at.node.nodeSize;
  }
  const tr = state.tr.removeMark(from, to, m.link);
  if (href) tr.addMark(from, to, m.link.create({ href }));
  dispatch?.(tr);
  return true;
};

// linkAt returns the address at the cursor, or "".
export function linkAt(state: EditorState): string {
  const { $from, from, to, empty } = state.selection;
  let href = m.link.isInSet($from.marks())?.attrs.href ?? "";
  if (!empty) state.doc.nodesBetween(from, to, (node) => void (href ||= m.link.isInSet(node.marks)?.attrs.href ?? ""));
  return href;
}

// Line is an attribute that is a line of text: who said a quotation, a factbox's title, a picture's caption.
export interface Line { label: string; attr: string; value: string; pos: number }

// lines returns those of the node that holds the selection, or is selected.
export function lines(state: EditorState): Line[] {
  const names: Record<string, [string, string][]> = {
    quote: [["cite", "Said by"]], pullquote: [["cite", "Said by"]], factbox: [["title", "Title of the factbox"]], table: [["caption", "Caption of the table"]],
    picture: [["caption", "Caption"], ["credit", "Credit"], ["alt", "What the picture shows"]], embed: [["title", "Title of the embed"]],
  };
  const { selection } = state;
  const at = selection instanceof NodeSelection ? { node: selection.node, pos: selection.from } : within(state, n.quote, n.pullquote, n.factbox, n.table);
  return (at && names[at.node.type.name] ? names[at.node.type.name] : []).map(([attr, label]) => ({ label, attr, value: at!.node.attrs[attr], pos: at!.pos }));
}

// sameElements says whether two bodies have the same elements in the same order, whatever is in them: so it is after a key.
function sameElements(a: Node, b: Node): boolean {
  if (a.childCount !== b.childCount) return false;
  for (let i = 0; i < a.childCount; i++) {
    if (a.child(i) !== b.child(i) && (!a.child(i).attrs.id || a.child(i).attrs.id !== b.child(i).attrs.id)) return false;
  }
  return true;
}

// identity gives every element an id of its own: a paragraph that is split in two would leave both halves with one.
export const identity = new Plugin({
  appendTransaction(transactions, old, state) {
    if (!transactions.some((t) => t.docChanged) || transactions.some((t) => t.getMeta("remote")) || sameElements(old.doc, state.doc)) return null;
    const taken = new Set<string>();
    const tr = state.tr.setMeta("addToHistory", false);
    state.doc.forEach((node, pos) => {
      let { id } = node.attrs;
      if (!id || taken.has(id)) tr.setNodeAttribute(pos, "id", (id = newID(10)));
      taken.add(id);
    });
    return tr.docChanged ? tr : null;
  },
});

// newID makes an id of so many letters and digits.
export function newID(length: number): string {
  const letters = "0123456789abcdefghjkmnpqrstvwxyz";
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (b) => letters[b & 31]).join("");
}
