// The editor's page: what stands around the copy. story.ts has the copy itself.
import { render } from "preact";
import { useState } from "preact/hooks";
import type { Command } from "prosemirror-state";
import type { Choice } from "./absence";
import { addColumn, addRow, dropRow, lines, link, linkAt, tools, within } from "./commands";
import { linkAddress, schema } from "./dress";
import { Meters } from "./meters";
import * as publishing from "./publish";
import { pressed } from "./pressed";
import { figure, mainPicture } from "./figure";
import { type Data, Story } from "./story";
import { Style } from "./style";
import { StyleList } from "./styleview";
import { begin as beginNote, noteKeys, Notes, onKey as onNoteKey } from "./notes";
import { onKey, suggestionKeys, Suggestions } from "./suggestions";
import { words } from "./words";

const byID = (id: string) => document.getElementById(id)!;
const data: Data = JSON.parse(byID("manuscript").textContent!);
const two = (n: number) => String(n).padStart(2, "0");
const clock = (d: Date) => `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;

const stateNames: Record<string, string> = {
  draft: "Draft", submitted: "With the desk", ready: "Ready", scheduled: "Scheduled", live: "Published", corrected: "Published, with a note", unpublished: "Taken down",
  killed: "Withdrawn", spiked: "Spiked",
};

// Light is the save light: where what was written is by now. It says only what is known.
function Light({ story }: { story: Story }) {
  const server = story.syncedAt ? `on server ✓ ${clock(story.syncedAt)}` : `on server … ${story.waiting} waiting`;
  const device = { kept: "on this device ✓", keeping: "on this device …", none: "not on this device" }[story.device];
  const level = story.stuck || story.signedOut ? "stopped" : !story.up ? "offline" : story.syncedAt ? "level" : "sending";
  return (
    <span id="light" class={"light " + level} data-level={level}>
      <span>{device}</span> <span>{server}</span> {!story.up && <strong>offline</strong>} {story.stuck && <strong>not taken</strong>}
    </span>
  );
}

function TopLine({ story }: { story: Story }) {
  const { state } = story;
  const here = new Map((state.here ?? []).filter((h) => h.person !== data.me.person).map((h) => [h.person, h.name]));
  const mine = state.holder === data.me.person;
  const holder = mine ? "you" : state.holder_name || (state.holder ? "somebody" : "nobody");
  return (
    <>
      <span class="slug">/{state.slug}</span> <span class="state">{stateNames[state.state]}, version {state.version}{state.uncut && " and changes"}</span>
      <Light story={story} />
      <span id="here">{here.size ? "Here: " + [...here.values()].join(", ") : "Nobody else is here"}</span>
      <span id="baton">Baton: {holder}</span>
      {!mine && <button type="button" class="small" aria-keyshortcuts="F8" onClick={() => void story.takeBaton()}>Take the baton (F8)</button>}
    </>
  );
}

function Notices({ story }: { story: Story }) {
  return (
    <>
      {story.state.version > story.state.base && story.state.base > 0 && (
        <p class="said">Version {story.state.version} came from elsewhere while this was being written. Both are kept among the versions; what is written here will be the next.</p>
      )}
      {story.notices.map((n) => (
        <p class="said" key={n}>
          {n} <button type="button" class="small" onClick={() => { story.notices = story.notices.filter((x) => x !== n); story.paint(); }}>Good</button>
        </p>
      ))}
      {story.joining.asking && <Asking story={story} choices={story.joining.asking} />}
    </>
  );
}

// Asking shows paragraphs that were changed here and elsewhere during an absence. Nothing is sent before a choice is made.
function Asking({ story, choices }: { story: Story; choices: Choice[] }) {
  const [chosen, choose] = useState<Record<string, "mine" | "theirs" | "both">>({});
  const offers: ["mine" | "theirs" | "both", string][] = [["mine", "Keep mine"], ["theirs", "Keep theirs"], ["both", "Join both"]];
  return (
    <section class="asking" aria-labelledby="asking">
      <h2 id="asking">While you were away, others changed {choices.length === 1 ? "a paragraph" : `${choices.length} paragraphs`} that you changed too</h2>
      {choices.map((c) => (
        <fieldset key={c.id}>
          <legend>It was: {c.before || "empty"}</legend>
          <p><strong>Yours:</strong> {c.mine || "taken out"}</p>
          <p><strong>Theirs:</strong> {c.theirs || "taken out"}</p>
          {offers.map(([value, label]) => (
            <label key={value}>
              <input type="radio" name={"choice-" + c.id} checked={chosen[c.id] === value} onChange={() => choose({ ...chosen, [c.id]: value })} /> {label}
            </label>
          ))}
        </fieldset>
      ))}
      <button type="button" disabled={choices.some((c) => !chosen[c.id])} onClick={() => story.choose(chosen)}>Go on with these</button>
    </section>
  );
}

const texts: [name: string, label: string, long?: boolean][] = [
  ["kicker", "Kicker"], ["headline", "Headline", true], ["standfirst", "Standfirst", true],
];
const details: [name: string, label: string][] = [
  ["dateline", "Dateline"], ["credit", "Credit: the agency"], ["picture", "Main picture, by its number in the library"], ["slugline", "Slugline"], ["slug", "Address"],
  ["seo_title", "Title for search engines"], ["seo_description", "Description for search engines"],
];

// A byline names people of the paper, or says something else. It is written as it is read.
interface Byline { text?: string; people?: string[] }
const nameOf = (slug: string) => data.people?.find((p) => p.slug === slug)?.name ?? slug;
const printed = (b: Byline) => b.people?.length ? b.people.map(nameOf).join(", ") : b.text ?? "";

// readByline finds the people that a byline names; where it names somebody else, it is a text.
function readByline(s: string): Byline {
  const names = s.split(/\s*,\s*|\s+and\s+/).map((x) => x.trim().toLowerCase()).filter(Boolean);
  const found = names.map((x) => data.people?.find((p) => p.name.toLowerCase() === x || p.slug === x)?.slug);
  return names.length && found.every(Boolean) ? { people: found as string[] } : { text: s.trim() };
}

// written is a field's value as its own field shows it.
function written(name: string, value: any): string {
  if (name === "byline") return printed(value ?? {}) || "nothing";
  if (name === "section") return data.sections?.find((s) => s.slug === value)?.name ?? String(value);
  return (Array.isArray(value) ? value.join(", ") : String(value ?? "")) || "nothing";
}

function FieldRow({ story, name, label, children }: { story: Story; name: string; label: string; children: any }) {
  const f = story.register.fields[name];
  return (
    <div class={"field " + name}>
      <label for={"field-" + name}>{label}</label>
      {children}
      {f.problem && <p class="wrong" role="alert">{f.problem}</p>}
      {f.theirs && (
        <p class="wrong" role="alert">
          {f.theirs.by ? story.nameOf(f.theirs.by) : "Somebody"} wrote “{written(name, f.theirs.value)}” meanwhile. Yours is “{written(name, f.wanted)}”.{" "}
          <button type="button" class="small" aria-label={"Keep theirs: " + label} onClick={() => story.register.settle(name, false)}>Keep theirs</button>{" "}
          <button type="button" class="small" aria-label={"Keep mine: " + label} onClick={() => story.register.settle(name, true)}>Keep mine</button>
        </p>
      )}
    </div>
  );
}

function Fields({ story }: { story: Story }) {
  const value = (name: string) => story.register.fields[name].wanted ?? story.register.fields[name].value;
  const text = (name: string, label: string, long = false) => {
    const props = {
      id: "field-" + name, value: value(name), autocomplete: "off",
      onInput: (e: any) => story.register.set(name, e.currentTarget.value.replace(/\n/g, " ")),
    };
    return <FieldRow story={story} name={name} label={label} key={name}>{long ? <textarea rows={1} {...props} /> : <input {...props} />}</FieldRow>;
  };
  const headline = String(value("headline"));
  return (
    <>
      {texts.map(([name, label, long]) => text(name, label, long))}
      <Meters headline={headline} search={String(value("seo_title") ?? "")} />
      <details class="about">
        <summary>About the article</summary>
        <FieldRow story={story} name="section" label="Section">
          <select id="field-section" value={value("section")} onChange={(e) => story.register.set("section", e.currentTarget.value)}>
            {(data.sections ?? []).map((s) => <option key={s.slug} value={s.slug} selected={s.slug === value("section")}>{s.name}</option>)}
          </select>
        </FieldRow>
        <FieldRow story={story} name="tags" label="Tags, with commas between">
          <input id="field-tags" autocomplete="off" value={value("tags").join(", ")} onChange={(e) =>
            story.register.set("tags", e.currentTarget.value.split(",").map((t) => t.trim()).filter(Boolean))} />
        </FieldRow>
        <FieldRow story={story} name="byline" label="Byline, with commas between">
          <input id="field-byline" autocomplete="off" list="people" defaultValue={printed(value("byline") ?? {})} key={JSON.stringify(story.register.fields.byline.value)}
            onChange={(e) => story.register.set("byline", readByline(e.currentTarget.value))} />
          <datalist id="people">{(data.people ?? []).map((p) => <option key={p.slug} value={p.name} />)}</datalist>
        </FieldRow>
        {details.map(([name, label]) => text(name, label))}
      </details>
    </>
  );
}

function run(story: Story, command: Command): void {
  command(story.view.state, story.view.dispatch, story.view);
  story.view.focus();
}

// rove moves the focus among the buttons of a toolbar by the arrow keys, so that the bar is one stop of the Tab key.
function rove(e: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  const all = [...(e.currentTarget as HTMLElement).querySelectorAll("button")];
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  if (!step || at < 0) return;
  e.preventDefault();
  const next = all[(at + step + all.length) % all.length];
  for (const b of all) b.tabIndex = b === next ? 0 : -1;
  next.focus();
}

const spoken = (keys: string) => keys.replace("Mod", "Control").replace(/-(?=.)/g, "+");

function Tools({ story }: { story: Story }) {
  const { state } = story.view;
  const [href, setHref] = useState<string | null>(null);
  const inTable = !!within(state, schema.nodes.table);
  const rows: [string, Command][] = [["Add a row", addRow], ["Add a column", addColumn], ["Take the row out", dropRow]];
  return (
    <>
      <div role="toolbar" aria-label="Form of the copy" aria-controls="writing" class="toolbar" onKeyDown={rove}>
        {tools.map((t, i) => (
          <button type="button" key={t.label} tabIndex={i ? -1 : 0} title={t.label + (t.keys ? ` (${spoken(t.keys)})` : "")} aria-label={t.label} aria-keyshortcuts={t.keys && spoken(t.keys)}
            aria-pressed={t.on ? t.on(state) : undefined} onMouseDown={(e) => e.preventDefault()} onClick={() => run(story, t.run)} data-sign={t.sign || t.label} />
        ))}
        <button type="button" tabIndex={-1} title="Link (Control+K)" aria-label="Link" aria-keyshortcuts="Control+K" aria-pressed={!!linkAt(state)} id="link"
          onMouseDown={(e) => e.preventDefault()} onClick={() => { setHref(linkAt(state)); setTimeout(() => byID("address").focus()); }} data-sign="Link" />
        <button type="button" tabIndex={-1} aria-label="Picture from the library" title="Picture from the library" id="figure"
          onMouseDown={(e) => e.preventDefault()} onClick={() => figure(story, data.key)} data-sign="Picture" />
        <button type="button" tabIndex={-1} title="Suggest changes, for somebody to take or refuse (Alt+Shift+S)" aria-label="Suggest" aria-keyshortcuts="Alt+Shift+S" aria-pressed={story.suggesting}
          id="suggest" onMouseDown={(e) => e.preventDefault()} onClick={() => { story.suggest(!story.suggesting); story.view.focus(); }} data-sign="Suggest" />
        <button type="button" tabIndex={-1} title="Note on the selected words (Alt+Shift+N)" aria-label="Note" aria-keyshortcuts="Alt+Shift+N" onMouseDown={(e) => e.preventDefault()} onClick={() => beginNote(story)} data-sign="Note" />
      </div>
      {href !== null && (
        <form class="strip" onSubmit={(e) => {
          e.preventDefault();
          const good = linkAddress(/^[\w-]+(\.[\w-]+)+/.test(href) ? "https://" + href : href);
          if (href.trim() && !good) return story.say("That is no address a link can have; begin it with https:// or mailto:.");
          run(story, link(good));
          setHref(null);
        }}>
          <label for="address">Address of the link</label> <input id="address" value={href} onInput={(e) => setHref(e.currentTarget.value)}
            onKeyDown={(e) => { if (e.key === "Escape") { setHref(null); story.view.focus(); } }} />
          <button>Set</button> <button type="button" class="small" onClick={() => { run(story, link("")); setHref(null); }}>Take away</button>
        </form>
      )}
      {inTable && <div class="strip">{rows.map(([label, command]) => (
        <button type="button" class="small" key={label} onMouseDown={(e) => e.preventDefault()} onClick={() => run(story, command)}>{label}</button>
      ))}</div>}
      {lines(state).map((l) => (
        <p class="strip" key={l.attr + l.pos}>
          <label for={"line-" + l.attr}>{l.label}</label> <input id={"line-" + l.attr} value={l.value} maxLength={400} onInput={(e) =>
            story.view.dispatch(story.view.state.tr.setNodeAttribute(l.pos, l.attr, e.currentTarget.value.replace(/\s+/g, " ").trimStart()))} />
        </p>
      ))}
    </>
  );
}

function Foot({ story }: { story: Story }) {
  const n = words(story.view.state.doc);
  return (
    <>
      <p id="words">{n} {n === 1 ? "word" : "words"}</p>
      <details>
        <summary>Keys</summary>
        <dl class="keys">
          {tools.filter((t) => t.keys).map((t) => <div key={t.label}><dt>{spoken(t.keys!)}</dt><dd>{t.label}</dd></div>)}
          {[["Control+K", "Link"], ["Control+] and [", "List item in and out"], ["Shift+Enter", "New line"], ["F7", "To the house rules"], ["F8", "Take the baton"], ["Control+Enter", "To publishing"], ...suggestionKeys, ...noteKeys, ["Tab", "Out of the copy"]]
            .map(([k, what]) => <div key={k}><dt>{k}</dt><dd>{what}</dd></div>)}
        </dl>
      </details>
      {story.stuck && <button type="button" onClick={() => story.again()}>Try to send again</button>}
    </>
  );
}

let painting = 0;

const rulesPlace = document.createElement("div");
rulesPlace.id = "rules";
byID("foot").before(rulesPlace);

// paint shows how things stand, once for all changes of a frame; while somebody types that is not every frame.
function paint(): void {
  painting ||= window.setTimeout(() => {
    painting = 0;
    if (!story.view) return;
    render(<TopLine story={story} />, byID("topline"));
    render(<Notices story={story} />, byID("notices"));
    render(<Fields story={story} />, byID("fields"));
    render(<Tools story={story} />, byID("tools"));
    render(<StyleList style={style} />, rulesPlace);
    render(<Notes story={story} />, byID("noted"));
    render(<Suggestions story={story} />, byID("suggested"));
    render(<Foot story={story} />, byID("foot"));
    publishing.watch(story);
    mainPicture(data.key);
    document.documentElement.dataset.ready = "";
  }, 50);
}

const story = new Story(data, byID("copy"), () => {
  paint();
  style.soon();
});
const style = new Style(story, location.origin + "/newsroom/article/" + data.article, data.key, paint);
(window as any).story = story; // for the tests, and for whoever looks into what goes on
void story.open();
publishing.begin(story);

addEventListener("keydown", (e) => {
  if (e.key === "F7") {
    e.preventDefault();
    (document.querySelector<HTMLElement>("#rules li button") ?? document.getElementById("house-rules"))?.focus();
  } else if (e.key === "F8") {
    e.preventDefault();
    void story.takeBaton();
  } else if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && !(e.target as Element).closest("#beside")) { // a note is sent by it
    e.preventDefault();
    void publishing.open(story);
  } else if (pressed(e) === "K" && (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey) {
    e.preventDefault();
    byID("link").click();
  } else if (onKey(story, e) || onNoteKey(story, e)) {
    e.preventDefault();
  }
}, true);

// What is done with the copy is done with what the server has: it is sent first.
let sent: HTMLFormElement | null = null;
document.addEventListener("submit", (e) => {
  const form = e.target as HTMLFormElement;
  if (form.method !== "post" || e.defaultPrevented || form === sent) return void (sent = null);
  e.preventDefault();
  story.whenLevel().then(() => setTimeout(() => { // a form is deaf while it tells of its submission
    sent = form;
    form.requestSubmit(e.submitter);
  }), () => story.say("Not everything is on the server yet, so nothing was done. Wait for the light to say “on server ✓”, and press again."));
});

addEventListener("beforeunload", (e) => {
  if (story.waiting && story.device !== "kept") e.preventDefault();
});
