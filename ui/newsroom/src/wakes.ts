// Hearing that something has happened to articles: by a socket, opened again whenever it breaks; where sockets don't get
// through, by asking and waiting for the answer. While nobody looks at the page, it is not listened.

const wait = (ms: number) => new Promise((ok) => setTimeout(ok, ms));

export class Wakes {
  private socket: WebSocket | null = null;
  private failures = 0;

  constructor(private seq: number, private wakes: () => void) {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.socket?.close();
    });
    void this.run();
  }

  private async run(): Promise<void> {
    for (;;) {
      if (document.visibilityState === "hidden") {
        await new Promise((ok) => document.addEventListener("visibilitychange", ok, { once: true }));
        continue;
      }
      const was = this.failures % 4 === 3 ? await this.ask() : await this.listen();
      this.failures = was ? 0 : this.failures + 1;
      if (!was) await wait(Math.min(250 * 2 ** Math.min(this.failures, 5), 5000) * (0.75 + Math.random() / 2));
    }
  }

  private heard(seq: number): void {
    if (seq > this.seq) {
      this.seq = seq;
      this.wakes();
    }
  }

  // listen opens a socket and resolves when it has ended: with whether it had been open.
  private listen(): Promise<boolean> {
    return new Promise((over) => {
      let was = false;
      const socket = (this.socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/newsroom/live?seq=${this.seq}`));
      socket.onopen = () => {
        was = true;
        document.documentElement.dataset.listening = "";
      };
      socket.onmessage = (e) => this.heard(JSON.parse(e.data).seq);
      socket.onclose = () => over(was);
    });
  }

  // ask waits for news over plain HTTP for a while, and says whether the server could be reached.
  private async ask(): Promise<boolean> {
    let was = false;
    for (let n = 0; n < 20 && document.visibilityState === "visible"; n++) {
      document.documentElement.dataset.listening = "";
      const r = await fetch("/newsroom/news?seq=" + this.seq).catch(() => null);
      if (!r?.ok || !r.headers.get("Content-Type")?.startsWith("application/json")) break;
      was = true;
      this.heard((await r.json()).seq);
    }
    return was;
  }
}
