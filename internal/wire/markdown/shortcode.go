package markdown

import "strings"

// keepShortcodes makes shortcodes plain text that survives the reading of Markdown: {{<figure>}} would else be taken
// for an HTML tag and vanish. Every one is told to warn, with its line and name. What the generator would print as it
// stands ({{</* figure */>}}, in documentation) becomes just that, without a word. "<!--more-->" goes: it only said
// where a list's excerpt ended.
func keepShortcodes(body string, warn func(line int, name string)) string {
	var out strings.Builder
	code := fence{}
	n := 0
	for line := range strings.Lines(body) {
		n++
		inCode := code.next(line)
		if !inCode && strings.TrimSpace(line) == "<!--more-->" {
			out.WriteString("\n")
			continue
		}
		out.WriteString(keepInLine(line, inCode, func(name string) { warn(n, name) }))
	}
	return out.String()
}

// fence follows fenced code over the lines of a text.
type fence struct{ mark string }

// next says whether line belongs to fenced code.
func (f *fence) next(line string) bool {
	trimmed := strings.TrimLeft(line, " ")
	if f.mark != "" {
		if strings.HasPrefix(trimmed, f.mark) && strings.Trim(strings.TrimSpace(trimmed), f.mark[:1]) == "" {
			f.mark = ""
		}
		return true
	}
	if len(line)-len(trimmed) > 3 {
		return false
	}
	for _, c := range []string{"`", "~"} {
		mark := trimmed[:len(trimmed)-len(strings.TrimLeft(trimmed, c))]
		if len(mark) >= 3 && (c == "~" || !strings.Contains(trimmed[len(mark):], "`")) {
			f.mark = mark
			return true
		}
	}
	return false
}

func keepInLine(line string, inCode bool, warn func(name string)) string {
	var out strings.Builder
	ticks := 0 // back quotes so far: an odd number means inside a span of code
	for {
		at := strings.Index(line, "{{")
		if at < 0 || len(line) < at+3 || (line[at+2] != '<' && line[at+2] != '%') {
			if at < 0 {
				out.WriteString(line)
				return out.String()
			}
			out.WriteString(line[:at+2])
			ticks += strings.Count(line[:at+2], "`")
			line = line[at+2:]
			continue
		}
		out.WriteString(line[:at])
		ticks += strings.Count(line[:at], "`")
		closing := string(closer(line[at+2])) + "}}"
		inner, after, closed := strings.Cut(line[at+3:], closing)
		if shown, ok := documented(inner); ok && closed {
			out.WriteString(opener(line[at+2], inCode || ticks%2 == 1) + shown + closing)
			line = after
			continue
		}
		warn(name(inner))
		out.WriteString(opener(line[at+2], inCode || ticks%2 == 1))
		line = line[at+3:]
	}
}

func closer(c byte) byte {
	if c == '<' {
		return '>'
	}
	return c
}

// opener writes a shortcode's opening so that Markdown takes it for text.
func opener(c byte, inCode bool) string {
	if c == '<' && !inCode {
		return `{{\<`
	}
	return "{{" + string(c)
}

// documented returns what a shortcode that is only to be shown shows.
func documented(inner string) (string, bool) {
	s, opens := strings.CutPrefix(inner, "/*")
	s, closes := strings.CutSuffix(s, "*/")
	return s, opens && closes
}

// name is a shortcode's name, with the slash of a closing one.
func name(inner string) string {
	inner = strings.TrimSpace(inner)
	slash := ""
	if rest, ok := strings.CutPrefix(inner, "/"); ok {
		slash, inner = "/", strings.TrimSpace(rest)
	}
	end := strings.IndexAny(inner, " \t\n\"}>%")
	if end < 0 {
		end = len(inner)
	}
	return "{{" + slash + inner[:min(end, 40)] + "}}"
}

// cutTitle takes a title out of a body that begins with a heading.
func cutTitle(body string) (title, rest string) {
	trimmed := strings.TrimLeft(body, " \t\n")
	line, after, _ := strings.Cut(trimmed, "\n")
	if t, ok := strings.CutPrefix(line, "# "); ok {
		return strings.TrimSpace(strings.TrimRight(strings.TrimSpace(t), "#")), after
	}
	return "", body
}
