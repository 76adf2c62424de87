// The suggestions that wait, beside the copy: each is gone to, taken or refused, here or by keys in the copy.
import { TextSelection } from "prosemirror-state";
import { pressed } from "./pressed";
import { Still } from "./still";
import type { Story } from "./story";
import type { Suggestion } from "./suggest";

// atCursor returns the suggestion that the cursor is in or at.
function atCursor(story: Story): Suggestion | undefined {
  const { from, to } = story.view.state.selection;
  return story.suggestions.find((s) => s.from <= to && s.to >= from);
}

// goTo selects a suggestion, wherever it is by now.
function goTo(story: Story, id: string): void {
  const s = story.suggestions.find((x) => x.id === id);
  if (!s) return;
  const { doc, tr } = story.view.state;
  story.view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(s.from), doc.resolve(s.to))).scrollIntoView());
  story.view.focus();
}

// step goes to the next suggestion after the cursor, or the last before it, around the end.
function step(story: Story, by: number): void {
  const all = story.suggestions;
  const { from, to } = story.view.state.selection;
  const next = by > 0 ? all.find((s) => s.from > from || (s.from === from && s.to > to)) ?? all[0] : all.findLast((s) => s.from < from) ?? all.at(-1);
  if (next) goTo(story, next.id);
  else story.say("No suggestion waits.");
}

// settle takes or refuses the suggestion at the cursor and goes to the next, so that a key after the other settles all.
function settle(story: Story, take: boolean): void {
  const s = atCursor(story);
  if (!s) return story.say("The cursor is at no suggestion. Alt+Shift+↓ goes to the next.");
  story.settle(take, s.id);
  if (story.suggestions.length) step(story, 1);
}

export const suggestionKeys: [string, string][] = [
  ["Alt+Shift+S", "Suggest, or write"], ["Alt+Shift+↓ and ↑", "Next, last suggestion"], ["Alt+Shift+A", "Take the suggestion"], ["Alt+Shift+R", "Refuse it"],
];

// onKey does what the keys of suggestions do, and says whether it was one.
export function onKey(story: Story, e: KeyboardEvent): boolean {
  if (!e.altKey || !e.shiftKey || e.ctrlKey || e.metaKey || !story.view) return false;
  switch (pressed(e)) {
    case "S": story.suggest(!story.suggesting); return true;
    case "ArrowDown": step(story, 1); return true;
    case "ArrowUp": step(story, -1); return true;
    case "A": settle(story, true); return true;
    case "R": settle(story, false); return true;
  }
  return false;
}

const short = (s: string) => (s.length > 80 ? s.slice(0, 77) + "…" : s);

export function Suggestions({ story }: { story: Story }) {
  const all = story.suggestions;
  if (!all.length) return null;
  const now = atCursor(story)?.id;
  const sign = JSON.stringify([all.map((s) => [s.id, s.goes, s.comes]), now]);
  return (
    <Still sign={sign}><section aria-labelledby="suggestions">
      <h2 id="suggestions">{all.length === 1 ? "A suggestion waits" : `${all.length} suggestions wait`}</h2>
      <p><button type="button" class="small" onClick={() => story.settle(true)}>Take all</button> <button type="button" class="small" onClick={() => story.settle(false)}>Refuse all</button></p>
      <ol>
        {all.map((s) => {
          const what = short(s.goes || s.comes);
          return (
            <li key={s.id} class={s.id === now ? "now" : ""}>
              <button type="button" class="words" onClick={() => goTo(story, s.id)}>
                <span class="unseen">{story.nameOf(s.person)} suggests: </span>
                {s.goes && <><span class="unseen">take out </span><del>{short(s.goes)}</del> </>}
                {s.comes && <><span class="unseen">put in </span><ins>{short(s.comes)}</ins></>}
              </button>
              <span class="who">{story.nameOf(s.person)}</span>{" "}
              <button type="button" class="small" aria-label={"Take: " + what} onClick={() => story.settle(true, s.id)}>Take</button>{" "}
              <button type="button" class="small" aria-label={"Refuse: " + what} onClick={() => story.settle(false, s.id)}>Refuse</button>
            </li>
          );
        })}
      </ol>
    </section></Still>
  );
}
