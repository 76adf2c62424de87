// The fields beside the copy on this side: each has a version, goes to the server by itself, and where somebody else was
// first both values are shown.
import type { Answer, Field } from "./link";

// Held is a field on this side.
export interface Held { value: any; version: number; wanted?: any; theirs?: Field; problem?: string; timer?: number; busy?: boolean }

// Host is what the fields need of the story that they belong to.
interface Host {
  up: boolean;
  ask(message: Record<string, unknown>): Promise<Answer>;
  keep(): void; // writes what waits into the outbox
  paint(): void;
}

// Wanted are the values that the server does not have, by the fields' names.
export type Wanted = Record<string, { value: any; version: number }>;

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export class Register {
  readonly fields: Record<string, Held> = {};

  constructor(private host: Host, fields: Field[]) {
    for (const f of fields) this.fields[f.name] = { value: f.value, version: f.version };
  }

  get wanted(): Wanted {
    return Object.fromEntries(Object.entries(this.fields).filter(([, f]) => f.wanted !== undefined).map(([name, f]) => [name, { value: f.wanted, version: f.version }]));
  }

  // restore puts back what a letter says.
  restore(wanted: Wanted): void {
    for (const [name, f] of Object.entries(wanted)) this.fields[name] = { ...this.fields[name], version: f.version, wanted: f.value };
  }

  // take takes in what stands on the server.
  take(fields: Field[]): void {
    for (const f of fields) {
      const here = (this.fields[f.name] ??= { value: f.value, version: f.version });
      if (f.version > here.version && here.wanted === undefined && !here.busy) [here.value, here.version] = [f.value, f.version];
      else if (f.version === 0 && here.version === 0 && here.wanted === undefined) here.value = f.value;
    }
  }

  // set changes a field here; it goes to the server in a moment.
  set(name: string, value: any): void {
    const f = this.fields[name];
    f.wanted = value;
    delete f.problem;
    this.host.keep();
    clearTimeout(f.timer);
    f.timer = window.setTimeout(() => void this.send(name), 350);
    this.host.paint();
  }

  // sendAll sends what waits, as soon as the server can be reached again.
  sendAll(): void {
    for (const name of Object.keys(this.wanted)) void this.send(name);
  }

  private async send(name: string): Promise<void> {
    const f = this.fields[name];
    if (f.wanted === undefined || f.busy || f.theirs || !this.host.up) return;
    f.busy = true;
    const value = f.wanted;
    let a: Answer | null = null;
    try {
      a = await this.host.ask({ do: "field", name, value, version: f.version });
    } catch {
      // whether it came in is not known: it is sent again, and found to stand already
    }
    f.busy = false;
    if (!a) {
      f.timer = window.setTimeout(() => void this.send(name), 1000);
      return;
    }
    const stands = a.field && same(a.field.value, value);
    if (a.taken || stands) {
      [f.value, f.version] = [value, a.field!.version];
      if (same(f.wanted, value)) delete f.wanted;
    } else if (a.error?.code === "stale" && a.field) f.theirs = a.field;
    else if (a.error?.code !== "unavailable") f.problem = a.error?.message ?? "";
    this.host.keep();
    if (f.wanted !== undefined && !f.theirs && f.problem === undefined) void this.send(name);
    this.host.paint();
  }

  // settle ends the dispute about a field: with mine, or theirs.
  settle(name: string, mine: boolean): void {
    const f = this.fields[name];
    f.version = f.theirs!.version;
    if (!mine) {
      f.value = f.theirs!.value;
      delete f.wanted;
    }
    delete f.theirs;
    this.host.keep();
    void this.send(name);
    this.host.paint();
  }
}
