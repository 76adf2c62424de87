// A live page that goes on: its new entries are announced, and shown when the reader asks for them. What is being read
// never moves. Without this script "Load new entries" loads the page again. Decision 17 says why it asks and isn't told.

const often = 5_000; // ms between two looks
const seldom = 15_000; // when nothing has come for a while
const quiet = 10 * 60_000; // that while
const longest = 120_000; // between two looks when the paper doesn't answer

class LivePage {
  private bar: HTMLElement;
  private says: HTMLElement; // there before it says anything: else it isn't heard
  private timer = 0;
  private failures = 0;
  private missing = 0;
  private last = "";
  private lastNews = Date.now();
  private waiting: Element[] | null = null; // the page as it is now, of which the reader has not asked for the new entries
  private over = false;

  constructor(private copy: HTMLElement, private from: string) {
    this.bar = copy.querySelector<HTMLElement>(":scope > .fresh:not([role])")!;
    this.says = copy.querySelector<HTMLElement>(":scope > .fresh[role]")!;
    document.addEventListener("visibilitychange", () => this.looks(0));
    this.looks(often);
  }

  // looks has the next look come after a while; nobody looks for a reader who isn't there.
  private looks(after: number): void {
    clearTimeout(this.timer);
    if (!this.over && document.visibilityState === "visible") this.timer = window.setTimeout(() => void this.look(), after * (0.8 + Math.random() * 0.4));
  }

  private async look(): Promise<void> {
    try {
      const r = await fetch(this.from, { signal: AbortSignal.timeout(10_000) });
      if (r.status === 410 || (r.status === 404 && ++this.missing > 1)) {
        location.reload(); // it was taken down: nobody is to go on reading it
        return;
      }
      if (r.ok) {
        this.missing = this.failures = 0;
        const text = await r.text();
        if (text !== this.last) this.take(text);
        this.last = text;
      } else {
        this.failures++;
      }
    } catch {
      this.failures++;
    }
    const usual = Date.now() - this.lastNews > quiet ? seldom : often;
    this.looks(Math.min(usual * 2 ** Math.min(this.failures, 8), longest));
  }

  // take compares the page with what is there now. What was corrected or taken out goes at once, new entries wait.
  private take(text: string): void {
    const now = new DOMParser().parseFromString(text, "text/html").querySelector<HTMLElement>(".copy.live");
    if (!now) return;
    const ended = now.dataset.entries === undefined;
    const fresh = [...now.children].filter((e) => !e.classList.contains("fresh")).map((e) => document.adoptNode(e));
    const come = this.unseen(fresh);
    if (come.length === 0) {
      this.waiting = null;
      this.put(fresh, false);
    } else {
      this.waiting = fresh;
      const entries = new Map(fresh.map((e) => [e.id, e]));
      this.steady(false, () => {
        for (const e of this.entries()) {
          const then = entries.get(e.id);
          if (!then) e.remove();
          else if (!same(e, then)) e.replaceWith(then.cloneNode(true));
        }
      });
      this.lastNews = Date.now();
    }
    if (ended) {
      this.over = true;
      delete this.copy.dataset.entries;
    }
    this.tell(come.length, ended);
  }

  private tell(n: number, ended: boolean): void {
    const words = n === 0 ? "" : n === 1 ? "1 new entry" : `${n} new entries`;
    this.say([words, ended ? "Live coverage has ended" : ""].filter(Boolean).join(". "));
    if (n === 0) {
      if (this.bar.querySelector("button")) this.bar.replaceChildren(); // what had come was taken out again
      return;
    }
    let button = this.bar.querySelector("button");
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.addEventListener("click", () => this.show());
      this.bar.replaceChildren(button);
    }
    button.textContent = "Show " + words;
  }

  private say(text: string): void {
    if (text && this.says.textContent !== text) this.says.textContent = text;
  }

  // show puts the new entries in. Where they come to stand above the window, a link leads to them.
  private show(): void {
    if (!this.waiting) return;
    const first = this.unseen(this.waiting)[0] as HTMLElement | undefined;
    const fresh = this.waiting;
    this.waiting = null;
    this.says.textContent = "";
    this.put(fresh, true);
    if (!first) {
      this.bar.replaceChildren();
      return;
    }
    first.tabIndex = -1;
    if (first.getBoundingClientRect().top >= 0) {
      this.bar.replaceChildren();
      first.focus({ preventScroll: true });
      return;
    }
    const link = document.createElement("a");
    link.href = "#" + first.id;
    link.textContent = "Go to the newest entry";
    link.addEventListener("click", () => this.bar.replaceChildren());
    this.bar.replaceChildren(link);
    link.focus({ preventScroll: true });
  }

  private entries(): HTMLElement[] {
    return [...this.copy.querySelectorAll<HTMLElement>(":scope > .live-entry")];
  }

  // unseen are the entries that the page doesn't have.
  private unseen(fresh: Element[]): Element[] {
    const had = new Set(this.entries().map((e) => e.id));
    return fresh.filter((e) => e.classList.contains("live-entry") && !had.has(e.id));
  }

  // put makes the page what is there now. What hasn't changed stays the element it was.
  private put(fresh: Element[], asked: boolean): void {
    this.steady(asked, () => {
      const key = (e: Element) => e.id || e.className || e.tagName;
      const had = new Map([...this.copy.children].filter((e) => !e.classList.contains("fresh")).map((e) => [key(e), e]));
      let before: Element | null = null;
      const place = (e: Element) => {
        const next: Element | null = before ? before.nextElementSibling : this.copy.firstElementChild;
        if (next !== e) this.copy.insertBefore(e, next);
        before = e;
      };
      for (const e of fresh) {
        const old = had.get(key(e));
        had.delete(key(e));
        if (old && !same(old, e)) old.replaceWith(e);
        place(old && old.isConnected ? old : e);
        if (e.classList.contains("livestate")) [this.bar, this.says].forEach(place);
      }
      for (const e of had.values()) e.remove();
    });
  }

  // steady changes the page while what is read stays where it is: the first entry in the window, or what stands above the
  // entries. A reader who asks for new ones at the head of the list sees them come in there.
  private steady(asked: boolean, change: () => void): void {
    const entries = this.entries();
    let at: Element | undefined = entries.find((e) => e.getBoundingClientRect().bottom > 0);
    if (!at || at.getBoundingClientRect().top > innerHeight) at = [...this.copy.children].find((e) => e.getBoundingClientRect().bottom > 0);
    const was = at?.getBoundingClientRect().top ?? 0;
    change();
    if (!at || (asked && at === entries[0] && was >= 0)) return;
    const is = at.isConnected ? at : document.getElementById(at.id);
    if (is) scrollBy({ top: is.getBoundingClientRect().top - was, behavior: "instant" });
  }
}

// same compares two elements, but for what this script has put on one.
function same(old: Element, now: Element): boolean {
  if (!old.hasAttribute("tabindex")) return old.isEqualNode(now);
  const bare = old.cloneNode(true) as Element;
  bare.removeAttribute("tabindex");
  return bare.isEqualNode(now);
}

const copy = document.querySelector<HTMLElement>(".copy.live[data-entries]");
if (copy?.dataset.entries === location.pathname + "/entries") new LivePage(copy, copy.dataset.entries); // and in no preview
