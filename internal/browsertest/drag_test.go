package browsertest

import (
	"fmt"

	"github.com/chromedp/cdproto/input"
)

// under returns the middles of two things, by expressions for {e, x, y}, once they stand still in the window with nothing
// over them: a mouse that is sent there meets what is meant. A page that was drawn anew in between is measured again.
func (p *tab) under(from, to string) (at []float64) {
	p.t.Helper()
	const still = `(async () => { window.met = null; const frame = () => new Promise(requestAnimationFrame), look = () => { const b = %s, a = %s; return {a, b} };
		look(); await frame(); const one = look(); await frame(); await frame(); const two = look();
		const same = (p, q) => p.e === q.e && p.x === q.x && p.y === q.y, there = (p) => { const hit = document.elementFromPoint(p.x, p.y); return !!hit && (p.e.contains(hit) || hit.contains(p.e) && hit !== document.body && hit !== document.documentElement) };
		if (!same(one.a, two.a) || !same(one.b, two.b) || !there(two.a) || !there(two.b)) return false;
		window.met = [two.a.x, two.a.y, two.b.x, two.b.y]; return true })()`
	p.until(fmt.Sprintf(still, to, from), "what is dragged, and where to, to stand still")
	p.eval("met", &at)
	return at
}

// dragCard takes something with the mouse, as a hand does, and drops it on something else.
func (p *tab) dragCard(from, to string) {
	p.t.Helper()
	where := func(selector string) string {
		return fmt.Sprintf(`(() => { const e = [...document.querySelectorAll(%q)].at(-1); e.scrollIntoView({block: "nearest"});
			const b = e.getBoundingClientRect(); return {e, x: b.left + Math.min(b.width, 60) / 2, y: b.top + Math.min(b.height, 30) / 2} })()`, selector)
	}
	at := p.under(where(from), where(to))
	x, y, tx, ty := at[0], at[1], at[2], at[3]
	send := func(kind input.DispatchMouseEventType, x, y float64) {
		p.must(call(p, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1}))
	}
	send(input.DispatchMouseEventTypeMousePressed, x, y)
	send(input.DispatchMouseEventTypeMouseMoved, x+8, y+8)
	send(input.DispatchMouseEventTypeMouseMoved, tx, ty)
	send(input.DispatchMouseEventTypeMouseMoved, tx+1, ty+1)
	send(input.DispatchMouseEventTypeMouseReleased, tx+1, ty+1)
}

// drag drags a card to a column, as a mouse does.
func (p *tab) drag(id, to string) {
	p.t.Helper()
	middles := p.under(
		fmt.Sprintf(`(c => { c.scrollIntoView({block: "center"}); const r = c.querySelector(".facts").getBoundingClientRect(); return {e: c, x: r.left + 20, y: r.top + 6} })(document.getElementById("card-%s"))`, id),
		fmt.Sprintf(`(e => { const r = e.getBoundingClientRect(); return {e, x: r.left + r.width / 2, y: Math.max(r.top, 0) + 14} })(document.querySelector('.lane[data-to=%q]'))`, to))
	type point struct{ X, Y float64 }
	at, goal := point{middles[0], middles[1]}, point{middles[2], middles[3]}
	p.must(call(p, input.SetInterceptDrags, input.SetInterceptDragsParams{Enabled: true}))
	mouse := func(kind input.DispatchMouseEventType, x, y float64) {
		p.must(call(p, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1}))
	}
	mouse(input.DispatchMouseEventTypeMousePressed, at.X, at.Y)
	for step := range 4 {
		mouse(input.DispatchMouseEventTypeMouseMoved, at.X+float64(step*8), at.Y+float64(step*4))
	}
	data := &input.DragData{Items: []*input.DragDataItem{{MimeType: "text/plain", Data: "a card"}}, DragOperationsMask: 16}
	for _, kind := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		p.must(call(p, input.DispatchDragEvent, input.DispatchDragEventParams{Type: kind, X: goal.X, Y: goal.Y, Data: data}))
	}
	mouse(input.DispatchMouseEventTypeMouseReleased, goal.X, goal.Y)
	p.must(call(p, input.SetInterceptDrags, input.SetInterceptDragsParams{Enabled: false}))
}
