// An open story: the copy and the fields on this side, what of them the server and this device have, and how the two
// sides are brought together.
import { baseKeymap } from "prosemirror-commands";
import { collab, getVersion, receiveTransaction, sendableSteps } from "prosemirror-collab";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { Node } from "prosemirror-model";
import { EditorState, type Transaction } from "prosemirror-state";
import { Step } from "prosemirror-transform";
import { EditorView } from "prosemirror-view";
import { type Choice, choices } from "./absence";
import { identity, keys, newID, rules } from "./commands";
import { schema } from "./dress";
import { stylePlugin } from "./style";
import { type Answer, type Field, Link, type LoggedStep, type Note, type Problem, type State, type Update } from "./link";
import { hold, type Letter, Outbox } from "./outbox";
import { cleanHTML, cleanText, tooMuch } from "./paste";
import { type Thread, threads } from "./threads";
import { settle, suggest, type Suggestion, suggestions } from "./suggest";

interface Named { id?: string; slug: string; name: string }

export interface Data {
  article: string; key: string; me: { person: string; name: string }; sections: Named[] | null; people: Named[] | null; limit: number;
  page: { n: number; doc: unknown; state: State }; suggesting: boolean;
}

// Held is a field on this side.
export interface Held { value: any; version: number; wanted?: any; theirs?: Field; problem?: string; timer?: number; busy?: boolean }

// textsOf is the text that steps bring in, for somebody to read.
function textsOf(steps: unknown): string {
  const found: string[] = [];
  JSON.stringify(steps, (key, value) => (key === "text" && typeof value === "string" && found.push(value), value));
  return found.join("");
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const longAway = 20_000; // milliseconds after which a writer who comes back is asked about paragraphs that both sides changed

export class Story {
  view!: EditorView;
  state: State;
  fields: Record<string, Held> = {};
  device: "kept" | "keeping" | "none" = "kept"; // whether this device has what the server has not
  up = false;
  signedOut = false;
  stuck: Problem | null = null; // the server refuses what was written
  syncedAt: Date | null = new Date(); // when the server last had everything
  notices: string[] = [];
  asking: Choice[] | null = null;
  suggesting: boolean; // what is changed is suggested

  private client = newID(26);
  private link!: Link;
  private outbox: Outbox | null = null;
  private free = () => {};
  private busy = false;
  private timer = 0;
  private away = false;
  private downSince = 0;
  private held: LoggedStep[] = []; // steps of others that wait for the writer's choice
  private writes = 0;
  private more = 0; // letters of other editors that are still to be sent
  private synced: (() => void)[] = [];

  constructor(private data: Data, private place: HTMLElement, readonly paint: () => void) {
    this.state = data.page.state;
    this.suggesting = data.suggesting;
    for (const f of this.state.fields) this.fields[f.name] = { value: f.value, version: f.version };
  }

  private get base(): string {
    return location.origin + "/newsroom/article/" + this.data.article;
  }

  // open shows the copy. What an editor left on this device when it or the browser ended goes out first, under that
  // editor's own name, so that nothing of it comes in twice.
  async open(): Promise<void> {
    const { article, me } = this.data;
    const left = await Outbox.left(article, me.person).catch(() => []);
    let letter: Letter | undefined = left[0];
    let { n, doc } = this.data.page;
    if (letter && letter.version !== n) {
      const r = await fetch(`${this.base}/at?n=${letter.version}`).catch(() => null);
      if (r?.ok) ({ n, doc } = await r.json());
      else {
        this.say(`What was written here before does not fit the copy as the server has it. It is kept on this device, and says: ${textsOf(letter.steps)}`);
        letter = undefined;
      }
    }
    if (letter) {
      this.more = left.length - 1;
      this.client = letter.client;
      this.away = true;
    }
    this.free = hold(this.client);
    this.outbox = await Outbox.open({ client: this.client, article, person: me.person }).catch(() => null);
    if (!this.outbox) this.device = "none";
    let state = EditorState.create({ doc: Node.fromJSON(schema, doc), plugins: this.plugins(n) });
    if (letter?.steps.length) state = this.restore(state, letter);
    if (letter) for (const [name, f] of Object.entries(letter.fields)) this.fields[name] = { ...this.fields[name], version: f.version, wanted: f.value };
    this.show(state);
    this.link = new Link(this.base, this.client, this.data.key, {
      after: () => getVersion(this.view.state) + this.held.length,
      news: (u) => this.news(u),
      up: () => this.reached(),
      down: (signedOut) => this.lost(signedOut),
    });
    this.paint();
  }

  close(): void {
    this.link.end();
    this.outbox?.close();
    this.free();
    this.view.destroy();
  }

  say(sentence: string): void {
    if (!this.notices.includes(sentence)) this.notices.push(sentence);
    this.paint();
  }

  private plugins(version: number) {
    return [
      rules, keymap(keys), keymap(baseKeymap), history(), dropCursor(), gapCursor(), identity, stylePlugin(),
      collab({ version, clientID: this.client as any }),
    ];
  }

  // restore puts the steps of a letter back, as changes that the server does not have.
  private restore(state: EditorState, letter: Letter): EditorState {
    const tr = state.tr.setMeta("remote", true);
    try {
      for (const json of letter.steps) tr.step(Step.fromJSON(schema, json));
    } catch {
      this.say("Some of what was left on this device could not be joined to the copy; it is kept on this device.");
      this.outbox = null; // the letter stays as it is
      this.device = "none";
    }
    this.say("What you wrote here before is back, and is being sent.");
    return state.apply(tr);
  }

  private show(state: EditorState): void {
    this.place.replaceChildren();
    this.view = new EditorView(this.place, {
      state,
      dispatchTransaction: (tr) => this.dispatch(tr),
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": "Copy", id: "writing", spellcheck: "true" },
      transformPastedHTML: (html) => {
        const clean = cleanHTML(html);
        if (clean.said) this.say(clean.said);
        return clean.html;
      },
      transformPastedText: cleanText,
      // What is typed in the midst of words that are suggested to go does not go with them.
      handleTextInput: (view, from, to, text) => {
        const marks = view.state.storedMarks ?? view.state.doc.resolve(from).marks();
        if (this.suggesting || !marks.some((m) => m.type.name === "deletion")) return false;
        view.dispatch(view.state.tr.replaceWith(from, to, schema.text(text, marks.filter((m) => m.type.name !== "deletion"))));
        return true;
      },
      handleDOMEvents: {
        paste: (_view, event) => {
          const said = event.clipboardData ? tooMuch(event.clipboardData.getData("text/html"), event.clipboardData.getData("text/plain")) : "";
          if (said) {
            event.preventDefault();
            this.say(said);
          }
          return !!said;
        },
      },
    });
    if (sendableSteps(state)) this.keep();
  }

  private dispatch(given: Transaction): void {
    const tr = this.suggesting && given.docChanged ? this.suggested(given) : given;
    if (!tr) return this.view.updateState(this.view.state); // the browser may have changed the page already
    const state = this.view.state.apply(tr);
    if (tr.docChanged && !tr.getMeta("remote") && state.doc.content.size > this.data.limit / 2 && state.doc.content.size > this.view.state.doc.content.size) {
      this.say("The copy is as long as one article may be. Take something out, or split it.");
      return;
    }
    this.view.updateState(state);
    if (tr.docChanged) {
      this.keep();
      this.soon();
    }
    this.paint();
  }

  // suggested makes a suggestion of a change of the writer's own, or says why there can be none.
  private suggested(tr: Transaction): Transaction | null {
    if (tr.getMeta("remote") || tr.getMeta("settles") || tr.getMeta("history$")) return tr;
    const typed = tr.getMeta(rules); // "- " begins no list here: what was typed is suggested as it is
    const meant = typed ? this.view.state.tr.insertText(typed.text, typed.from, typed.to) : tr;
    const made = suggest(this.view.state, meant, this.data.me.person, newID(10));
    if (!made) this.say("That can’t be suggested: only words, emphasis, and where paragraphs begin and end. Turn “Suggest” off to do it, or leave a note.");
    return made;
  }

  // suggest turns suggesting on or off, here and for the next time.
  suggest(on: boolean): void {
    this.suggesting = on;
    this.paint();
    void this.link.ask({ do: "suggest", value: on }).catch(() => {}); // the next time begins as before, then
  }

  get suggestions(): Suggestion[] {
    return this.view ? suggestions(this.view.state.doc) : [];
  }

  // nameOf returns the name of a person of the paper by their id.
  nameOf(person: string): string {
    return person === this.data.me.person ? this.data.me.name : this.data.people?.find((p) => p.id === person)?.name ?? "Somebody";
  }

  // settle takes or refuses suggestions: all, or one.
  settle(take: boolean, id?: string): void {
    this.view.dispatch(settle(this.view.state.tr, take, id ? (x) => x === id : undefined).setMeta("settles", true));
  }

  get threads(): Thread[] {
    return this.view ? threads(this.state.notes ?? [], this.view.state.doc) : [];
  }

  // note sends a note, and says whether the server has it.
  async note(note: Pick<Note, "id" | "thread" | "act" | "text" | "words">): Promise<boolean> {
    const a = await this.link.ask({ do: "note", note }).catch(() => null);
    if (!a) this.say("The note is not on the server: it can’t be reached. What you wrote is still in its field; send it again.");
    else if (a.error) this.say(`The note was not taken: ${a.error.message}.`);
    return !!a?.taken;
  }

  // markNote marks the words of a note, unmarkNote takes the mark from them.
  markNote(id: string, from: number, to: number): void {
    this.view.dispatch(this.view.state.tr.addMark(from, to, schema.marks.note.create({ id })));
  }

  unmarkNote(id: string): void {
    const { doc, tr } = this.view.state;
    this.view.dispatch(tr.removeMark(0, doc.content.size, schema.marks.note.create({ id })));
  }

  // keep writes what waits into the outbox.
  private keep(): void {
    const waiting = sendableSteps(this.view.state);
    if (!waiting && !Object.values(this.fields).some((f) => f.wanted !== undefined)) this.level();
    else this.syncedAt = null;
    if (!this.outbox) return;
    const write = ++this.writes;
    this.device = "keeping";
    const fields: Letter["fields"] = {};
    for (const [name, f] of Object.entries(this.fields)) if (f.wanted !== undefined) fields[name] = { value: f.wanted, version: f.version };
    this.outbox.keep(getVersion(this.view.state), waiting?.steps ?? [], fields).then(
      () => write === this.writes && (this.device = "kept"),
      () => (this.device = "none"),
    ).finally(this.paint);
  }

  // level notes that the server has everything.
  private level(): void {
    this.away = false;
    this.syncedAt = new Date();
    for (const ok of this.synced.splice(0)) ok();
    if (this.more) void this.reopen();
  }

  // reopen begins anew, because another editor's letter is still to be sent.
  private async reopen(): Promise<void> {
    this.more = 0;
    await this.outbox?.keep(getVersion(this.view.state), [], {});
    const r = await fetch(`${this.base}/at?n=${getVersion(this.view.state)}`).catch(() => null);
    if (!r?.ok) return;
    this.data.page = await r.json();
    this.close();
    this.client = newID(26);
    await this.open();
  }

  // whenLevel resolves when the server has everything, and rejects when that takes too long.
  whenLevel(): Promise<void> {
    if (this.syncedAt) return Promise.resolve();
    this.soon(0);
    return new Promise((ok, no) => {
      this.synced.push(ok);
      setTimeout(() => no(new Error("late")), 15_000);
    });
  }

  get waiting(): number {
    return ((this.view && sendableSteps(this.view.state)?.steps.length) ?? 0) + Object.values(this.fields).filter((f) => f.wanted !== undefined).length;
  }

  private reached(): void {
    this.up = true;
    if (this.downSince && Date.now() - this.downSince > longAway) this.away = true;
    this.downSince = 0;
    this.soon(0);
    for (const name of Object.keys(this.fields)) if (this.fields[name].wanted !== undefined) void this.sendField(name);
    this.paint();
  }

  private lost(signedOut: boolean): void {
    this.up = false;
    this.downSince ||= Date.now();
    if (signedOut) {
      this.signedOut = true;
      this.say("You are signed out, or this article is no longer open to you. What is not on the server is kept on this device; sign in again and open the article.");
    }
    this.paint();
  }

  // soon sends what waits, in a moment.
  private soon(delay = 60): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.send(), delay);
  }

  private async send(): Promise<void> {
    const waiting = this.view && sendableSteps(this.view.state);
    if (!waiting || this.busy || this.asking || this.stuck || !this.up) return;
    this.busy = true;
    const steps = waiting.steps.slice(0, 400);
    let delay = 0;
    try {
      const a = await this.link.ask({ do: "push", after: waiting.version, steps: steps.map((s) => s.toJSON()) });
      if (a.error) this.refused(a.error);
      else if (a.taken) this.receive(steps.map((s, i) => ({ n: waiting.version + i + 1, client: this.client, person: "", step: s.toJSON() })));
      else this.receive(a.steps ?? []);
      if (a.error) delay = 2000;
    } catch {
      delay = 1000; // whether it came in is not known; it is sent again, and known again by its name
    } finally {
      this.busy = false;
    }
    if (sendableSteps(this.view.state)) this.soon(delay);
    this.paint();
  }

  private refused(p: Problem): void {
    if (p.code === "unavailable" || p.code === "too-many") return this.say(p.message);
    this.stuck = p;
    this.say(`The server did not take what you wrote last: ${p.message}. Everything you wrote is still here${this.device === "none" ? "" : " and on this device"}. Take back what it does not like, and press “Try to send again” below the copy.`);
  }

  // again sends, after a refusal, what the copy says by now in place of the changes that led there: one of those would be
  // refused for ever, though its words have been taken out since. What could be undone is forgotten.
  again(): void {
    this.stuck = null;
    const mine = (this.view.state as any).collab$.unconfirmed as { inverted: Step }[];
    const now = this.view.state.doc;
    const base = mine.reduceRight((doc, r) => r.inverted.apply(doc).doc!, now);
    this.view.updateState(EditorState.create({ doc: base, plugins: this.plugins(getVersion(this.view.state)) }));
    const start = base.content.findDiffStart(now.content);
    if (start == null) this.keep();
    else this.view.dispatch(this.view.state.tr.replace(0, base.content.size, now.slice(0, now.content.size)));
    this.soon(0);
  }

  private news(u: Update): void {
    if (u.state) this.takeState(u.state);
    if (u.steps?.length) this.receive(u.steps);
    else this.paint();
  }

  // receive takes in steps of the log. After an absence, others' steps in paragraphs that were changed here wait for the
  // writer's choice.
  private receive(all: LoggedStep[]): void {
    if (this.asking) {
      const next = getVersion(this.view.state) + this.held.length;
      this.held.push(...all.filter((s) => s.n > next));
      return;
    }
    const version = getVersion(this.view.state);
    const steps = all.filter((s) => s.n > version);
    if (!steps.length || steps[0].n !== version + 1) return;
    let own = 0;
    while (own < steps.length && steps[own].client === this.client) own++;
    if (own) this.apply(steps.slice(0, own));
    const rest = steps.slice(own);
    if (!rest.length) return;
    if (this.away && sendableSteps(this.view.state)) {
      const found = this.both(rest);
      if (found.length) {
        this.held = rest;
        this.asking = found;
        this.paint();
        return;
      }
      this.say("While you were away others changed other paragraphs; their changes and yours have been joined.");
    }
    this.apply(rest);
  }

  private apply(steps: LoggedStep[]): void {
    const tr = receiveTransaction(this.view.state, steps.map((s) => Step.fromJSON(schema, s.step)), steps.map((s) => s.client), { mapSelectionBackward: true });
    this.view.dispatch(tr.setMeta("remote", true).setMeta("addToHistory", false));
    if (!tr.docChanged) this.keep();
  }

  // both returns the paragraphs that were changed here and by steps of others.
  private both(steps: LoggedStep[]): Choice[] {
    const mine = (this.view.state as any).collab$.unconfirmed as { step: Step; inverted: Step }[];
    const base = mine.reduceRight((doc, r) => r.inverted.apply(doc).doc!, this.view.state.doc);
    return choices(base, mine.map((r) => r.step), steps.map((s) => Step.fromJSON(schema, s.step)));
  }

  // choose goes on after the writer has chosen, for each paragraph that both sides changed: mine, theirs or both.
  choose(chosen: Record<string, "mine" | "theirs" | "both">): void {
    const found = this.asking ?? [];
    const mine = new Map<string, Node>();
    this.view.state.doc.forEach((node) => void mine.set(node.attrs.id, node));
    const held = this.held;
    [this.asking, this.held, this.away] = [null, [], false];
    this.receive(held);
    const tr = this.view.state.tr;
    for (const c of found) {
      const want = chosen[c.id] === "mine" ? mine.get(c.id) : chosen[c.id] === "theirs" ? c.theirNode : null;
      if (!want) continue;
      tr.doc.forEach((node, pos) => {
        if (node.attrs.id === c.id && !node.eq(want)) tr.replaceWith(pos, pos + node.nodeSize, want);
      });
    }
    if (tr.docChanged) this.view.dispatch(tr);
    this.view.focus();
    this.soon(0);
    this.paint();
  }

  private takeState(state: State): void {
    this.state = state;
    for (const f of state.fields) {
      const here = (this.fields[f.name] ??= { value: f.value, version: f.version });
      if (f.version > here.version && here.wanted === undefined && !here.busy) [here.value, here.version] = [f.value, f.version];
      else if (f.version === 0 && here.version === 0 && here.wanted === undefined) here.value = f.value;
    }
  }

  // setField changes a field here; it goes to the server in a moment.
  setField(name: string, value: any): void {
    const f = this.fields[name];
    f.wanted = value;
    delete f.problem;
    this.keep();
    clearTimeout(f.timer);
    f.timer = window.setTimeout(() => void this.sendField(name), 350);
    this.paint();
  }

  private async sendField(name: string): Promise<void> {
    const f = this.fields[name];
    if (f.wanted === undefined || f.busy || f.theirs || !this.up) return;
    f.busy = true;
    const value = f.wanted;
    let a: Answer | null = null;
    try {
      a = await this.link.ask({ do: "field", name, value, version: f.version });
    } catch {
      // whether it came in is not known: it is sent again, and found to stand already
    }
    f.busy = false;
    if (!a) {
      f.timer = window.setTimeout(() => void this.sendField(name), 1000);
      return;
    }
    const stands = a.field && same(a.field.value, value);
    if (a.taken || stands) {
      [f.value, f.version] = [value, a.field!.version];
      if (same(f.wanted, value)) delete f.wanted;
    } else if (a.error?.code === "stale" && a.field) f.theirs = a.field;
    else if (a.error?.code !== "unavailable") f.problem = a.error?.message ?? "";
    this.keep();
    if (f.wanted !== undefined && !f.theirs && f.problem === undefined) void this.sendField(name);
    this.paint();
  }

  // settleField ends the dispute about a field: with mine, or theirs.
  settleField(name: string, mine: boolean): void {
    const f = this.fields[name];
    f.version = f.theirs!.version;
    if (!mine) {
      f.value = f.theirs!.value;
      delete f.wanted;
    }
    delete f.theirs;
    this.keep();
    void this.sendField(name);
    this.paint();
  }

  async takeBaton(): Promise<void> {
    const a = await this.link.ask({ do: "baton" }).catch(() => null);
    if (a?.error) this.say(a.error.message);
    else if (!a) this.say("The baton could not be taken: the server can't be reached.");
  }
}
