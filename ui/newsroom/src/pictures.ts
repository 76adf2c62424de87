// The script of the pictures' screens. It only adds: files come by drag and paste too, each with how far it is and what was
// wrong with it, and the point that no crop loses is set on the picture itself.
import { make, upload } from "./picker"

const form = document.getElementById("upload") as HTMLFormElement | null
if (form) {
  const key = form.dataset.key!, list = document.getElementById("progress")!, field = document.getElementById("file") as HTMLInputElement
  document.getElementById("drophint")!.hidden = false

  // add sends files one after the other, so that one that fails holds up none.
  const add = async (files: File[]) => {
    const rows = files.map(f => {
      const bar = make("progress", { max: "1", value: "0", "aria-label": f.name || "picture" })
      const row = make("li", {}, (f.name || "A pasted picture") + " ", bar)
      list.append(row)
      return { f, bar, row }
    })
    for (const { f, bar, row } of rows) {
      try {
        const max = Number(form.dataset.max)
        if (max && f.size > max) throw new Error(`“${f.name}” has ${Math.round(f.size / 2 ** 20)} MB and may have ${Math.round(max / 2 ** 20)}; send a smaller picture.`)
        const p = await upload(f, key, part => { bar.value = part })
        row.replaceChildren("Added: ", make("a", { href: "/newsroom/pictures/" + p.id }, p.name), p.trouble ? `. Still missing: ${p.trouble.toLowerCase()}.` : ".")
        document.getElementById("shelf")?.prepend(make("li", {}, make("a", { href: "/newsroom/pictures/" + p.id },
          make("img", { src: p.thumb, alt: "", width: "300", height: "200" }), make("span", {}, p.name))))
      } catch (e) {
        row.className = "wrong"
        row.textContent = (e as Error).message
      }
    }
    document.documentElement.dataset.added = String(Number(document.documentElement.dataset.added || 0) + files.length)
  }

  field.addEventListener("change", () => {
    const files = [...field.files!]
    field.value = ""
    void add(files)
  })
  document.addEventListener("dragover", e => { if (e.dataTransfer?.types.includes("Files")) e.preventDefault() })
  document.addEventListener("drop", e => {
    if (!e.dataTransfer?.files.length) return
    e.preventDefault()
    void add([...e.dataTransfer.files])
  })
  document.addEventListener("paste", e => {
    const files = [...e.clipboardData?.files ?? []]
    if (!files.length) return
    e.preventDefault()
    void add(files)
  })
}

const focal = document.getElementById("focal")
const x = document.getElementById("x") as HTMLInputElement | null, y = document.getElementById("y") as HTMLInputElement | null
if (focal && x && y) {
  const point = document.getElementById("point")!
  document.getElementById("focalhelp")!.hidden = false
  focal.tabIndex = 0
  focal.setAttribute("role", "group")
  const whole = (n: number) => Math.max(0, Math.min(100, Math.round(n)))
  const draw = () => {
    const at = [whole(Number(x.value) || 0), whole(Number(y.value) || 0)] as const
    point.setAttribute("cx", String(at[0]))
    point.setAttribute("cy", String(at[1]))
    focal.setAttribute("aria-label", `The point that no crop loses: ${at[0]} of a hundred from the left, ${at[1]} from above. The arrow keys move it.`)
    // The same steps of a quarter that the readers' pages know.
    const step = (n: number) => Math.min(Math.max(Math.floor((n + 12) / 25) * 25, 0), 100)
    for (const c of document.querySelectorAll(".crops img")) {
      c.className = c.className.replace(/ ?f[xy]\d+/g, "") + ` fx${step(at[0])} fy${step(at[1])}`
    }
  }
  const set = (nx: number, ny: number) => { x.value = String(whole(nx)); y.value = String(whole(ny)); draw() }
  focal.addEventListener("click", e => {
    const b = focal.getBoundingClientRect()
    set((e.clientX - b.left) / b.width * 100, (e.clientY - b.top) / b.height * 100)
  })
  focal.addEventListener("keydown", e => {
    const step = e.shiftKey ? 10 : 1
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[e.key]
    if (!by) return
    e.preventDefault()
    set(Number(x.value) + by[0]!, Number(y.value) + by[1]!)
  })
  x.addEventListener("input", draw)
  y.addEventListener("input", draw)
  draw()
}
document.documentElement.dataset.ready = "1"
