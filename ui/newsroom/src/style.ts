// House rules in the editor: the passages that have changed are checked by the server, and what it finds is marked in the
// copy and listed below it.
import type { Node } from "prosemirror-model";
import { Plugin, PluginKey, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import type { Story } from "./story";

export interface Hit {
  passage: number; from: number; to: number; rule: string; severity: "must" | "should" | "info"; reason: string; replace?: string; place: string; ignored?: string;
}

// Passage is a text that is checked by itself: of the copy (at is where it begins), an attribute of a node (at is where that
// stands), or a field.
interface Passage { element: string; text: string; at: number; attr?: string; field?: string }

export interface Found { passage: Passage; hit: Hit }

const marks = new PluginKey<DecorationSet>("style");

// stylePlugin marks what was found, and keeps the marks where they are while somebody writes.
export const stylePlugin = () => new Plugin<DecorationSet>({
  key: marks,
  state: {
    init: () => DecorationSet.empty,
    apply: (tr, old) => tr.getMeta(marks) ?? old.map(tr.mapping, tr.doc),
  },
  props: { decorations: (state) => marks.getState(state) },
});

const attrs = ["cite", "caption", "title"];
const fields = ["headline", "kicker", "standfirst"];
const pause = 400; // milliseconds of rest before what was written is checked
const stale = 60_000; // milliseconds after which rules may have changed

const passed = new WeakMap<Node, Passage[]>();

// passagesOf are the passages of an element, from where it begins; they are made once for as long as it stays as it is.
function passagesOf(element: Node): Passage[] {
  const known = passed.get(element);
  if (known) return known;
  const all: Passage[] = [];
  const collect = (node: Node, pos: number): void => {
    if (node.type.name === "preformatted") return;
    if (node.isTextblock) return void all.push({ element: element.attrs.id, text: node.textBetween(0, node.content.size, undefined, "\n"), at: pos + 1 });
    for (const attr of attrs) if (node.attrs[attr]) all.push({ element: element.attrs.id, text: node.attrs[attr], at: pos, attr });
    node.forEach((child, offset) => collect(child, pos + 1 + offset));
  };
  collect(element, 0);
  passed.set(element, all);
  return all;
}

export class Style {
  turn = 0; // how often another list was found
  failed = false; // the server could not be asked
  checked = false;
  private known = new Map<string, Hit[]>(); // by what they were found in
  private asked = Date.now();
  private timer = 0;
  private busy = false;

  private list: Found[] = [];

  get found(): Found[] {
    return this.list;
  }

  set found(all: Found[]) {
    this.list = all;
    this.turn++;
  }

  constructor(private story: Story, private base: string, private key: string, private paint: () => void) {}

  // soon checks what has changed, once nobody writes for a moment.
  soon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.check(), pause);
  }

  private passages(): Passage[] {
    const all: Passage[] = [];
    for (const field of fields) {
      const f = this.story.register.fields[field];
      if (f) all.push({ element: "@" + field, text: String(f.wanted ?? f.value), at: 0, field });
    }
    this.story.view.state.doc.forEach((node, pos) => {
      for (const p of passagesOf(node)) all.push({ ...p, at: pos + p.at });
    });
    return all.filter((p) => p.text.trim());
  }

  private async check(): Promise<void> {
    if (this.busy || !this.story.view) return;
    if (Date.now() - this.asked > stale) this.known.clear();
    const name = (p: Passage) => p.element + "\n" + p.text;
    const news = new Map(this.passages().filter((p) => !this.known.has(name(p))).map((p) => [name(p), p]));
    if (news.size) {
      this.busy = true;
      const wanted = [...news.values()];
      const a = await this.post("", { passages: wanted.map(({ element, text }) => ({ element, text })) });
      this.busy = false;
      this.failed = !a || !!a.error;
      if (this.failed) return this.paint();
      if (!this.known.size) this.asked = Date.now();
      for (const p of wanted) this.known.set(name(p), []);
      for (const h of a.hits as Hit[]) this.known.get(name(wanted[h.passage]))!.push(h);
    }
    const now = this.passages();
    this.found = now.flatMap((passage) => (this.known.get(name(passage)) ?? []).filter((h) => !h.ignored).map((hit) => ({ passage, hit })));
    this.checked = true;
    this.mark();
    this.paint();
    if (now.some((p) => !this.known.has(name(p)))) this.soon();
  }

  // mark marks what was found in the copy, where that is another than is marked.
  private mark(): void {
    const { view } = this.story;
    const all = this.found.filter(({ passage: p }) => !p.attr && !p.field).map(({ passage: p, hit: h }) =>
      Decoration.inline(p.at + h.from, p.at + h.to, { class: "rule " + h.severity, "data-rule": h.rule }, { is: h.rule + h.severity })).sort((a, b) => a.from - b.from || a.to - b.to);
    const now = JSON.stringify(all.map((d) => [d.from, d.to, d.spec]));
    const old = JSON.stringify(marks.getState(view.state)!.find().map((d) => [d.from, d.to, d.spec]));
    if (now !== old) view.dispatch(view.state.tr.setMeta(marks, DecorationSet.create(view.state.doc, all)).setMeta("addToHistory", false));
  }

  private async post(what: string, body: unknown): Promise<any> {
    const r = await fetch(this.base + "/rules" + what, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-Form-Key": this.key } }).catch(() => null);
    return r?.headers.get("Content-Type") === "application/json" ? r.json() : null;
  }

  // show puts the selection on a hit, or the focus on its field.
  show({ passage: p, hit: h }: Found): void {
    const { view } = this.story;
    if (p.field) {
      const input = document.getElementById("field-" + p.field) as HTMLInputElement | null;
      input?.focus();
      input?.setSelectionRange(h.from, h.to);
      return;
    }
    const at = p.attr ? TextSelection.near(view.state.doc.resolve(p.at + 1)) : TextSelection.create(view.state.doc, p.at + h.from, p.at + h.to);
    view.dispatch(view.state.tr.setSelection(at).scrollIntoView());
    view.focus();
  }

  // replace writes what the rule offers.
  replace({ passage: p, hit: h }: Found): void {
    const text = p.text.slice(0, h.from) + h.replace + p.text.slice(h.to);
    const { view } = this.story;
    if (p.field) this.story.register.set(p.field, text);
    else if (p.attr) view.dispatch(view.state.tr.setNodeAttribute(p.at, p.attr, text));
    else if (view.state.doc.textBetween(p.at + h.from, p.at + h.to, undefined, "\n") === p.text.slice(h.from, h.to)) view.dispatch(view.state.tr.insertText(h.replace!, p.at + h.from, p.at + h.to));
    this.gone(p, h);
  }

  // gone takes a hit off the list until the next check says more.
  private gone(p: Passage, h: Hit): void {
    this.found = this.found.filter((f) => f.hit !== h || f.passage !== p);
    this.paint();
    this.soon();
  }

  // ignore lets a hit stand: here, or in the whole article.
  async ignore({ passage: p, hit: h }: Found, everywhere: boolean): Promise<boolean> {
    const a = await this.post("/ignore", { rule: h.rule, element: everywhere ? "" : p.element, place: everywhere ? "" : h.place });
    if (!a || a.error) {
      this.story.say(a ? sentence(a.error.message) : "The server can’t be reached, so the rule stands.");
      return false;
    }
    for (const [name, hits] of this.known) if (hits.some((x) => x.rule === h.rule)) this.known.delete(name);
    this.found = this.found.filter((f) => f.hit.rule !== h.rule || (!everywhere && (f.hit.place !== h.place || f.passage.element !== p.element)));
    this.mark();
    this.paint();
    this.soon();
    return true;
  }

  // report tells the desk what is wrong with a rule.
  async report({ passage: p, hit: h }: Found, why: string): Promise<void> {
    const a = await this.post("/report", { rule: h.rule, passage: p.text.slice(Math.max(0, h.from - 100), h.to + 100), why });
    this.story.say(a && !a.error ? `What you said of the rule ${h.rule} is with the desk.` : a ? sentence(a.error.message) : "The server can’t be reached; report the rule again later.");
  }
}

const sentence = (s: string) => s[0].toUpperCase() + s.slice(1).replace(/\.?$/, ".");
