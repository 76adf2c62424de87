// How steps of the log are taken in: one's own come back confirmed, others' go below what waits here. After an absence,
// others' steps in paragraphs that were changed here wait for the writer's choice.
import { getVersion, receiveTransaction, sendableSteps } from "prosemirror-collab";
import type { Node } from "prosemirror-model";
import { Step } from "prosemirror-transform";
import type { EditorView } from "prosemirror-view";
import { type Choice, choices } from "./absence";
import { unconfirmed } from "./composed";
import { schema } from "./dress";
import type { LoggedStep } from "./link";

// Host is what joining needs of the story.
interface Host {
  view: EditorView;
  client: string;
  keep(): void;
  say(sentence: string): void;
  paint(): void;
}

export class Joining {
  asking: Choice[] | null = null;
  away = false; // the writer comes back from an absence
  private held: LoggedStep[] = []; // steps of others that wait for the writer's choice

  constructor(private host: Host) {}

  // after is the step that this side has, those included that wait for a choice.
  get after(): number {
    return getVersion(this.host.view.state) + this.held.length;
  }

  receive(all: LoggedStep[]): void {
    const { host } = this;
    if (this.asking) {
      const next = this.after;
      this.held.push(...all.filter((s) => s.n > next));
      return;
    }
    const version = getVersion(host.view.state);
    const steps = all.filter((s) => s.n > version);
    if (!steps.length || steps[0].n !== version + 1) return;
    let own = 0;
    while (own < steps.length && steps[own].client === host.client) own++;
    if (own) this.apply(steps.slice(0, own));
    const rest = steps.slice(own);
    if (!rest.length) return;
    if (this.away && sendableSteps(host.view.state)) {
      const found = this.both(rest);
      if (found.length) {
        this.held = rest;
        this.asking = found;
        host.paint();
        return;
      }
      host.say("While you were away others changed other paragraphs; their changes and yours have been joined.");
    }
    this.apply(rest);
  }

  private apply(steps: LoggedStep[]): void {
    const { host } = this;
    const tr = receiveTransaction(host.view.state, steps.map((s) => Step.fromJSON(schema, s.step)), steps.map((s) => s.client), { mapSelectionBackward: true });
    host.view.dispatch(tr.setMeta("remote", true).setMeta("addToHistory", false));
    if (!tr.docChanged) host.keep();
  }

  // both returns the paragraphs that were changed here and by steps of others.
  private both(steps: LoggedStep[]): Choice[] {
    const { state } = this.host.view;
    const mine = unconfirmed(state);
    const base = mine.reduceRight((doc, r) => r.inverted.apply(doc).doc!, state.doc);
    return choices(base, mine.map((r) => r.step), steps.map((s) => Step.fromJSON(schema, s.step)));
  }

  // choose goes on after the writer has chosen, for each paragraph that both sides changed: mine, theirs or both.
  choose(chosen: Record<string, "mine" | "theirs" | "both">): void {
    const { view } = this.host;
    const found = this.asking ?? [];
    const mine = new Map<string, Node>();
    view.state.doc.forEach((node) => void mine.set(node.attrs.id, node));
    const held = this.held;
    [this.asking, this.held, this.away] = [null, [], false];
    this.receive(held);
    const tr = view.state.tr;
    for (const c of found) {
      const want = chosen[c.id] === "mine" ? mine.get(c.id) : chosen[c.id] === "theirs" ? c.theirNode : null;
      if (!want) continue;
      tr.doc.forEach((node, pos) => {
        if (node.attrs.id === c.id && !node.eq(want)) tr.replaceWith(pos, pos + node.nodeSize, want);
      });
    }
    if (tr.docChanged) view.dispatch(tr);
    view.focus();
  }
}
