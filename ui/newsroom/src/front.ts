// The front editor's script. It only adds to the page's own forms: drag, keys, undo, and no new page for each press. What
// it does goes the way of the forms, so the server decides the same.
import { picker } from "./picker"

const main = document.getElementById("main")!
const front = () => document.getElementById("front")!
const undo: string[] = []
let dragged = ""
let line: Promise<void> = Promise.resolve()

// send posts a form's fields and puts the page that comes into the place of this one; the focus stays where it was. One
// goes after the other, each with what the one before has left.
function send(fields: Record<string, string>, action = front().dataset.edit!, keep = true): Promise<void> {
  const sent = line.then(async () => {
    const before = front().dataset.draft!
    const body = new URLSearchParams({ ...fields, key: front().dataset.key!, seen: front().dataset.seen! })
    const here = new URLSearchParams(location.search)
    for (const name of ["q", "list"]) if (here.has(name) && !body.has(name)) body.set(name, here.get(name)!)
    try {
      const answer = await fetch(action, { method: "POST", body, headers: { "X-Form-Key": front().dataset.key! } })
      const page = new DOMParser().parseFromString(await answer.text(), "text/html")
      const fresh = page.getElementById("front")
      if (!fresh) throw new Error(page.querySelector("main")?.textContent?.trim() || answer.statusText)
      show(document.adoptNode(fresh))
      if (keep && answer.ok && front().dataset.draft !== before) undo.push(before)
      ready()
    } catch (e) {
      tell("That was not done, and the draft is as it was: " + (e instanceof Error ? e.message : e) + ". Try again.")
    }
  })
  line = sent.catch(() => {})
  return sent
}

function tell(words: string) {
  const p = document.createElement("p")
  p.className = "said"
  p.textContent = words
  document.getElementById("said")!.replaceChildren(p)
}

// show puts a fresh editor in the place of the old one.
function show(fresh: HTMLElement) {
  const at = document.activeElement?.closest<HTMLElement>(".slot")
  const where = at && { article: at.dataset.article!, list: at.closest("#slots") ? "#slots" : ".tray", place: Number(at.dataset.place) }
  const id = document.activeElement?.id
  const open = new Set([...main.querySelectorAll<HTMLElement>("#slots details[open]")].map(d => d.closest<HTMLElement>(".slot")!.dataset.article))
  const top = scrollY
  // A role=status that was there before is read out when what is in it changes; a new one is not.
  const status = document.getElementById("said")!, words = fresh.querySelector("#said")!
  status.replaceChildren(...words.childNodes)
  words.replaceWith(status)
  front().replaceWith(fresh)
  for (const d of main.querySelectorAll<HTMLDetailsElement>("#slots details")) {
    if (open.has(d.closest<HTMLElement>(".slot")!.dataset.article)) d.open = true
  }
  scrollTo(0, top)
  const again = where && (main.querySelector<HTMLElement>(`${where.list} .slot[data-article="${CSS.escape(where.article)}"]`) ||
    main.querySelectorAll<HTMLElement>("#slots .slot")[Math.max(0, where.place - 2)])
  if (again) again.focus({ preventScroll: false })
  else if (id) document.getElementById(id)?.focus()
}

// ready makes what only the script can do visible.
function ready() {
  document.getElementById("frontkeys")!.hidden = false
  const button = document.getElementById("undo") as HTMLButtonElement
  button.disabled = undo.length === 0
  button.onclick = back
  for (const s of main.querySelectorAll<HTMLElement>(".slot")) s.draggable = true
  for (const f of main.querySelectorAll<HTMLInputElement>("input[data-pick]")) picker(f, front().dataset.key!)
  document.documentElement.dataset.ready = String(Number(document.documentElement.dataset.ready || 0) + 1)
}

function back() {
  const draft = undo.pop()
  if (draft !== undefined) void send({ do: "set", draft }, undefined, false)
}

main.addEventListener("submit", e => {
  const form = e.target as HTMLFormElement
  if (form.method !== "post" || !form.action.includes("/newsroom/front/")) return
  e.preventDefault()
  const data = new FormData(form, (e as SubmitEvent).submitter)
  const fields: Record<string, string> = {}
  for (const [k, v] of data) if (typeof v === "string") fields[k] = v
  void send(fields, form.action)
})

main.addEventListener("keydown", e => {
  const on = e.target as HTMLElement
  if (e.key.toLowerCase() === "z" && (e.ctrlKey || e.metaKey) && !on.matches("input, textarea")) {
    e.preventDefault()
    return back()
  }
  if (!on.classList.contains("slot") || e.ctrlKey || e.metaKey || e.altKey) return
  const article = on.dataset.article!, placed = on.closest("#slots")
  let to: HTMLElement | null | undefined
  if (/^[1-9]$/.test(e.key)) void send({ do: "place", article, to: e.key })
  else if (e.key === "Delete" && placed) void send({ do: "remove", article })
  else if (e.key === "ArrowUp" && placed) void send({ do: "up", article })
  else if (e.key === "ArrowDown" && placed) void send({ do: "down", article })
  else if (e.key === "ArrowUp" || e.key === "ArrowLeft") to = on.previousElementSibling as HTMLElement
  else if (e.key === "ArrowDown" || e.key === "ArrowRight") to = on.nextElementSibling as HTMLElement
  else return
  e.preventDefault()
  to?.focus()
})

main.addEventListener("dragstart", e => {
  const slot = (e.target as HTMLElement).closest<HTMLElement>(".slot")
  if (!slot) return
  dragged = slot.dataset.article!
  e.dataTransfer!.setData("text/plain", slot.querySelector(".head")?.textContent ?? "")
  e.dataTransfer!.effectAllowed = "move"
})

main.addEventListener("dragover", e => {
  if (dragged && (e.target as HTMLElement).closest(".draft, .tray")) e.preventDefault()
})

// A card that is dropped on another stands in its place; beside the cards, at the end; on the list of articles, it is off.
main.addEventListener("drop", e => {
  const on = e.target as HTMLElement
  if (!dragged || !on.closest(".draft, .tray")) return
  e.preventDefault()
  const article = dragged
  dragged = ""
  if (on.closest(".tray")) {
    if (main.querySelector(`#slots [data-article="${CSS.escape(article)}"]`)) void send({ do: "remove", article })
    return
  }
  void send({ do: "place", article, to: on.closest<HTMLElement>("#slots .slot")?.dataset.place ?? "0" })
})
main.addEventListener("dragend", () => { dragged = "" })

ready()
