// The publishing panel on the editor's page. The server draws it, with and without scripts alike; here it is renewed as
// the copy changes, its times count down, and what a check found leads to where it is mended.
import { TextSelection } from "prosemirror-state";
import type { Story } from "./story";

const byID = (id: string) => document.getElementById(id);
const base = location.origin + location.pathname.split("/").slice(0, 4).join("/");

let skew = 0; // how far the server's clock is ahead of ours, in milliseconds
let asked = "";
let timer = 0;
let since = 0; // when the panel was first found to be of the past
let longest = 600; // milliseconds that it may be so while somebody writes on: the first time fewer, it may say that there is no copy
let turn = 0;

// stateOf names what the panel was drawn of: when the server has another, the panel is asked for again.
const stateOf = (story: Story) => JSON.stringify([story.state.rev, story.version]);

// watch renews the panel when the server has something new: a moment after the last of it, or now and then.
export function watch(story: Story): void {
  if (!story.up || stateOf(story) === asked) return;
  since ||= Date.now();
  clearTimeout(timer);
  timer = window.setTimeout(() => void renew(story), Math.max(0, Math.min(600, since + longest - Date.now())));
}

// renew fetches the panel. Its forms are left alone while they are the same ones, or somebody is filling them in.
export async function renew(story: Story): Promise<void> {
  clearTimeout(timer);
  [asked, since, longest] = [stateOf(story), 0, 3000];
  const mine = ++turn;
  const r = await fetch(base + "/panel").catch(() => null);
  const old = byID("panel");
  if (!r?.ok || !old) return;
  const fresh = new DOMParser().parseFromString(await r.text(), "text/html").getElementById("panel");
  if (!fresh || mine !== turn) return;
  sync(fresh.dataset.now);
  const forms = byID("publishing")!;
  if (fresh.dataset.forms !== old.dataset.forms || !!fresh.querySelector("#publish") !== !!old.querySelector("#publish")) {
    if (forms.contains(document.activeElement) && document.activeElement!.id !== "publish") asked = ""; // later
    else {
      const at = document.activeElement?.id;
      forms.replaceWith(fresh.querySelector("#publishing")!);
      old.dataset.forms = fresh.dataset.forms;
      if (at === "publish") byID("publish")?.focus();
    }
  }
  const outlook = fresh.querySelector("#outlook")!;
  if (byID("outlook")!.innerHTML !== outlook.innerHTML) byID("outlook")!.replaceWith(outlook);
  tick();
}

// sync learns what the server's clock says.
function sync(now?: string): void {
  if (now) skew = Date.parse(now) - Date.now();
}

// tick shows how long it is to each moment that waits.
function tick(): void {
  for (const e of document.querySelectorAll<HTMLElement>("[data-until]")) {
    const s = Math.max(0, Math.floor((Date.parse(e.dataset.until!) - Date.now() - skew) / 1000));
    const [d, h, m] = [Math.floor(s / 86400), Math.floor(s / 3600) % 24, Math.floor(s / 60) % 60];
    e.textContent = s === 0 ? "now" : d ? `in ${d} d ${h} h` : h ? `in ${h} h ${m} min` : `in ${m} min ${s % 60} s`;
  }
}

// open leads to the panel, with what it says of the copy as it is now: the next Enter publishes.
export async function open(story: Story): Promise<void> {
  await story.sending.whenLevel().catch(() => {});
  await renew(story);
  const at = byID("publish") ?? byID("outcome")!;
  if (at.id === "outcome") at.tabIndex = -1;
  at.scrollIntoView({ block: "center" });
  at.focus({ preventScroll: true });
}

// follow leads from what a check found to where it is mended.
function follow(e: MouseEvent, story: Story): void {
  const a = (e.target as HTMLElement).closest<HTMLAnchorElement>(".found a, .refused a");
  const to = a && byID(a.hash.slice(1));
  if (!to) return;
  e.preventDefault();
  if (to.id === "copy") {
    const { state } = story.view;
    let at = 0;
    state.doc.forEach((n, pos) => { if (n.attrs.id && n.attrs.id === a.dataset.element) at = pos + 1; });
    story.view.dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(at))).scrollIntoView());
    story.view.focus();
    return;
  }
  const details = to.closest("details");
  if (details) details.open = true;
  for (const d of to.querySelectorAll("details")) d.open = true;
  to.scrollIntoView({ block: "center" });
  (to.matches("input, textarea, select") ? to : to.querySelector<HTMLElement>("button, input, summary"))?.focus({ preventScroll: true });
}

// begin has the panel that the page came with count and lead.
export function begin(story: Story): void {
  sync(byID("panel")?.dataset.now);
  setInterval(tick, 1000);
  document.addEventListener("click", (e) => follow(e, story));
}
