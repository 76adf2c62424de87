// The picker: a dialog in which a picture is chosen from the library, found by its words, or added. It is opened by a
// button beside a field that takes a picture's number; without the script the number is typed in.

export interface Picture { id: string; name: string; alt: string; credit: string; caption: string; thumb: string; trouble?: string }

// make makes an element with its attributes and what is in it.
export function make<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string>, ...inside: (Node | string)[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(name)
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v)
  e.append(...inside)
  return e
}

// upload sends one file and says how far it is. It throws a sentence.
export function upload(file: File, key: string, progress: (part: number) => void = () => {}): Promise<Picture> {
  return new Promise((done, failed) => {
    const r = new XMLHttpRequest()
    const body = new FormData()
    body.append("file", file, file.name || "pasted picture")
    r.open("POST", "/newsroom/pictures")
    r.setRequestHeader("X-Form-Key", key)
    r.setRequestHeader("Accept", "application/json")
    r.upload.onprogress = e => { if (e.lengthComputable) progress(e.loaded / e.total) }
    r.onerror = () => failed(new Error(`“${file.name}” did not reach the server. It may be too large, or you are offline; try again.`))
    r.onload = () => {
      try {
        const answer = JSON.parse(r.responseText)
        if (answer.pictures?.length) return done(answer.pictures[0])
        failed(new Error((answer.wrong || [`“${file.name}” was not taken.`]).join(" ")))
      } catch {
        const said = new DOMParser().parseFromString(r.responseText, "text/html").querySelector("main p")?.textContent
        failed(new Error(`“${file.name}” was not taken. ${said || `The server answered ${r.status}.`}`))
      }
    }
    r.send(body)
  })
}

// choose opens the dialog, and calls chosen with the picture that was chosen, if one was.
export function choose(key: string, chosen: (p: Picture) => void) {
  const field = make("input", { type: "search", id: "pickfind", autocomplete: "off" })
  const list = make("ul", { class: "shelf" })
  const said = make("p", { role: "status" })
  const file = make("input", { type: "file", id: "pickfile", accept: "image/jpeg,image/png,image/webp,image/gif" })
  const close = make("button", { type: "button", class: "small" }, "Close")
  const dialog = make("dialog", { class: "picker", "aria-label": "Choose a picture" },
    make("h2", {}, "Choose a picture"),
    make("p", {}, make("label", { for: "pickfind" }, "Find pictures"), field),
    make("p", {}, make("label", { for: "pickfile" }, "Or add one"), file), said, list, make("p", {}, close))
  const take = (p: Picture) => { dialog.close(); chosen(p) }
  const show = (all: Picture[]) => {
    list.replaceChildren(...all.map(p => {
      const b = make("button", { type: "button", class: "pick" }, make("img", { src: p.thumb, alt: "", width: "150", height: "100" }), make("span", {}, p.name),
        ...(p.trouble ? [make("span", { class: "chip warn" }, p.trouble)] : []))
      b.onclick = () => take(p)
      return make("li", {}, b)
    }))
    said.textContent = all.length ? "" : "There are none."
  }
  let asked = 0
  const find = async () => {
    const mine = ++asked
    try {
      const answer = await fetch("/newsroom/pictures/find?q=" + encodeURIComponent(field.value))
      const { pictures } = await answer.json()
      if (mine === asked) show(pictures)
    } catch {
      said.textContent = "The library can’t be reached; try again."
    }
  }
  field.oninput = () => void find()
  field.onkeydown = e => { if (e.key === "Enter") e.preventDefault() }
  file.onchange = async () => {
    if (!file.files?.length) return
    said.textContent = "Adding…"
    try { take(await upload(file.files[0]!, key)) } catch (e) { said.textContent = (e as Error).message }
  }
  list.onkeydown = e => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[e.key]
    if (!step) return
    const all = [...list.querySelectorAll("button")]
    all[all.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus()
    e.preventDefault()
  }
  const before = document.activeElement as HTMLElement | null
  close.onclick = () => dialog.close()
  dialog.onclose = () => { dialog.remove(); if (before?.isConnected) before.focus() }
  document.body.append(dialog)
  dialog.showModal()
  field.focus()
  void find()
}

// picker puts a button beside a field for a picture's number.
export function picker(field: HTMLInputElement, key: string) {
  if (field.dataset.pick) return
  field.dataset.pick = "ready"
  const b = make("button", { type: "button", class: "small" }, "Choose from the library")
  b.onclick = () => choose(key, p => {
    field.value = p.id
    field.dispatchEvent(new Event("input", { bubbles: true }))
  })
  field.after(" ", b)
}
