// The keys. internal/web/newsroom/keys.go lists them for people.
import { dialog, make, say, writing } from "./dom";
import { palette } from "./palette";
import { pressed } from "./pressed";

const screens: Record<string, string> = { d: "/newsroom/", b: "/newsroom/board", l: "/newsroom/list", k: "/newsroom/keys" };
const go = (path: string) => location.assign(path);

let begun = 0; // when g was pressed

export function keys(): void {
  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.isComposing) return;
    if (chord(e) || (document.body.dataset.letters !== "off" && !writing(e.target) && !e.ctrlKey && !e.metaKey && !e.altKey && letter(e))) e.preventDefault();
  });
}

// chord does what keys do that are no letter alone, wherever the focus is.
function chord(e: KeyboardEvent): boolean {
  const control = e.ctrlKey || e.metaKey;
  if (control && e.shiftKey && !e.altKey && pressed(e) === "F") {
    go("/newsroom/breaking");
  } else if (control && !e.shiftKey && !e.altKey && pressed(e) === "K") {
    palette();
  } else if (control && e.key === "Enter") {
    const form = (e.target as HTMLElement).closest("form");
    if (!form) return false;
    form.requestSubmit();
  } else if (e.key === "F9") {
    retract();
  } else {
    return false;
  }
  return true;
}

// retract goes to the page that asks whether to take down the article that is open, or has the focus.
function retract(): void {
  const open = document.querySelector<HTMLAnchorElement>("a[data-retract]");
  const card = document.activeElement?.closest<HTMLElement>("[data-article]");
  if (open) go(open.href);
  else if (card) go(`/newsroom/article/${card.dataset.article}/retract`);
  else say("There is nothing to retract here: open a published article, or go to its card on the board (j, k).", undefined, true);
}

// letter does what a letter alone does.
function letter(e: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open]")) return false;
  if (begun && e.timeStamp - begun < 1500 && screens[e.key]) {
    go(screens[e.key]);
    return true;
  }
  begun = 0;
  switch (e.key) {
    case "g": begun = e.timeStamp; return true;
    case "j": return step(1);
    case "k": return step(-1);
    case "h": return across(-1);
    case "l": return across(1);
    case "m": return menu();
    case "n": go("/newsroom/#headline"); focusOn("#headline"); return true;
    case "/": return focusOn("#q") || (go("/newsroom/list#q"), true);
    case "?": void help(); return true;
    case "F": go("/newsroom/breaking"); return true;
  }
  return false;
}

function focusOn(selector: string): boolean {
  const field = document.querySelector<HTMLElement>(selector);
  field?.focus();
  return !!field;
}

const items = (within: ParentNode = document): HTMLElement[] => [...within.querySelectorAll<HTMLElement>("main [data-item]")].filter((a) => a.checkVisibility());

// place is where the focus is among the articles: on one, or within its card or row.
function place(all: HTMLElement[]): number {
  const focus = document.activeElement;
  const box = focus?.closest("li, tr");
  return all.findIndex((a) => a === focus || (!!box && a.closest("li, tr") === box));
}

function step(by: number): boolean {
  const all = items();
  const at = place(all);
  const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[to]?.focus();
  return all.length > 0;
}

// across goes to the column beside, at the same height as far as it goes.
function across(by: number): boolean {
  const lanes = [...document.querySelectorAll(".lane")].map((l) => [...l.querySelectorAll<HTMLElement>("[data-item]")]).filter((l) => l.length);
  const all = lanes.flat();
  if (!all.length) return false;
  const now = all[place(all)];
  const lane = lanes.findIndex((l) => l.includes(now));
  const to = lanes[lane < 0 ? 0 : Math.min(Math.max(lane + by, 0), lanes.length - 1)];
  to[Math.min(lane < 0 ? 0 : lanes[lane].indexOf(now), to.length - 1)].focus();
  return true;
}

function menu(): boolean {
  const details = document.activeElement?.closest(".slip")?.querySelector<HTMLDetailsElement>("details.moving");
  if (!details) return false;
  details.open = true;
  details.querySelector<HTMLElement>("button")?.focus();
  return true;
}

// help shows the list of keys that the server has.
async function help(): Promise<void> {
  const r = await fetch("/newsroom/keys").catch(() => null);
  const list = r?.ok && new DOMParser().parseFromString(await r.text(), "text/html").getElementById("keys");
  if (!list) return go("/newsroom/keys");
  const d = dialog("Keys", make("h2", {}, "Keys"), document.adoptNode(list),
    make("p", {}, make("a", { href: "/newsroom/keys" }, "Turn letters off or on"), " ", make("button", { type: "button", onclick: () => d.close() }, "Close")));
}
