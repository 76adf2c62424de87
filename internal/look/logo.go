package look

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// Bounds of a drawing: it stands in every page.
const (
	maxDrawing  = 256 << 10 // bytes, as it comes
	maxLogo     = 12 << 10  // bytes, as it is kept
	maxShapes   = 400
	maxNested   = 16
	logoElement = "svg"
)

// shapes returns the attributes that an element of a logo may have, of those elements that there may be (SVG 2, chapters
// 5, 9 and 10). Shapes can neither load anything nor run, whatever their attributes say.
func shapes(element string) (attrs string, ok bool) {
	const common = " transform opacity "
	const painted = common + "fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-dasharray stroke-dashoffset "
	switch element {
	case logoElement:
		return " viewBox " + painted, true
	case "g":
		return painted, true
	case "path":
		return painted + "d ", true
	case "rect":
		return painted + "x y width height rx ry ", true
	case "circle":
		return painted + "cx cy r ", true
	case "ellipse":
		return painted + "cx cy rx ry ", true
	case "line":
		return painted + "x1 y1 x2 y2 ", true
	case "polyline", "polygon":
		return painted + "points ", true
	}
	return "", false
}

// leftOut are elements that say something about a drawing and draw nothing.
func leftOut(element string) bool {
	switch element {
	case "title", "desc", "metadata":
		return true
	}
	return false
}

// The values that attributes may have: numbers, colours, keywords, path data, lists of transforms. None can name an
// address: there is neither a colon nor a slash, and url( is looked for besides.
var value = regexp.MustCompile(`^[-+#%.,()A-Za-z0-9 \t\r\n]*$`)

const svgSpace = "http://www.w3.org/2000/svg"

// Logo reads a drawing in SVG that somebody sent and returns what a page may carry of it: shapes alone, without ids,
// classes, comments and what drawing programs note for themselves. Colours that are to follow the light and dark scheme
// are written as currentColor. A drawing that holds anything that could run, load or hide is refused, not mended: its
// maker meant it to be there. Errors: CodeInvalid and CodeTooLarge, in the given field.
func Logo(field string, svg string) (string, error) {
	if len(svg) > maxDrawing {
		return "", news.Errorf(news.CodeTooLarge, field, "the drawing has %d KB and may have %d; simplify its paths", len(svg)>>10, maxDrawing>>10)
	}
	r := &logoReader{field: field, in: xml.NewDecoder(strings.NewReader(svg))}
	if err := r.read(); err != nil {
		return "", err
	}
	if r.out.Len() > maxLogo {
		return "", news.Errorf(news.CodeTooLarge, field, "the drawing has %d KB without what pages don't need, and may have %d, since it stands in every page; simplify its paths", r.out.Len()>>10, maxLogo>>10)
	}
	return r.out.String(), nil
}

type logoReader struct {
	field string
	in    *xml.Decoder
	out   bytes.Buffer
	open  []string // elements that have been begun
	count int
	ended bool // the outermost element
}

func (r *logoReader) refuse(format string, args ...any) error {
	return news.Invalid(r.field, format, args...)
}

func (r *logoReader) read() error {
	for {
		token, err := r.in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return r.refuse("is no SVG that can be read (%v); send a drawing in SVG, in UTF-8", plain(err))
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = r.begin(t)
		case xml.EndElement:
			r.end()
		case xml.CharData:
			if s := strings.TrimSpace(string(t)); s != "" {
				err = r.refuse("holds the text %q outside of any shape; turn text into paths", short(s))
			}
		} // comments, instructions and directives are left out
		if err != nil {
			return err
		}
	}
	switch {
	case !r.ended:
		return r.refuse("holds no <svg>; send a drawing in SVG")
	case r.count < 2:
		return r.refuse("draws nothing; send a drawing with shapes in it")
	}
	return nil
}

// plain is an error of the XML reader without the name of its package.
func plain(err error) string { return strings.TrimPrefix(err.Error(), "XML syntax error ") }

// begin copies the beginning of an element that may be there.
func (r *logoReader) begin(t xml.StartElement) error {
	name := t.Name.Local
	foreign := t.Name.Space != "" && t.Name.Space != svgSpace
	switch {
	case r.ended:
		return r.refuse("goes on after its end with <%s>; send one drawing", short(name))
	case len(r.open) == 0 && (name != logoElement || foreign):
		return r.refuse("begins with <%s>; send a drawing in SVG", short(name))
	case foreign || leftOut(name):
		if err := r.in.Skip(); err != nil {
			return r.refuse("is no SVG that can be read (%v); send a drawing in SVG, in UTF-8", plain(err))
		}
		return nil
	}
	allowed, ok := shapes(name)
	if !ok || name == logoElement && len(r.open) > 0 {
		return r.refuse("holds <%s>, and a logo may hold shapes alone; export it as plain paths, without scripts, styles, pictures and text", short(name))
	}
	if r.count++; r.count > maxShapes || len(r.open) >= maxNested {
		return r.refuse("has more than %d shapes, or more than %d inside each other; simplify it", maxShapes, maxNested)
	}
	attrs, err := r.attributes(t, allowed)
	if err != nil {
		return err
	}
	r.open = append(r.open, name)
	r.out.WriteString("<" + name + attrs + ">")
	return nil
}

func (r *logoReader) end() {
	last := len(r.open) - 1
	r.out.WriteString("</" + r.open[last] + ">")
	r.open = r.open[:last]
	r.ended = last == 0
}

// attributes writes those attributes that may be there. What a style attribute says comes first and becomes attributes,
// since pages have no styles in elements.
func (r *logoReader) attributes(t xml.StartElement, allowed string) (string, error) {
	a := attributes{r: r, element: t.Name.Local, allowed: allowed, written: map[string]string{}}
	for _, x := range t.Attr {
		if x.Name.Space != "" || x.Name.Local != "style" {
			continue
		}
		for declaration := range strings.SplitSeq(x.Value, ";") {
			if name, v, ok := strings.Cut(declaration, ":"); ok {
				a.put(strings.TrimSpace(name), v)
			}
		}
	}
	for _, x := range t.Attr {
		if x.Name.Space == "" && x.Name.Local != "style" && x.Name.Local != "xmlns" {
			a.put(x.Name.Local, x.Value)
		}
	}
	if t.Name.Local == logoElement && a.written["viewBox"] == "" && a.fault == nil {
		a.viewBox(t)
	}
	return a.out.String(), a.fault
}

// attributes gathers those of one element.
type attributes struct {
	r       *logoReader
	element string
	allowed string // with spaces around each
	written map[string]string
	out     strings.Builder
	fault   error // the first
}

func (a *attributes) put(name, v string) {
	v = strings.Join(strings.Fields(v), " ")
	_, had := a.written[name]
	switch {
	case a.fault != nil || had:
	case strings.HasPrefix(strings.ToLower(name), "on"):
		a.fault = a.r.refuse("has the handler %s on <%s>; a logo may not run anything", short(name), a.element)
	case strings.Contains(strings.ToLower(v), "url("):
		a.fault = a.r.refuse("has %s=%q on <%s>; export it as plain paths, without gradients, masks and links", short(name), short(v), a.element)
	case name == "display" && v == "none", name == "visibility" && v == "hidden":
		a.fault = a.r.refuse("hides a <%s>, which a page would show; delete it from the drawing", a.element)
	case !strings.Contains(a.allowed, " "+name+" "):
	case !value.MatchString(v):
		a.fault = a.r.refuse("has %s=%q on <%s>; a logo may hold numbers, colours and plain words alone", name, short(v), a.element)
	default:
		a.written[name] = v
		a.out.WriteString(" " + name + `="` + v + `"`)
	}
}

// viewBox makes the outermost element's of its width and height.
func (a *attributes) viewBox(t xml.StartElement) {
	size := map[string]string{}
	for _, x := range t.Attr {
		size[x.Name.Local] = strings.TrimSuffix(x.Value, "px")
	}
	for _, side := range []string{"width", "height"} {
		if n, err := strconv.ParseFloat(size[side], 64); err != nil || !(n > 0 && n < 1e6) {
			a.fault = a.r.refuse(`doesn't say how large it is; give the <svg> a viewBox, such as viewBox="0 0 600 80"`)
			return
		}
	}
	a.put("viewBox", "0 0 "+size["width"]+" "+size["height"])
}
