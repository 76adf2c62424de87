package body

import (
	"slices"

	"broadsheet/internal/news"
)

// ForReaders returns a body as readers may have it: what is only suggested to come in is left out, what is suggested to go
// stands, and nothing tells of notes and suggestions. A body without any is returned as it is; no other is changed either.
func ForReaders(n news.Node) news.Node {
	if !forNewsroom(&n) {
		return n
	}
	content := make([]news.Node, 0, len(n.Content))
	for i := range n.Content {
		child := &n.Content[i]
		if suggested(child) {
			continue
		}
		c := ForReaders(*child)
		c.Marks = slices.DeleteFunc(slices.Clone(c.Marks), func(m news.Mark) bool { return newsroomMark(m.Type) })
		if len(c.Marks) == 0 {
			c.Marks = nil
		}
		if last := len(content) - 1; last >= 0 && c.Type == Text && content[last].Type == Text && sameMarks(content[last].Marks, c.Marks) {
			content[last].Text += c.Text
			continue
		}
		content = append(content, c)
	}
	n.Content = content
	return n
}

// forNewsroom says whether a note or a suggestion is in n.
func forNewsroom(n *news.Node) bool {
	for i := range n.Content {
		c := &n.Content[i]
		if slices.ContainsFunc(c.Marks, func(m news.Mark) bool { return newsroomMark(m.Type) }) || forNewsroom(c) {
			return true
		}
	}
	return false
}
