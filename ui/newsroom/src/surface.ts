// How the copy takes what is done in the page: what is pasted is cleaned, and what is typed among words that are suggested
// to go does not go with them.
import type { DirectEditorProps } from "prosemirror-view";
import { schema } from "./dress";
import { cleanHTML, cleanText, tooMuch } from "./paste";
import { asTaken, unsuggested } from "./taking";

// Host is what the surface needs of the story that it shows.
interface Host {
  suggesting: boolean;
  say(sentence: string): void;
  composed(): void; // an input method has ended
}

export const surface = (host: Host): Omit<DirectEditorProps, "state"> => ({
  attributes: { role: "textbox", "aria-multiline": "true", "aria-label": "Copy", id: "writing", spellcheck: "true" },
  transformPastedHTML: (html) => {
    const clean = cleanHTML(html);
    if (clean.said) host.say(clean.said);
    return clean.html;
  },
  transformPastedText: cleanText,
  transformCopied: (slice, view) => asTaken(slice, view.state),
  transformPasted: unsuggested, // plain text takes on the marks of where it is put, and what is dropped has those it had
  handleTextInput: (view, from, to, text) => {
    const marks = view.state.storedMarks ?? view.state.doc.resolve(from).marks();
    if (host.suggesting || view.composing || !marks.some((m) => m.type.name === "deletion")) return false;
    view.dispatch(view.state.tr.replaceWith(from, to, schema.text(text, marks.filter((m) => m.type.name !== "deletion"))));
    return true;
  },
  handleDOMEvents: {
    paste: (_view, event) => {
      const said = event.clipboardData ? tooMuch(event.clipboardData.getData("text/html"), event.clipboardData.getData("text/plain")) : "";
      if (said) {
        event.preventDefault();
        host.say(said);
      }
      return !!said;
    },
    compositionend: () => host.composed(),
  },
});
