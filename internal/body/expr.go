package body

import (
	"fmt"
	"math/bits"
	"strings"
)

// expr is a compiled content expression such as "paragraph block*": an automaton whose states are the places of names in
// the expression. A state is a set of places; the top bit stands for the beginning, where nothing has been read.
type expr struct {
	source   string
	nullable bool
	first    uint64     // places that may come first
	last     uint64     // places that may come last
	follow   []uint64   // place: the places that may come after it
	sym      []uint64   // place: the set of node types that it takes
	at       [64]uint64 // node type: the places that take it
	types    uint64     // all node types that occur
}

// begin is the state before the first child.
const begin uint64 = 1 << 63

// next returns the state after a child of type t, or 0 when t cannot come there.
func (e *expr) next(state uint64, t int) uint64 { return e.after(state) & e.at[t] }

// after returns the places that can come next.
func (e *expr) after(state uint64) uint64 {
	var places uint64
	if state&begin != 0 {
		places = e.first
	}
	for s := state &^ begin; s != 0; s &= s - 1 {
		places |= e.follow[bits.TrailingZeros64(s)]
	}
	return places
}

// expected returns the set of node types that can come next.
func (e *expr) expected(state uint64) uint64 {
	var types uint64
	for p := e.after(state); p != 0; p &= p - 1 {
		types |= e.sym[bits.TrailingZeros64(p)]
	}
	return types
}

// done says whether the content may end in state.
func (e *expr) done(state uint64) bool {
	return state&e.last != 0 || state&begin != 0 && e.nullable
}

// compileExpr compiles source. named resolves a name of a node type or a group to the set of node types.
func compileExpr(source string, named func(string) (uint64, error)) (*expr, error) {
	c := &exprCompiler{expr: &expr{source: source}, named: named}
	for _, r := range "()*+?|" {
		source = strings.ReplaceAll(source, string(r), " "+string(r)+" ")
	}
	c.words = strings.Fields(source)
	if len(c.words) == 0 {
		c.expr.nullable = true
		return c.expr, nil
	}
	p, err := c.choice()
	if err == nil && len(c.words) > 0 {
		err = fmt.Errorf("%q is not expected", c.words[0])
	}
	if err != nil {
		return nil, fmt.Errorf("content expression %q: %w", c.expr.source, err)
	}
	c.expr.nullable, c.expr.first, c.expr.last = p.nullable, p.first, p.last
	return c.expr, nil
}

// exprCompiler reads an expression by descent, building the automaton as it goes.
type exprCompiler struct {
	expr  *expr
	words []string
	named func(string) (uint64, error)
}

// part is what is known of a piece of an expression.
type part struct {
	nullable    bool
	first, last uint64
}

// choice reads one or more sequences separated by "|".
func (c *exprCompiler) choice() (part, error) {
	p, err := c.sequence()
	for err == nil && c.take("|") {
		var q part
		q, err = c.sequence()
		p = part{p.nullable || q.nullable, p.first | q.first, p.last | q.last}
	}
	return p, err
}

// sequence reads one or more items.
func (c *exprCompiler) sequence() (part, error) {
	p, err := c.item()
	for err == nil && len(c.words) > 0 && c.words[0] != "|" && c.words[0] != ")" {
		var q part
		if q, err = c.item(); err != nil {
			break
		}
		c.link(p.last, q.first)
		joined := part{p.nullable && q.nullable, p.first, q.last}
		if p.nullable {
			joined.first |= q.first
		}
		if q.nullable {
			joined.last |= p.last
		}
		p = joined
	}
	return p, err
}

// item reads a name or a group in parentheses, and what repeats it.
func (c *exprCompiler) item() (part, error) {
	p, err := c.atom()
	if err != nil {
		return p, err
	}
	switch {
	case c.take("*"):
		c.link(p.last, p.first)
		p.nullable = true
	case c.take("+"):
		c.link(p.last, p.first)
	case c.take("?"):
		p.nullable = true
	}
	return p, nil
}

func (c *exprCompiler) atom() (part, error) {
	if len(c.words) == 0 {
		return part{}, fmt.Errorf("it ends too early")
	}
	if c.take("(") {
		p, err := c.choice()
		if err == nil && !c.take(")") {
			err = fmt.Errorf("a ) is missing")
		}
		return p, err
	}
	types, err := c.named(c.words[0])
	if err != nil {
		return part{}, err
	}
	c.words = c.words[1:]
	return c.place(types)
}

// place adds a place that takes any of types.
func (c *exprCompiler) place(types uint64) (part, error) {
	n := len(c.expr.sym)
	if n == 63 {
		return part{}, fmt.Errorf("it has more than 63 names")
	}
	c.expr.sym = append(c.expr.sym, types)
	c.expr.follow = append(c.expr.follow, 0)
	c.expr.types |= types
	for t := types; t != 0; t &= t - 1 {
		c.expr.at[bits.TrailingZeros64(t)] |= 1 << n
	}
	return part{first: 1 << n, last: 1 << n}, nil
}

// link lets every place in to follow every place in from.
func (c *exprCompiler) link(from, to uint64) {
	for ; from != 0; from &= from - 1 {
		c.expr.follow[bits.TrailingZeros64(from)] |= to
	}
}

func (c *exprCompiler) take(word string) bool {
	if len(c.words) == 0 || c.words[0] != word {
		return false
	}
	c.words = c.words[1:]
	return true
}
