// An open story: the copy on this side, and what of it this device has. How it gets to the server is in sending.ts, what comes
// from others goes through joining.ts, the fields beside it are in register.ts.
import { baseKeymap } from "prosemirror-commands";
import { collab, getVersion, sendableSteps } from "prosemirror-collab";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { Node } from "prosemirror-model";
import { EditorState, type Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { identity, keys, newID, rules } from "./commands";
import { Composed, unconfirmed } from "./composed";
import { schema } from "./dress";
import { Joining } from "./joining";
import { type Answer, Link, type Note, type State, type Update } from "./link";
import { beginning, restored } from "./opening";
import { hold, type Letter, Outbox } from "./outbox";
import { Register } from "./register";
import { Sending } from "./sending";
import { stylePlugin } from "./style";
import { surface } from "./surface";
import { type Thread, threads } from "./threads";
import { settle, suggest, type Suggestion, suggestions } from "./suggest";

interface Named { id?: string; slug: string; name: string }

export interface Data {
  article: string; key: string; me: { person: string; name: string }; sections: Named[] | null; people: Named[] | null; kinds: Named[]; zone: string; limit: number;
  page: { n: number; doc: unknown; state: State }; suggesting: boolean;
}

const unsuggestable = "That can’t be suggested: only words, emphasis, and where paragraphs begin and end can. To do it, turn “Suggest” off (Alt+Shift+S); or leave a note on the words (Alt+Shift+N).";
const longAway = 20_000; // milliseconds after which a writer who comes back is asked about paragraphs that both sides changed

export class Story {
  view!: EditorView;
  state: State;
  readonly register: Register;
  readonly joining = new Joining(this);
  readonly sending = new Sending(this);
  device: "kept" | "keeping" | "none" = "kept"; // whether this device has what the server has not
  up = false;
  signedOut = false;
  notices: string[] = [];
  refusal = ""; // why the last thing that was tried in the copy was not done
  refusals = 0; // how many there were, so that the same one is said again
  suggesting: boolean; // what is changed is suggested

  client = newID(26);
  private link!: Link;
  private outbox: Outbox | null = null;
  private free = () => {};
  private downSince = 0;
  private writes = 0;
  private more = 0; // letters of other editors that are still to be sent
  private composing: Composed; // what an input method writes where that is to be put right

  constructor(private data: Data, private place: HTMLElement, readonly paint: () => void) {
    this.state = data.page.state;
    this.suggesting = data.suggesting;
    this.register = new Register(this, this.state.fields);
    this.composing = new Composed(this, data.me.person);
  }

  private get base(): string {
    return location.origin + "/newsroom/article/" + this.data.article;
  }

  // open shows the copy. What an editor left on this device when it or the browser ended goes out first, under that
  // editor's own name, so that nothing of it comes in twice.
  async open(): Promise<void> {
    const { article, me, page } = this.data;
    const { n, doc, letter, more, unfit } = await beginning(this.base, article, me.person, page);
    if (unfit) this.say(`What was written here before does not fit the copy as the server has it. It is kept on this device, and says: ${unfit}`);
    if (letter) {
      this.more = more;
      this.client = letter.client;
      this.joining.away = true;
    }
    this.free = hold(this.client);
    this.outbox = await Outbox.open({ client: this.client, article, person: me.person }).catch(() => null);
    if (!this.outbox) this.device = "none";
    let state = EditorState.create({ doc: Node.fromJSON(schema, doc), plugins: this.plugins(n) });
    if (letter?.steps.length) state = this.restore(state, letter);
    if (letter) this.register.restore(letter.fields);
    this.show(state);
    this.link = new Link(this.base, this.client, this.data.key, {
      after: () => this.joining.after,
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

  private restore(state: EditorState, letter: Letter): EditorState {
    const back = restored(state, letter);
    if (!back.whole) {
      this.say("Some of what was left on this device could not be joined to the copy; it is kept on this device.");
      this.outbox = null; // the letter stays as it is
      this.device = "none";
    }
    this.say("What you wrote here before is back, and is being sent.");
    return back.state;
  }

  private show(state: EditorState): void {
    this.place.replaceChildren();
    this.view = new EditorView(this.place, { state, dispatchTransaction: (tr) => this.dispatch(tr), ...surface(this) });
    if (sendableSteps(state)) this.keep();
  }

  private dispatch(given: Transaction): void {
    const tr = given.docChanged ? this.meant(given) : given;
    if (!tr) return this.view.updateState(this.view.state); // the browser may have changed the page already
    const state = this.view.state.apply(tr);
    if (tr.docChanged && !tr.getMeta("remote") && state.doc.content.size > this.data.limit / 2 && state.doc.content.size > this.view.state.doc.content.size) {
      this.say("The copy is as long as one article may be. Take something out, or split it.");
      return;
    }
    this.view.updateState(state);
    if (tr.docChanged) {
      if (!tr.getMeta("remote")) this.refusal = "";
      this.keep();
      this.sending.soon();
    }
    this.paint();
  }

  // meant is the change as it is to be applied. While suggesting, one of the writer's own is made a suggestion, or it is said
  // why there can be none.
  private meant(tr: Transaction): Transaction | null {
    if (["remote", "settles", "history$", "composed"].some((meta) => tr.getMeta(meta))) return tr;
    if (!this.suggesting) return this.composing.takes(this.view, tr), tr;
    const typed = tr.getMeta(rules); // "- " begins no list here: what was typed is suggested as it is
    const meant = typed ? this.view.state.tr.insertText(typed.text, typed.from, typed.to) : tr;
    if (this.composing.takes(this.view, meant)) return meant;
    const made = suggest(this.view.state, meant, this.data.me.person, newID(10));
    if (!made) this.refuse();
    return made;
  }

  // refuse says, beside the copy's tools, which stay in sight, that something can't be suggested.
  private refuse(): void {
    this.refusal = unsuggestable;
    this.refusals++;
    this.paint();
  }

  // composed puts right what an input method wrote, when the page has had time to say the last of it.
  composed(): void {
    setTimeout(() => this.view.composing || this.endComposed(), 30);
  }

  private endComposed(): void {
    if (!this.composing.waits) return;
    (this.view as any).domObserver.forceFlush(); // public in all but its types
    if (!this.composing.end(this.view)) this.refuse();
    this.sending.soon(0);
  }

  // suggest turns suggesting on or off, here and for the next time.
  suggest(on: boolean): void {
    this.endComposed();
    this.suggesting = on;
    this.refusal = "";
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
    this.endComposed();
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
  keep(): void {
    const { state } = this.view;
    const { wanted } = this.register;
    if (!sendableSteps(state) && !Object.keys(wanted).length) this.level();
    else this.sending.syncedAt = null;
    if (!this.outbox) return;
    const write = ++this.writes;
    this.device = "keeping";
    const steps = this.composing.waits ? this.composing.waiting(state) : sendableSteps(state)?.steps ?? [];
    this.outbox.keep(getVersion(state), steps, wanted).then(
      () => write === this.writes && (this.device = "kept"),
      () => (this.device = "none"),
    ).finally(this.paint);
  }

  // level notes that the server has everything.
  private level(): void {
    this.joining.away = false;
    this.sending.level();
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

  // version is the last step of the log that this side has.
  get version(): number {
    return getVersion(this.view.state);
  }

  // ready says whether what was written may go to the server as it is.
  get ready(): boolean {
    return !this.composing.waits;
  }

  get waiting(): number {
    return ((this.view && sendableSteps(this.view.state)?.steps.length) ?? 0) + Object.keys(this.register.wanted).length;
  }

  private reached(): void {
    this.up = true;
    if (this.downSince && Date.now() - this.downSince > longAway) this.joining.away = true;
    this.downSince = 0;
    this.sending.soon(0);
    this.register.sendAll();
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

  // again sends, after a refusal, what the copy says by now in place of the changes that led there: one of those would be
  // refused for ever, though its words have been taken out since. What could be undone is forgotten.
  again(): void {
    this.endComposed();
    this.sending.stuck = null;
    const now = this.view.state.doc;
    const base = unconfirmed(this.view.state).reduceRight((doc, r) => r.inverted.apply(doc).doc!, now);
    this.view.updateState(EditorState.create({ doc: base, plugins: this.plugins(getVersion(this.view.state)) }));
    const start = base.content.findDiffStart(now.content);
    if (start == null) this.keep();
    else this.view.dispatch(this.view.state.tr.replace(0, base.content.size, now.slice(0, now.content.size)));
    this.sending.soon(0);
  }

  private news(u: Update): void {
    if (u.state) {
      this.state = u.state;
      this.register.take(u.state.fields);
    }
    if (u.steps?.length) this.joining.receive(u.steps);
    else this.paint();
  }

  // choose goes on after the writer has chosen between what was written here and elsewhere during an absence.
  choose(chosen: Record<string, "mine" | "theirs" | "both">): void {
    this.endComposed();
    this.joining.choose(chosen);
    this.sending.soon(0);
    this.paint();
  }

  ask(message: Record<string, unknown>): Promise<Answer> {
    return this.link.ask(message);
  }

  async takeBaton(): Promise<void> {
    const a = await this.link.ask({ do: "baton" }).catch(() => null);
    if (a?.error) this.say(a.error.message);
    else if (!a) this.say("The baton could not be taken: the server can't be reached.");
  }
}
