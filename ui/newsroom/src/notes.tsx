// The notes, beside the copy: read, answered, settled and gone to.
import { useState } from "preact/hooks";
import { TextSelection } from "prosemirror-state";
import { newID } from "./commands";
import { pressed } from "./pressed";
import { Still } from "./still";
import type { Story } from "./story";
import type { Thread } from "./threads";

interface Draft { id: string; words: string }

let draft: Draft | null = null; // a note that is being begun

const atCursor = (story: Story): Thread | undefined => {
  const { from, to } = story.view.state.selection;
  return story.threads.find((t) => t.open && t.from >= 0 && t.from <= to && t.to >= from);
};

// goTo selects the words of a note, wherever they are by now.
function goTo(story: Story, id: string): void {
  const t = story.threads.find((x) => x.id === id);
  if (!t || t.from < 0) return story.say("The words that this note is about are gone.");
  const { doc, tr } = story.view.state;
  story.view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(t.from), doc.resolve(t.to))).scrollIntoView());
  story.view.focus();
}

// begin begins a note on the words that are selected.
export function begin(story: Story): void {
  const { from, to, empty } = story.view.state.selection;
  if (empty) return story.say("Select the words that the note is about, and press Alt+Shift+N again.");
  draft = { id: newID(16), words: story.view.state.doc.textBetween(from, to, " ").slice(0, 90) };
  story.markNote(draft.id, from, to);
  story.paint();
  setTimeout(() => document.getElementById("new-note")?.focus(), 120); // when it has been drawn
}

export const noteKeys: [string, string][] = [
  ["Alt+Shift+N", "A note on the selected words"], ["Alt+Shift+M", "Next note"], ["Alt+Shift+J", "From the words to the note, and back"],
];

export function onKey(story: Story, e: KeyboardEvent): boolean {
  if (!e.altKey || !e.shiftKey || e.ctrlKey || e.metaKey || !story.view) return false;
  switch (pressed(e)) {
    case "N": begin(story); return true;
    case "M": next(story); return true;
    case "J": jump(story); return true;
  }
  return false;
}

function next(story: Story): void {
  const all = story.threads.filter((t) => t.open && t.from >= 0);
  const t = all.find((x) => x.from > story.view.state.selection.from) ?? all[0];
  if (t) goTo(story, t.id);
  else story.say("There is no open note.");
}

// jump goes from the words to their note, and from a note to its words.
function jump(story: Story): void {
  const at = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-thread]")?.dataset.thread;
  const t = at ? story.threads.find((x) => x.id === at) : atCursor(story);
  if (at && t) goTo(story, t.id);
  else if (t) document.querySelector<HTMLElement>(`[data-thread="${t.id}"] .words`)?.focus();
  else story.say("The cursor is at no note. Alt+Shift+M goes to the next.");
}

// Say is a field for something to say; what could not be sent stays in it.
function Say({ label, field, send, cancel, button }: { label: string; field: string; send: (text: string) => Promise<boolean>; cancel?: () => void; button: string }) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  return (
    <form onSubmit={async (e) => {
      e.preventDefault();
      e.stopPropagation();
      if (busy || !text.trim()) return;
      setBusy(true);
      if (await send(text)) setText("");
      setBusy(false);
    }}>
      <label for={field}>{label}</label>
      <textarea id={field} rows={2} maxLength={4000} value={text} onInput={(e) => setText(e.currentTarget.value)} onKeyDown={(e) => {
        if (e.key === "Escape") cancel?.();
        if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
          e.stopPropagation();
          e.currentTarget.form!.requestSubmit();
        }
      }} />
      <button class="small" disabled={busy}>{button}</button>{cancel && <> <button type="button" class="small" onClick={cancel}>Cancel</button></>}
    </form>
  );
}

const time = (at: string) => new Date(at).toLocaleString([], { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const did: Record<string, string> = { settle: "settled it", reopen: "opened it again" };

function One({ story, t, now }: { story: Story; t: Thread; now: boolean }) {
  const [ids] = useState<Record<string, string>>({}); // of what is being sent, so that a second try is known as one
  const add = async (act: "say" | "settle" | "reopen", text = "") => {
    const what = act + text;
    const ok = await story.note({ id: (ids[what] ??= newID(16)), thread: t.id, act, text, words: "" });
    if (ok) delete ids[what];
    return ok;
  };
  return (
    <li data-thread={t.id} class={now ? "now" : ""}>
      <button type="button" class="words" onClick={() => goTo(story, t.id)}>
        <span class="unseen">Note on: </span><q>{t.words}</q>{t.from < 0 && <em> (these words are gone)</em>}
      </button>
      {t.lines.map((l) => (
        <p key={l.id}><span class="who">{story.nameOf(l.person)}, <time dateTime={l.at}>{time(l.at)}</time></span> {l.act === "say" ? l.text : <em>{did[l.act]}</em>}</p>
      ))}
      {t.open && <Say label="Answer" field={"answer-" + t.id} button="Answer" send={(text) => add("say", text)} />}
      <p><button type="button" class="small" aria-label={(t.open ? "Settle the note on " : "Open again the note on ") + t.words} onClick={() => void add(t.open ? "settle" : "reopen")}>{t.open ? "Settle" : "Open again"}</button></p>
    </li>
  );
}

// dress has settled notes' words look like others.
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);
let dressed = "";

function dress(settled: Thread[]): void {
  const rule = settled.map((t) => `#writing .note[data-note="${t.id}"]`).join(",");
  if (rule === dressed) return;
  dressed = rule;
  sheet.replaceSync(rule && rule + "{background:none}");
}

export function Notes({ story }: { story: Story }) {
  const all = story.threads;
  const now = atCursor(story)?.id;
  const open = all.filter((t) => t.open), settled = all.filter((t) => !t.open);
  const begun = draft;
  dress(settled);
  const leave = () => {
    if (draft) story.unmarkNote(draft.id);
    draft = null;
    story.paint();
    story.view.focus();
  };
  const send = async (text: string) => {
    if (!begun || !(await story.note({ id: begun.id, thread: begun.id, act: "say", text, words: begun.words }))) return false;
    draft = null;
    story.paint();
    story.view.focus();
    return true;
  };
  const list = (some: Thread[]) => <ol>{some.map((t) => <One key={t.id} story={story} t={t} now={t.id === now} />)}</ol>;
  const sign = JSON.stringify([all.map((t) => [t.id, t.lines.length, t.from < 0]), now, begun?.id]);
  return (
    <Still sign={sign}>
      {begun && <section aria-label="A new note"><Say key={begun.id} label={`Note on “${begun.words}”`} field="new-note" button="Set the note" send={send} cancel={leave} /></section>}
      {open.length > 0 && <section aria-labelledby="notes"><h2 id="notes">{open.length === 1 ? "A note" : `${open.length} notes`}</h2>{list(open)}</section>}
      {settled.length > 0 && <details><summary>Settled notes: {settled.length}</summary>{list(settled)}</details>}
    </Still>
  );
}
