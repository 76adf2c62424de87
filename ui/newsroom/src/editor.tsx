// The editor's page: what stands around the copy. story.ts has the copy itself.
import { render } from "preact";
import { useState } from "preact/hooks";
import type { Choice } from "./absence";
import { tools } from "./commands";
import { addEntry } from "./entry";
import { Fields, know } from "./fields";
import { keepTime } from "./moments";
import * as publishing from "./publish";
import { pressed } from "./pressed";
import { mainPicture } from "./figure";
import { type Data, Story } from "./story";
import { Style } from "./style";
import { StyleList } from "./styleview";
import { noteKeys, Notes, onKey as onNoteKey } from "./notes";
import { onKey, suggestionKeys, Suggestions } from "./suggestions";
import { spoken, Tools } from "./toolbar";
import { words } from "./words";

const byID = (id: string) => document.getElementById(id)!;
const data: Data = JSON.parse(byID("manuscript").textContent!);
know(data);
keepTime(data.zone);
const two = (n: number) => String(n).padStart(2, "0");
const clock = (d: Date) => `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;

const stateNames: Record<string, string> = {
  draft: "Draft", submitted: "With the desk", ready: "Ready", scheduled: "Scheduled", live: "Published", corrected: "Published, with a note", unpublished: "Taken down",
  killed: "Withdrawn", spiked: "Spiked",
};

// Light is the save light: where what was written is by now. It says only what is known.
function Light({ story }: { story: Story }) {
  const server = story.sending.syncedAt ? `on server ✓ ${clock(story.sending.syncedAt)}` : `on server … ${story.waiting} waiting`;
  const device = { kept: "on this device ✓", keeping: "on this device …", none: "not on this device" }[story.device];
  const level = story.sending.stuck || story.signedOut ? "stopped" : !story.up ? "offline" : story.sending.syncedAt ? "level" : "sending";
  return (
    <span id="light" class={"light " + level} data-level={level}>
      <span>{device}</span> <span>{server}</span> {!story.up && <strong>offline</strong>} {story.sending.stuck && <strong>not taken</strong>}
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

function Foot({ story }: { story: Story }) {
  const n = words(story.view.state.doc);
  return (
    <>
      <p id="words">{n} {n === 1 ? "word" : "words"}</p>
      <details>
        <summary>Keys</summary>
        <dl class="keys">
          {tools.filter((t) => t.keys).map((t) => <div key={t.label}><dt>{spoken(t.keys!)}</dt><dd>{t.label}</dd></div>)}
          {[["Control+K", "Link"], ["Control+] and [", "List item in and out"], ["Shift+Enter", "New line"], ["Alt+Shift+L", "New entry of a live page"], ["F7", "To the house rules"], ["F8", "Take the baton"], ["Control+Enter", "To publishing"], ...suggestionKeys, ...noteKeys, ["Tab", "Out of the copy"]]
            .map(([k, what]) => <div key={k}><dt>{k}</dt><dd>{what}</dd></div>)}
        </dl>
      </details>
      {story.sending.stuck && <button type="button" onClick={() => story.again()}>Try to send again</button>}
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
    render(<Tools story={story} formKey={data.key} />, byID("tools"));
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
  } else if (pressed(e) === "L" && e.altKey && e.shiftKey && !e.ctrlKey && !e.metaKey && story.view && addEntry(story)) {
    e.preventDefault();
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
  story.sending.whenLevel().then(() => setTimeout(() => { // a form is deaf while it tells of its submission
    sent = form;
    form.requestSubmit(e.submitter);
  }), () => story.say("Not everything is on the server yet, so nothing was done. Wait for the light to say “on server ✓”, and press again."));
});

addEventListener("beforeunload", (e) => {
  if (story.waiting && story.device !== "kept") e.preventDefault();
});
