// What an editor begins with: the copy as the page brought it; or, where an editor left something on this device when it or
// the browser ended, the copy as that editor's steps know it, and its letter.
import { EditorState } from "prosemirror-state";
import { Step } from "prosemirror-transform";
import { schema } from "./dress";
import { type Letter, Outbox, textsOf } from "./outbox";

export interface Beginning {
  n: number; // the last step of the log that is in doc
  doc: unknown;
  letter?: Letter;
  more: number; // letters of other editors
  unfit: string; // what a letter says that doesn't fit the copy any more
}

export async function beginning(base: string, article: string, person: string, page: { n: number; doc: unknown }): Promise<Beginning> {
  const left = await Outbox.left(article, person).catch(() => []);
  const letter: Letter | undefined = left[0];
  if (!letter) return { ...page, more: 0, unfit: "" };
  if (letter.version === page.n) return { ...page, letter, more: left.length - 1, unfit: "" };
  const r = await fetch(`${base}/at?n=${letter.version}`).catch(() => null);
  if (!r?.ok) return { ...page, more: 0, unfit: textsOf(letter.steps) };
  const { n, doc } = await r.json();
  return { n, doc, letter, more: left.length - 1, unfit: "" };
}

// restored puts the steps of a letter back, as changes that the server does not have, as far as they fit.
export function restored(state: EditorState, letter: Letter): { state: EditorState; whole: boolean } {
  const tr = state.tr.setMeta("remote", true);
  try {
    for (const json of letter.steps) tr.step(Step.fromJSON(schema, json));
  } catch {
    return { state: state.apply(tr), whole: false };
  }
  return { state: state.apply(tr), whole: true };
}
