// How what was written here gets to the server: a batch at a time, again until it is answered; and whether the server has
// everything.
import { sendableSteps } from "prosemirror-collab";
import type { EditorView } from "prosemirror-view";
import type { Joining } from "./joining";
import type { Answer, Problem } from "./link";

// Host is what sending needs of the story.
interface Host {
  view: EditorView;
  client: string;
  device: string;
  up: boolean;
  joining: Joining;
  ready: boolean; // what was written may go out as it is
  ask(message: Record<string, unknown>): Promise<Answer>;
  say(sentence: string): void;
  paint(): void;
}

export class Sending {
  stuck: Problem | null = null; // the server refuses what was written
  syncedAt: Date | null = new Date(); // when the server last had everything
  private busy = false;
  private timer = 0;
  private synced: (() => void)[] = [];

  constructor(private host: Host) {}

  // level notes that the server has everything.
  level(): void {
    this.syncedAt = new Date();
    for (const ok of this.synced.splice(0)) ok();
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

  // soon sends what waits, in a moment.
  soon(delay = 60): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.send(), delay);
  }

  private async send(): Promise<void> {
    const { host } = this;
    const waiting = host.view && sendableSteps(host.view.state);
    if (!waiting || this.busy || !host.ready || host.joining.asking || this.stuck || !host.up) return;
    this.busy = true;
    const steps = waiting.steps.slice(0, 400);
    let delay = 0;
    try {
      const a = await host.ask({ do: "push", after: waiting.version, steps: steps.map((s) => s.toJSON()) });
      if (a.error) this.refused(a.error);
      else if (a.taken) host.joining.receive(steps.map((s, i) => ({ n: waiting.version + i + 1, client: host.client, person: "", step: s.toJSON() })));
      else host.joining.receive(a.steps ?? []);
      if (a.error) delay = 2000;
    } catch {
      delay = 1000; // whether it came in is not known; it is sent again, and known again by its name
    } finally {
      this.busy = false;
    }
    if (sendableSteps(host.view.state)) this.soon(delay);
    host.paint();
  }

  private refused(p: Problem): void {
    if (p.code === "unavailable" || p.code === "too-many") return this.host.say(p.message);
    this.stuck = p;
    this.host.say(`The server did not take what you wrote last: ${p.message}. Everything you wrote is still here${this.host.device === "none" ? "" : " and on this device"}. Take back what it does not like, and press “Try to send again” below the copy.`);
  }
}
