// The link to the server: one socket a tab, opened again whenever it breaks; where sockets don't get through, messages
// are posted and news is waited for.

export interface LoggedStep { n: number; client: string; person: string; step: any }
export interface Field { name: string; version: number; value: any; by: string; at: string }
export interface Note { n: number; id: string; thread: string; act: "say" | "settle" | "reopen"; person: string; at: string; text: string; words: string }
export interface State {
  rev: number; fields: Field[]; holder: string; holder_name: string; held_since: string; here: { client: string; person: string; name: string }[] | null;
  state: string; version: number; live: number; base: number; uncut: boolean; slug: string; owner: string; notes: Note[] | null;
}
export interface Update { n: number; steps: LoggedStep[] | null; state?: State }
export interface Problem { code: string; field?: string; message: string }
export interface Answer { id: number; taken: boolean; n?: number; steps?: LoggedStep[]; field?: Field; error?: Problem }

export interface Wants {
  after(): number; // the step that the editor has
  news(u: Update): void;
  up(): void; // the server can be reached
  down(signedOut: boolean): void; // it can't, or will have nothing more of us
}

const wait = (ms: number) => new Promise((ok) => setTimeout(ok, ms));

export class Link {
  private socket: WebSocket | null = null;
  private waiting = new Map<number, { ok: (a: Answer) => void; no: (e: Error) => void }>();
  private next = 1;
  private rev = 0;
  private ended = false;
  private failures = 0;
  private wake = () => {};

  constructor(private base: string, private client: string, private key: string, private wants: Wants) {
    addEventListener("online", this.hurry);
    void this.run();
  }

  // hurry has the link tried again at once.
  private hurry = () => this.wake();

  end(): void {
    this.ended = true;
    removeEventListener("online", this.hurry);
    this.socket?.close();
    this.wake();
  }

  private address(what: string): string {
    return `${this.base}/${what}?client=${this.client}&after=${this.wants.after()}&rev=${this.rev}`;
  }

  private async run(): Promise<void> {
    while (!this.ended) {
      const opened = this.failures % 4 === 3 ? await this.poll() : await this.open();
      if (this.ended) return;
      this.failures = opened ? 0 : this.failures + 1;
      if (!opened) await Promise.race([wait(Math.min(250 * 2 ** Math.min(this.failures, 5), 5000) * (0.75 + Math.random() / 2)), new Promise<void>((ok) => (this.wake = ok))]);
    }
  }

  // open opens a socket, and resolves when it has ended: with whether it had been open.
  private open(): Promise<boolean> {
    return new Promise((over) => {
      const socket = new WebSocket(this.address("live").replace(/^http/, "ws"));
      let was = false;
      socket.onopen = () => {
        was = true;
        this.socket = socket;
        this.wants.up();
      };
      socket.onmessage = (e) => this.heard(JSON.parse(e.data));
      socket.onclose = (e) => {
        if (this.socket === socket) this.socket = null;
        for (const { no } of this.waiting.values()) no(new Error("the link broke"));
        this.waiting.clear();
        const refused = e.code === 1008;
        if (refused) this.ended = true;
        this.wants.down(refused);
        over(was);
      };
    });
  }

  private heard(m: Answer & Update): void {
    if (m.id) {
      this.waiting.get(m.id)?.ok(m);
      this.waiting.delete(m.id);
      return;
    }
    if (m.state) this.rev = m.state.rev;
    this.wants.news(m);
  }

  // poll waits for news over plain HTTP for a while, and says whether the server could be reached.
  private async poll(): Promise<boolean> {
    let was = false;
    for (let n = 0; n < 20 && !this.ended; n++) {
      const r = await fetch(this.address("updates")).catch(() => null);
      if (!r || r.status >= 500 || r.status === 404) break;
      if (!r.ok) {
        this.ended = true;
        this.wants.down(true);
        return was;
      }
      const u: Update = await r.json();
      if (!was) this.wants.up();
      was = true;
      if (u.state) this.rev = u.state.rev;
      this.wants.news(u);
    }
    if (was) this.wants.down(false);
    return was;
  }

  // ask sends a message and resolves with its answer. It rejects when the answer is not known: send it again later.
  async ask(message: Record<string, unknown>): Promise<Answer> {
    const id = this.next++;
    const text = JSON.stringify({ id, client: this.client, ...message });
    const { socket } = this;
    if (socket && socket.readyState === WebSocket.OPEN) {
      return new Promise((ok, no) => {
        this.waiting.set(id, { ok, no });
        socket.send(text);
      });
    }
    const r = await fetch(`${this.base}/messages`, { method: "POST", body: text, headers: { "Content-Type": "application/json", "X-Form-Key": this.key } });
    if (r.headers.get("Content-Type") !== "application/json") {
      if (r.status === 401 || r.status === 403) this.wants.down(true);
      throw new Error("the server answered " + r.status);
    }
    return r.json();
  }
}
