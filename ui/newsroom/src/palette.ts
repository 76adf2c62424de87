// The command palette: a screen, an article by its words, a new article. What is found is a list of links under the field;
// the arrows go through it, and the field keeps the focus (the ARIA pattern of a combobox with a listbox).
import { dialog, make, post } from "./dom";

interface Choice { label: string; more: string; does: () => void }

export function palette(): void {
  if (document.querySelector("dialog[open]")) return;
  const field = make("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "choices", "aria-label": "Go to, find, or begin an article", autocomplete: "off", spellcheck: "false", placeholder: "A screen, words of a headline, a new headline" });
  const list = make("ul", { id: "choices", role: "listbox", "aria-label": "What can be done" });
  const said = make("p", { class: "unseen", role: "status" });
  const d = dialog("Commands", field, list, said);
  d.classList.add("palette");
  let choices: Choice[] = [];
  let at = 0;
  let asked = 0;

  const screens = [...document.querySelectorAll<HTMLAnchorElement>(".rail nav a")].map((a) => ({ label: a.textContent?.trim() ?? "", path: a.getAttribute("href")! }));
  if (!screens.length) screens.push({ label: "My desk", path: "/newsroom/" }, { label: "Board", path: "/newsroom/board" }, { label: "List", path: "/newsroom/list" }, { label: "Breaking", path: "/newsroom/breaking" });

  const show = (found: Choice[]) => {
    choices = found;
    at = 0;
    list.replaceChildren(...choices.map((c, i) => make("li", { role: "option", id: "choice-" + i, onclick: () => c.does() }, make("span", {}, c.label), " ", make("span", { class: "more" }, c.more))));
    mark();
    said.textContent = choices.length === 1 ? "1 choice" : choices.length + " choices";
  };
  const mark = () => {
    list.querySelectorAll("[role=option]").forEach((o, i) => o.setAttribute("aria-selected", String(i === at)));
    if (choices.length) field.setAttribute("aria-activedescendant", "choice-" + at);
    else field.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const look = async () => {
    const mine = ++asked;
    const text = field.value.trim();
    const words = text.toLowerCase().split(/\s+/);
    const ways: Choice[] = screens.filter((s) => words.every((w) => s.label.toLowerCase().includes(w))).map((s) => ({ label: s.label, more: "screen", does: () => location.assign(s.path) }));
    const fresh: Choice[] = text ? [{ label: "New article: “" + text + "”", more: "begins it", does: () => post("/newsroom/article", { headline: text }) }] : [];
    if (!text) return show(ways);
    const r = await fetch("/newsroom/find?q=" + encodeURIComponent(text)).catch(() => null);
    const found: { path: string; headline: string; state: string }[] = r?.ok ? await r.json() : [];
    if (mine === asked) show([...ways, ...found.map((f) => ({ label: f.headline, more: f.state, does: () => location.assign(f.path) })), ...fresh]);
  };
  field.addEventListener("input", () => void look());
  field.addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      at = (at + (e.key === "ArrowDown" ? 1 : -1) + choices.length) % Math.max(choices.length, 1);
      mark();
    } else if (e.key === "Enter") {
      choices[at]?.does();
    } else {
      return;
    }
    e.preventDefault();
  });
  void look();
  field.focus();
}
