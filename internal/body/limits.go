package body

// Limits bound what a body may be. The zero value of a field means its default.
type Limits struct {
	Bytes int // of the JSON, HTML or Markdown read; default MaxBytes
	Depth int // of nodes below the doc; default MaxDepth
	Nodes int // in all; default MaxNodes
}

// The default limits, and those that are not settings because they guard this package's own time and memory.
const (
	MaxBytes   = 2 << 20 // of JSON, HTML or Markdown
	MaxDepth   = 32      // nodes below the doc: a list in a list in a quote is 7 deep
	MaxNodes   = 100_000 // nodes in all, texts included
	MaxMarks   = 16      // marks on one text
	MaxNesting = 256     // tags within tags in HTML, containers within containers in Markdown
)

// orDefault fills in the defaults.
func (l Limits) orDefault() Limits {
	if l.Bytes <= 0 {
		l.Bytes = MaxBytes
	}
	if l.Depth <= 0 {
		l.Depth = MaxDepth
	}
	if l.Nodes <= 0 {
		l.Nodes = MaxNodes
	}
	return l
}
