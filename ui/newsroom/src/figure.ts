// Pictures of the library in the editor: a figure in the copy, and the article's own picture.
import { schema } from "./dress";
import { choose, picker } from "./picker";
import type { Story } from "./story";

// figure has a picture chosen, and puts it where the cursor was. What is said of it is the library's, until the copy says
// something else.
export function figure(story: Story, key: string): void {
  choose(key, (p) => {
    const { state } = story.view;
    const node = schema.nodes.picture.create({ media: p.id });
    const { $to } = state.selection;
    const after = $to.depth ? $to.after(1) : $to.pos; // between elements: the one the cursor is in stays whole
    story.view.dispatch(state.tr.insert(after, node).scrollIntoView());
    if (p.trouble) story.say(`The picture can’t be published yet: ${p.trouble.toLowerCase()}. Mend it in the library.`);
    story.view.focus();
  });
}

// mainPicture puts the picker beside the field of the article's own picture.
export function mainPicture(key: string): void {
  const field = document.getElementById("field-picture") as HTMLInputElement | null;
  if (field) picker(field, key);
}
