// The fields beside the copy: what stands on the page with it, and what is said of the article.
import { Meters } from "./meters";
import type { Data, Story } from "./story";

let sections: Data["sections"] = [];
let people: Data["people"] = [];
let kinds: Data["kinds"] = [];

// know tells the fields which sections, people and kinds of article there are.
export function know(data: Data): void {
  [sections, people, kinds] = [data.sections, data.people, data.kinds];
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
const nameOf = (slug: string) => people?.find((p) => p.slug === slug)?.name ?? slug;
const printed = (b: Byline) => b.people?.length ? b.people.map(nameOf).join(", ") : b.text ?? "";

// readByline finds the people that a byline names; where it names somebody else, it is a text.
function readByline(s: string): Byline {
  const names = s.split(/\s*,\s*|\s+and\s+/).map((x) => x.trim().toLowerCase()).filter(Boolean);
  const found = names.map((x) => people?.find((p) => p.name.toLowerCase() === x || p.slug === x)?.slug);
  return names.length && found.every(Boolean) ? { people: found as string[] } : { text: s.trim() };
}

// written is a field's value as its own field shows it.
function written(name: string, value: any): string {
  if (name === "byline") return printed(value ?? {}) || "nothing";
  if (name === "section") return sections?.find((s) => s.slug === value)?.name ?? String(value);
  if (name === "kind") return kinds.find((k) => k.slug === value)?.name ?? String(value);
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

export function Fields({ story }: { story: Story }) {
  const value = (name: string) => story.register.fields[name].wanted ?? story.register.fields[name].value;
  const text = (name: string, label: string, long = false) => {
    const props = {
      id: "field-" + name, value: value(name), autocomplete: "off",
      onInput: (e: any) => story.register.set(name, e.currentTarget.value.replace(/\n/g, " ")),
    };
    return <FieldRow story={story} name={name} label={label} key={name}>{long ? <textarea rows={1} {...props} /> : <input {...props} />}</FieldRow>;
  };
  const choice = (name: string, label: string, from: { slug: string; name: string }[]) => (
    <FieldRow story={story} name={name} label={label}>
      <select id={"field-" + name} value={value(name)} onChange={(e) => story.register.set(name, e.currentTarget.value)}>
        {from.map((s) => <option key={s.slug} value={s.slug} selected={s.slug === value(name)}>{s.name}</option>)}
      </select>
    </FieldRow>
  );
  const headline = String(value("headline"));
  return (
    <>
      {texts.map(([name, label, long]) => text(name, label, long))}
      <Meters headline={headline} search={String(value("seo_title") ?? "")} />
      <details class="about">
        <summary>About the article</summary>
        {choice("kind", "Kind", kinds)}
        {choice("section", "Section", sections ?? [])}
        <FieldRow story={story} name="tags" label="Tags, with commas between">
          <input id="field-tags" autocomplete="off" value={value("tags").join(", ")} onChange={(e) =>
            story.register.set("tags", e.currentTarget.value.split(",").map((t) => t.trim()).filter(Boolean))} />
        </FieldRow>
        <FieldRow story={story} name="byline" label="Byline, with commas between">
          <input id="field-byline" autocomplete="off" list="people" defaultValue={printed(value("byline") ?? {})} key={JSON.stringify(story.register.fields.byline.value)}
            onChange={(e) => story.register.set("byline", readByline(e.currentTarget.value))} />
          <datalist id="people">{(people ?? []).map((p) => <option key={p.slug} value={p.name} />)}</datalist>
        </FieldRow>
        {details.map(([name, label]) => text(name, label))}
      </details>
    </>
  );
}
