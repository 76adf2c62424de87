// The board: cards are moved by dragging and by their menu without the page being loaded again, and what others do is
// shown as it happens. What somebody is at (a card that is dragged, a menu that is open, the focus) stays as it is.
import { formKey, say } from "./dom";
import { Wakes } from "./wakes";

interface Moved { said?: string; undo?: string; go?: string; ask?: boolean; error?: { message: string } }

let lanes: HTMLElement;
let dragged: HTMLElement | null = null;
let reading = false;
let again = false;

export function board(at: HTMLElement): void {
  lanes = at;
  new Wakes(Number(at.dataset.seq), () => void refresh());
  at.addEventListener("submit", (e) => {
    const form = e.target as HTMLFormElement;
    const to = ((e as SubmitEvent).submitter as HTMLButtonElement | null)?.value;
    if (!form.closest(".moving") || !to) return;
    e.preventDefault();
    void move(form.closest<HTMLElement>(".slip")!, to);
  });
  at.addEventListener("keydown", (e) => {
    const menu = (e.target as HTMLElement).closest<HTMLDetailsElement>("details.moving[open]");
    if (!menu) return;
    const all = [...menu.querySelectorAll<HTMLElement>("summary, button")];
    const now = all.indexOf(document.activeElement as HTMLElement);
    if (e.key === "Escape") close(menu);
    else if (e.key === "ArrowDown" || e.key === "ArrowRight") all[Math.min(now + 1, all.length - 1)].focus();
    else if (e.key === "ArrowUp" || e.key === "ArrowLeft") all[Math.max(now - 1, 0)].focus();
    else return;
    e.preventDefault();
  });
  at.addEventListener("toggle", (e) => {
    if (!(e.target as HTMLDetailsElement).open) void refresh(); // what was kept from changing may change now
  }, true);
  drag();
  setInterval(() => document.visibilityState === "visible" && void refresh(), 60000); // times go on
}

function close(menu: HTMLDetailsElement): void {
  menu.open = false;
  menu.closest(".slip")?.querySelector<HTMLElement>("[data-item]")?.focus();
}

// drag lets cards be dragged to another column.
function drag(): void {
  const laneOf = (e: Event) => (e.target as HTMLElement).closest<HTMLElement>(".lane");
  const mark = (lane: HTMLElement | null) => lanes.querySelectorAll(".lane").forEach((l) => l.classList.toggle("over", l === lane));
  lanes.addEventListener("dragstart", (e) => {
    dragged = (e.target as HTMLElement).closest(".slip");
    if (dragged && e.dataTransfer) {
      e.dataTransfer.setData("text/plain", dragged.querySelector("h3")?.textContent?.trim() ?? "");
      e.dataTransfer.effectAllowed = "move";
    }
  });
  lanes.addEventListener("dragover", (e) => {
    if (!dragged || !laneOf(e)) return;
    e.preventDefault();
    mark(laneOf(e));
  });
  lanes.addEventListener("drop", (e) => {
    const lane = laneOf(e);
    const card = dragged;
    if (!lane || !card) return;
    e.preventDefault();
    dragged = null;
    mark(null);
    if (lane !== card.closest(".lane")) void move(card, lane.dataset.to!);
  });
  lanes.addEventListener("dragend", () => {
    dragged = null;
    mark(null);
    void refresh();
  });
}

// move asks the server to move a card.
async function move(card: HTMLElement, to: string, undoes = false): Promise<void> {
  const body = new URLSearchParams({ key: formKey(), article: card.dataset.article!, from: card.dataset.state!, to });
  const r = await fetch("/newsroom/board/move", { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  const m: Moved | null = r?.headers.get("Content-Type")?.startsWith("application/json") ? await r.json() : null;
  const menu = card.querySelector<HTMLDetailsElement>("details.moving");
  if (!m || m.error) {
    say(m?.error?.message ?? "It stays where it is: the server could not be reached. Try again.", undefined, true);
    return refresh();
  }
  if (m.go) return location.assign(m.go);
  if (m.ask) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/newsroom/board/move";
    for (const [name, value] of body) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    document.body.append(form);
    return form.submit();
  }
  const back = menu?.contains(document.activeElement);
  if (menu) menu.open = false;
  await refresh();
  const now = document.getElementById(card.id);
  if (back) now?.querySelector<HTMLElement>("[data-item]")?.focus();
  const undo = m.undo;
  say(`“${card.querySelector("h3")?.textContent?.trim()}”: ${m.said}`, undo && !undoes && now ? { label: "Undo", does: () => void move(document.getElementById(card.id) ?? now, undo, true) } : undefined);
}

// refresh reads the board anew and shows what is other than before; once more when it was asked for meanwhile.
async function refresh(): Promise<void> {
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  do {
    again = false;
    const r = await fetch("/newsroom/board").catch(() => null);
    const fresh = r?.ok && new DOMParser().parseFromString(await r.text(), "text/html").getElementById("board");
    if (fresh && !dragged) take(fresh);
  } while (again);
  reading = false;
}

// busy says whether somebody is at a card.
const busy = (card: HTMLElement): boolean => card === dragged || !!card.querySelector("details[open]");

// take brings the board to what a fresh one shows, card by card.
function take(fresh: HTMLElement): void {
  const focus = document.activeElement as HTMLElement | null;
  const card = focus?.closest(".slip")?.id;
  const wanted = new Set([...fresh.querySelectorAll(".slip")].map((w) => w.id));
  for (const want of fresh.querySelectorAll<HTMLElement>(".lane")) {
    const lane = lanes.querySelector<HTMLElement>(`.lane[data-to="${want.dataset.to}"]`);
    if (!lane) continue;
    lane.querySelector(".count")!.textContent = want.querySelector(".count")!.textContent;
    const list = lane.querySelector("ul")!;
    let next: Element | null = list.firstElementChild;
    for (const w of want.querySelectorAll<HTMLElement>(".slip")) {
      let have = document.getElementById(w.id);
      if (have && have.outerHTML !== w.outerHTML && !(busy(have) && have.dataset.state === w.dataset.state)) {
        if (have === next) next = have.nextElementSibling;
        have.remove();
        have = null;
      }
      have ??= document.adoptNode(w);
      if (have === next) next = have.nextElementSibling;
      else list.insertBefore(have, next);
    }
  }
  for (const have of lanes.querySelectorAll<HTMLElement>(".slip")) if (!wanted.has(have.id) && !busy(have)) have.remove();
  if (card && document.activeElement !== focus) document.getElementById(card)?.querySelector<HTMLElement>("[data-item]")?.focus({ preventScroll: true });
}
