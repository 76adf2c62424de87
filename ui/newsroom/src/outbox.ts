// The outbox: what was written here and is not on the server yet, in the browser's own database, so that neither a crash
// nor a closed tab loses it. It is written with every change, without waiting for the disk ("relaxed": a browser that is
// killed loses none of it, and strict writes would queue up behind the disk); once the writer rests, one strict write
// follows, for the day the power fails.
import type { Step } from "prosemirror-transform";

const name = "broadsheet-outbox";

// Letter is what waits of one editor.
export interface Letter {
  client: string;
  article: string;
  person: string;
  version: number; // the step that the first of steps follows
  steps: unknown[];
  fields: Record<string, { value: unknown; version: number }>;
  at: number; // when it was last written; for browsers that can't say whether its editor is still open
}

const done = <T>(r: IDBRequest<T>) => new Promise<T>((ok, no) => { r.onsuccess = () => ok(r.result); r.onerror = () => no(r.error); });
const ended = (t: IDBTransaction) => new Promise<void>((ok, no) => { t.oncomplete = () => ok(); t.onerror = t.onabort = () => no(t.error); });

function open(): Promise<IDBDatabase> {
  const r = indexedDB.open(name, 1);
  r.onupgradeneeded = () => {
    r.result.createObjectStore("letters", { keyPath: "client" }); // a letter without its steps
    r.result.createObjectStore("steps"); // by client and place: only what is new has to be written
  };
  return done(r);
}

const stepsOf = (client: string) => IDBKeyRange.bound([client], [client, []]);

export class Outbox {
  private kept: readonly Step[] = []; // the steps that are in the database, from version on
  private version = -1;
  private resting = 0;

  private constructor(private db: IDBDatabase, private head: Omit<Letter, "steps" | "version" | "fields" | "at">) {}

  static async open(head: Omit<Letter, "steps" | "version" | "fields" | "at">): Promise<Outbox> {
    return new Outbox(await open(), head);
  }

  // left returns the letters that editors of an article left, whose tabs are gone.
  static async left(article: string, person: string): Promise<Letter[]> {
    const db = await open();
    try {
      const found: Letter[] = [];
      const t = db.transaction(["letters", "steps"], "readonly");
      for (const l of (await done(t.objectStore("letters").getAll())) as Letter[]) {
        if (l.article !== article || l.person !== person || (await isOpen(l))) continue;
        const steps = await done(db.transaction("steps", "readonly").objectStore("steps").getAll(stepsOf(l.client)));
        found.push({ ...l, steps });
      }
      return found.sort((a, b) => a.at - b.at);
    } finally {
      db.close();
    }
  }

  // keep writes down what waits now. It resolves when the browser has it.
  async keep(version: number, steps: readonly Step[], fields: Letter["fields"], strict = false): Promise<void> {
    const t = this.db.transaction(["letters", "steps"], "readwrite", { durability: strict ? "strict" : "relaxed" });
    const store = t.objectStore("steps");
    const { client } = this.head;
    const grows = version === this.version && steps.length >= this.kept.length && this.kept.every((s, i) => s === steps[i]);
    if (!grows) store.delete(stepsOf(client));
    for (let i = grows ? this.kept.length : 0; i < steps.length; i++) store.put(steps[i].toJSON(), [client, i]);
    [this.kept, this.version] = [steps, version];
    if (steps.length || Object.keys(fields).length) t.objectStore("letters").put({ ...this.head, version, fields, at: Date.now() });
    else t.objectStore("letters").delete(client);
    clearTimeout(this.resting);
    if (!strict && steps.length) this.resting = window.setTimeout(() => this.keep(version, steps, fields, true).catch(() => {}), 2000);
    await ended(t);
  }

  close(): void {
    clearTimeout(this.resting);
    this.db.close();
  }
}

const lockOf = (client: string) => "broadsheet-editor-" + client;

// hold says, for as long as this tab lives, that its editor is open. It returns what ends it.
export function hold(client: string): () => void {
  let end = () => {};
  void navigator.locks?.request(lockOf(client), () => new Promise<void>((ok) => (end = ok)));
  return () => end();
}

// isOpen says whether the tab of a letter's editor still lives.
async function isOpen(l: Letter): Promise<boolean> {
  if (!navigator.locks) return Date.now() - l.at < 10_000; // only pages that came by https, or from this machine, may ask
  const { held } = await navigator.locks.query();
  return !!held?.some((h) => h.name === lockOf(l.client));
}
