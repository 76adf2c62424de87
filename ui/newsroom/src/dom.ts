// Small things that the shell's parts share.

type Child = Node | string | null | false;

// make makes an element.
export function make<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string | boolean | EventListener> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(name);
  for (const [k, v] of Object.entries(attributes)) {
    if (typeof v === "function") e.addEventListener(k.slice(2), v);
    else if (v !== false) e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...children.filter((c): c is Node | string => c !== null && c !== false));
  return e;
}

export const formKey = (): string => document.body.dataset.key ?? "";

// writing says whether what is typed goes into a field.
export function writing(target: EventTarget | null): boolean {
  const e = target as HTMLElement | null;
  return !!e && (e.isContentEditable || (e instanceof HTMLInputElement && !["radio", "checkbox", "button", "submit"].includes(e.type)) || e instanceof HTMLTextAreaElement || e instanceof HTMLSelectElement);
}

// post sends a form as a page's button would.
export function post(action: string, fields: Record<string, string>): void {
  const form = make("form", { method: "post", action });
  for (const [name, value] of Object.entries({ key: formKey(), ...fields })) form.append(make("input", { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
}

let toast: HTMLElement | null = null;
let going = 0;

// say tells something at the foot of the window, and to screen readers; act is what can be done about it. It stays for a
// while, and as long as somebody is at it.
export function say(text: string, act?: { label: string; does: () => void }, bad = false): void {
  if (!toast) document.body.append((toast = make("div", { class: "toast", role: "status" })));
  const button = act && make("button", { type: "button", class: "small", onclick: () => { hush(); act.does(); } }, act.label);
  toast.classList.toggle("bad", bad);
  toast.replaceChildren(make("span", {}, text), button ?? "", make("button", { type: "button", class: "small", "aria-label": "Close this message", onclick: hush }, "Close"));
  toast.hidden = false;
  clearTimeout(going);
  const over = () => {
    if (toast?.matches(":hover, :focus-within")) going = window.setTimeout(over, 2000);
    else hush();
  };
  going = window.setTimeout(over, bad ? 20000 : 10000);
}

export function hush(): void {
  if (toast) toast.hidden = true;
}

// dialog shows something above the page until it is closed; the focus goes back to where it was.
export function dialog(label: string, ...children: Child[]): HTMLDialogElement {
  const d = make("dialog", { "aria-label": label, onclose: () => d.remove() }, ...children) as HTMLDialogElement;
  document.body.append(d);
  d.showModal();
  return d;
}
