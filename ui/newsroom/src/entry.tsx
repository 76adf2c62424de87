// The entries of a live page: each is an element of the copy with a time, and may be a key event. Readers get the newest first,
// wherever it stands here.
import { type Command, TextSelection } from "prosemirror-state";
import { within } from "./commands";
import { schema } from "./dress";
import { local, moment, written, zoneName } from "./moments";
import type { Story } from "./story";

const { live_entry, crosshead, paragraph } = schema.nodes;

// newEntry puts an entry of this minute above the others, or below the summary where it is the first. It begins with its
// heading; Enter goes on with the text.
export const newEntry: Command = (state, dispatch) => {
  let at = state.doc.content.size;
  state.doc.forEach((node, pos) => void (node.type === live_entry && (at = Math.min(at, pos))));
  const entry = live_entry.create({ at: written(Math.floor(Date.now() / 60_000) * 60_000) }, crosshead.create({ level: 3 }));
  if (dispatch) {
    const tr = state.tr.insert(at, entry);
    dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 2)).scrollIntoView());
  }
  return true;
};

const dropEntry: Command = (state, dispatch) => {
  const at = within(state, live_entry);
  if (!at) return false;
  const tr = state.tr.delete(at.pos, at.pos + at.node.nodeSize);
  if (!tr.doc.childCount) tr.insert(0, paragraph.create());
  dispatch?.(tr);
  return true;
};

// change sets what is said of the entry that the cursor is in.
function change(story: Story, attr: "at" | "key", value: string | boolean): void {
  const { state } = story.view;
  const at = within(state, live_entry);
  if (at) story.view.dispatch(state.tr.setNodeAttribute(at.pos, attr, value));
}

// isLive says whether the article is a live page, as it is written here.
export function isLive(story: Story): boolean {
  const { kind } = story.register.fields;
  return (kind?.wanted ?? kind?.value) === "live";
}

// addEntry adds an entry, and says whether there can be one.
export function addEntry(story: Story): boolean {
  if (!isLive(story)) return false;
  if (story.suggesting) story.say("An entry can’t be suggested. Turn “Suggest” off (Alt+Shift+S) to add one.");
  else newEntry(story.view.state, story.view.dispatch);
  story.view.focus();
  return true;
}

// Entry is the tools of a live page, and of the entry that the cursor is in.
export function Entry({ story }: { story: Story }) {
  const at = within(story.view.state, live_entry);
  const stay = (e: Event) => e.preventDefault();
  if (!at && !isLive(story)) return null;
  return (
    <>
      {isLive(story) && (
        <div class="strip">
          <button type="button" class="small" id="new-entry" aria-keyshortcuts="Alt+Shift+L" title="New entry (Alt+Shift+L)" onMouseDown={stay} onClick={() => addEntry(story)}>New entry</button>
          {!at && <span>A live page is a summary, and below it entries: each has a time, a heading (a small crosshead) and its text. Readers get the newest first.</span>}
        </div>
      )}
      {at && (
        <div class="strip entry">
          <label for="entry-at">Time of the entry, in the time of {zoneName()}</label>
          <input id="entry-at" type="datetime-local" required value={at.node.attrs.at ? local(at.node.attrs.at) : ""} onChange={(e) => {
            const to = moment(e.currentTarget.value);
            if (to) change(story, "at", to);
            else story.say("An entry has a time. Give it a date and a time.");
          }} />
          <label><input type="checkbox" id="entry-key" checked={!!at.node.attrs.key} onChange={(e) => change(story, "key", e.currentTarget.checked)} /> Key event</label>
          <button type="button" class="small" onMouseDown={stay} onClick={() => { dropEntry(story.view.state, story.view.dispatch); story.view.focus(); }}>Take the entry out</button>
        </div>
      )}
    </>
  );
}
