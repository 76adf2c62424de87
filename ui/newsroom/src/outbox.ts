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

// Waits is what waits at one moment.
interface Waits { version: number; steps: readonly Step[]; fields: Letter["fields"] }

// textsOf is the text that steps bring in, for somebody to read.
export function textsOf(steps: unknown): string {
  const found: string[] = [];
  JSON.stringify(steps, (key, value) => (key === "text" && typeof value === "string" && found.push(value), value));
  return found.join("");
}

export class Outbox {
  private kept: Waits = { version: -1, steps: [], fields: {} }; // what is in the database
  private said = 0; // when the letter itself was last written
  private resting = 0;

  private constructor(private db: IDBDatabase, private head: Omit<Letter, keyof Waits | "at">) {}

  static async open(head: Omit<Letter, keyof Waits | "at">): Promise<Outbox> {
    return new Outbox(await open(), head);
  }

  // left returns the letters that editors of an article left, whose tabs are gone.
  static async left(article: string, person: string): Promise<Letter[]> {
    const db = await open();
    try {
      const found: Letter[] = [];
      for (const l of (await done(db.transaction("letters", "readonly").objectStore("letters").getAll())) as Letter[]) {
        if (l.article !== article || l.person !== person || (await isOpen(l))) continue;
        const runs = await done(db.transaction("steps", "readonly").objectStore("steps").getAll(stepsOf(l.client)));
        found.push({ ...l, steps: runs.flat() });
      }
      return found.sort((a, b) => a.at - b.at);
    } finally {
      db.close();
    }
  }

  // keep writes down what waits now, at once and whatever else is still being written: what has left the page lives on when
  // the page is killed, and what waits its turn in the page does not. It resolves when the browser has it.
  async keep(version: number, steps: readonly Step[], fields: Letter["fields"]): Promise<void> {
    clearTimeout(this.resting);
    if (steps.length) this.resting = window.setTimeout(() => void this.write(this.kept, "strict").catch(() => {}), 2000);
    return this.write({ version, steps, fields }, "relaxed");
  }

  // write puts the database in order: the letter, and those of its steps that are not there yet.
  private async write(now: Waits, durability: IDBTransactionDurability): Promise<void> {
    const t = this.db.transaction(["letters", "steps"], "readwrite", { durability });
    const { client } = this.head;
    const old = this.kept;
    const grows = now.version === old.version && now.steps.length >= old.steps.length && old.steps.every((s, i) => s === now.steps[i]);
    if (!grows) t.objectStore("steps").delete(stepsOf(client));
    const from = grows ? old.steps.length : 0;
    if (now.steps.length > from) t.objectStore("steps").put(now.steps.slice(from).map((s) => s.toJSON()), [client, from]);
    const any = now.steps.length + Object.keys(now.fields).length > 0;
    if (!any) t.objectStore("letters").delete(client);
    else if (!grows || durability === "strict" || !old.steps.length || JSON.stringify(now.fields) !== JSON.stringify(old.fields) || Date.now() - this.said > 3000) {
      this.said = Date.now();
      t.objectStore("letters").put({ ...this.head, version: now.version, fields: now.fields, at: this.said });
    }
    this.kept = now;
    t.commit();
    await ended(t).catch((e) => {
      this.kept = { version: -1, steps: [], fields: {} }; // nothing is known of it: the next one writes all
      throw e;
    });
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
