package steps

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dop251/goja"
	"github.com/go-json-experiment/json/jsontext"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// source is made from ui/newsroom/src/steps.ts by go generate ./ui/newsroom.
//
//go:embed steps.js
var source string

// program is the script, compiled once.
var program = sync.OnceValues(func() (*goja.Program, error) { return goja.Compile("steps.js", source, true) })

// patience is how long one call may take. The largest document that may be takes a small part of it.
const patience = 10 * time.Second

// Document is the document of one manuscript. It is not safe for concurrent use.
type Document struct {
	vm     *goja.Runtime
	calls  map[string]goja.Callable
	limits body.Limits
	sizes  []size // of the document's elements
	tried  []size // of what Try tried last
}

// size is how large an element is.
type size struct{ bytes, nodes int }

// New makes a document from the JSON of a body, as large as limits allow it to become. Errors: CodeInvalid where it
// breaks the schema.
func New(doc news.Body, limits body.Limits) (*Document, error) {
	script, err := program()
	if err != nil {
		return nil, err
	}
	d := &Document{vm: goja.New(), calls: map[string]goja.Callable{}, limits: limits}
	d.vm.SetMaxCallStackSize(2000)
	if _, err := d.vm.RunProgram(script); err != nil {
		return nil, fmt.Errorf("starting the script of steps: %w", err)
	}
	made := d.vm.Get("steps").ToObject(d.vm)
	for _, name := range made.Keys() {
		call, ok := goja.AssertFunction(made.Get(name))
		if !ok {
			return nil, errors.New("the script of steps has something that is no function: " + name)
		}
		d.calls[name] = call
	}
	return d, d.load(doc)
}

func (d *Document) load(doc news.Body) error {
	if len(doc) == 0 || string(doc) == "null" {
		doc = body.Marshal(body.Empty())
	}
	var given struct{ Content []json.RawMessage }
	if err := json.Unmarshal(doc, &given); err != nil {
		return news.Invalid("body", "the document is not JSON: %v", err)
	}
	if _, err := d.call("load", string(doc)); err != nil {
		return refusal(err, "the document breaks the schema: %s")
	}
	for _, element := range given.Content {
		s, err := d.measure(element)
		if err != nil {
			return err
		}
		d.sizes = append(d.sizes, s)
	}
	return nil
}

// measure has the body's own reader look at an element, which knows what ProseMirror does not, such as which addresses
// a link may have, and says how large it is.
func (d *Document) measure(element json.RawMessage) (size, error) {
	doc, err := body.ParseWithin(append(append([]byte(`{"type":"doc","content":[`), element...), "]}"...), d.limits)
	return size{bytes: len(element), nodes: count(doc.Content)}, err
}

func count(nodes []news.Node) int {
	n := len(nodes)
	for i := range nodes {
		n += count(nodes[i].Content)
	}
	return n
}

// call calls a function of the script, for as long as patience lasts.
func (d *Document) call(name string, args ...string) (goja.Value, error) {
	values := make([]goja.Value, len(args))
	for i, a := range args {
		values[i] = d.vm.ToValue(a)
	}
	timer := time.AfterFunc(patience, func() { d.vm.Interrupt("it took too long") })
	defer func() {
		timer.Stop()
		d.vm.ClearInterrupt()
	}()
	return d.calls[name](goja.Undefined(), values...)
}

// refusal turns what the script threw into a sentence; anything else is a failure of ours and stays one.
func refusal(err error, form string) error {
	var thrown *goja.Exception
	var stopped *goja.InterruptedError
	switch {
	case errors.As(err, &stopped):
		return news.Invalid("steps", form, "it took longer than "+patience.String())
	case errors.As(err, &thrown):
		message := thrown.Value().String()
		if o, ok := thrown.Value().(*goja.Object); ok {
			message = o.Get("message").String()
		}
		return news.Invalid("steps", form, strings.TrimSuffix(strings.ToValidUTF8(message, "\uFFFD"), "."))
	}
	var deep *goja.StackOverflowError
	if errors.As(err, &deep) {
		return news.Invalid("steps", form, "it is nested too deeply")
	}
	return err
}

// Limits of what is sent at once.
const (
	MaxBatch = 1000    // steps
	MaxBytes = 4 << 20 // of their JSON
)

// Try applies steps, all of them or none, and leaves the document as it was; Keep keeps what was tried last. Errors:
// CodeInvalid with a sentence where a step is malformed, doesn't apply, or leaves what the schema forbids;
// CodeTooLarge where there is too much.
func (d *Document) Try(steps []json.RawMessage) error {
	batch, err := join(steps)
	if err != nil {
		return err
	}
	answer, err := d.call("apply", batch)
	if err != nil {
		return refusal(err, "the change can't be applied to the copy as it stands: %s")
	}
	var changed struct {
		From, Removed int
		Elements      []json.RawMessage
	}
	if !isWhole(answer) {
		return news.Invalid("steps", "the change would cut a character in half; load the page again")
	}
	if err := json.Unmarshal([]byte(answer.String()), &changed); err != nil {
		return err
	}
	sizes := make([]size, len(changed.Elements))
	for i, element := range changed.Elements {
		if sizes[i], err = d.measure(element); err != nil {
			return err
		}
	}
	d.tried = slices.Concat(d.sizes[:changed.From], sizes, d.sizes[changed.From+changed.Removed:])
	return d.checkSize()
}

// isWhole says whether a string of the script's has no half of a surrogate pair in it: what a browser calls a character
// may be half of one, and in UTF-8 that has no form.
func isWhole(v goja.Value) bool {
	if !strings.ContainsRune(v.String(), utf8.RuneError) {
		return true
	}
	text, ok := v.ToString().(goja.String)
	if !ok {
		return false
	}
	for i := 0; i < text.Length(); i++ {
		r := rune(text.CharAt(i))
		if !utf16.IsSurrogate(r) {
			continue
		}
		if i++; i == text.Length() || utf16.DecodeRune(r, rune(text.CharAt(i))) == utf8.RuneError {
			return false
		}
	}
	return true
}

// checkSize refuses what was tried when it is too large for a body.
func (d *Document) checkSize() error {
	most := or(d.limits.Bytes, body.MaxBytes)
	all := size{bytes: len(`{"type":"doc","content":[]}`)}
	for _, s := range d.tried {
		all.bytes += s.bytes + 1
		all.nodes += s.nodes
	}
	if all.bytes > most {
		return news.Errorf(news.CodeTooLarge, "steps", "the copy would be %d bytes, and the most is %d; take something out, or split the article", all.bytes, most)
	}
	if most := or(d.limits.Nodes, body.MaxNodes); all.nodes > most {
		return news.Errorf(news.CodeTooLarge, "steps", "the copy would have %d parts, and the most is %d; take something out, or split the article", all.nodes, most)
	}
	return nil
}

func or(n, other int) int {
	if n > 0 {
		return n
	}
	return other
}

// Keep keeps what Try tried last.
func (d *Document) Keep() error {
	_, err := d.call("commit")
	d.sizes = d.tried
	return err
}

// join makes one JSON text of steps, within the limits.
func join(steps []json.RawMessage) (string, error) {
	if len(steps) > MaxBatch {
		return "", news.Errorf(news.CodeTooLarge, "steps", "%d changes came at once and %d may; send them in several batches", len(steps), MaxBatch)
	}
	var b strings.Builder
	b.WriteByte('[')
	for i, s := range steps {
		if i > 0 {
			b.WriteByte(',')
		}
		if !jsontext.Value(s).IsValid() { // which wants whole characters, and no name twice
			return "", news.Invalid("steps", "step %d is not JSON", i)
		}
		b.Write(s)
	}
	b.WriteByte(']')
	if b.Len() > MaxBytes {
		return "", news.Errorf(news.CodeTooLarge, "steps", "the changes are %d bytes and may be %d; paste less at once", b.Len(), MaxBytes)
	}
	return b.String(), nil
}

// Replay applies steps that were tried before they were written down. Errors: CodeInvalid where one doesn't apply, and
// then the document is good for nothing.
func (d *Document) Replay(steps []json.RawMessage) error {
	for len(steps) > 0 {
		n := min(len(steps), MaxBatch)
		batch, err := join(steps[:n])
		if err != nil {
			return err
		}
		if _, err := d.call("replay", batch); err != nil {
			return refusal(err, "a step of the log can't be applied to the one before: %s")
		}
		steps = steps[n:]
	}
	doc, err := d.JSON()
	if err != nil {
		return err
	}
	d.sizes = nil
	return d.load(doc)
}

// JSON returns the document as ProseMirror writes it; package body reads it.
func (d *Document) JSON() (news.Body, error) {
	v, err := d.call("json")
	if err != nil {
		return nil, err
	}
	return news.Body(v.String()), nil
}

// Toward returns the steps that make the document say what another body says; none when it does already.
func (d *Document) Toward(other news.Body) ([]json.RawMessage, error) {
	v, err := d.call("toward", string(other))
	if err != nil {
		return nil, refusal(err, "the document breaks the schema: %s")
	}
	var steps []json.RawMessage
	return steps, json.Unmarshal([]byte(v.String()), &steps)
}
