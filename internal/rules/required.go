package rules

import (
	"regexp/syntax"
	"strings"
)

// required returns strings, in small letters, one of which every match of an expression holds; nil when none are known:
// the expression may match any text.
func required(expression string) ([]string, error) {
	re, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return literals(re.Simplify()), nil
}

// shortest is the length of the shortest string that is worth looking for.
const shortest = 2

func literals(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if s := fold(string(re.Rune)); len(s) >= shortest {
			return []string{s}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return literals(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return literals(re.Sub[0])
		}
	case syntax.OpConcat:
		return best(re.Sub)
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			some := literals(sub)
			if some == nil {
				return nil
			}
			all = append(all, some...)
		}
		return all
	}
	return nil
}

// best is the literals of that part of a sequence whose shortest is the longest: each part must match.
func best(parts []*syntax.Regexp) []string {
	var found []string
	for _, p := range parts {
		if some := literals(p); some != nil && (found == nil || least(some) > least(found)) {
			found = some
		}
	}
	return found
}

// least is the length of the shortest of strings.
func least(all []string) int {
	n := len(all[0])
	for _, s := range all {
		n = min(n, len(s))
	}
	return n
}

// fold makes one of letters that an expression takes for each other when it is told not to mind capitals: the long s and
// the Kelvin sign have small letters of their own, and the same capitals as s and k.
func fold(s string) string { return strings.ToLower(strings.ToUpper(s)) }
