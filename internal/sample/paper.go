package sample

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"

	"broadsheet/internal/news"
)

// frontStoryline is a storyline as paper.yaml has it.
type frontStoryline struct{ Slug, Name, Summary, Briefing, By, Age string }

// readPaper reads paper.yaml and the imprint.
func readPaper() (Paper, []frontStoryline, error) {
	var y struct {
		Name, Motto, Locale, TimeZone string
		Sections                      []struct{ Slug, Name, Description string }
		People                        []news.Person
		Tags                          []struct{ Name, Description string }
		Storylines                    []frontStoryline
	}
	if err := decodeFile("edition/paper.yaml", &y); err != nil {
		return Paper{}, nil, err
	}
	about, err := files.ReadFile("edition/about.md")
	if err != nil {
		return Paper{}, nil, err
	}
	rules, err := readRules()
	if err != nil {
		return Paper{}, nil, err
	}
	p := Paper{Rules: rules, Paper: news.Paper{Name: y.Name, Motto: y.Motto, Locale: y.Locale, TimeZone: y.TimeZone, About: string(about)}}
	for i, s := range y.Sections {
		p.Sections = append(p.Sections, news.Section{Slug: s.Slug, Name: s.Name, Description: s.Description, Position: i + 1})
	}
	p.People = y.People
	for _, x := range y.Tags {
		p.Tags = append(p.Tags, news.Tag{Name: x.Name, Description: x.Description})
	}
	return p, y.Storylines, nil
}

// readRules reads rules.yaml.
func readRules() (rules []news.Rule, err error) {
	var all []struct {
		ID, Find, Replace, Reason string
		Regexp, Case              bool
		Severity                  news.Severity
		Examples                  []struct{ Wrong, Right string }
	}
	if err := decodeFile("edition/rules.yaml", &all); err != nil {
		return nil, err
	}
	for _, y := range all {
		r := news.Rule{ID: y.ID, Find: y.Find, Replace: y.Replace, Reason: y.Reason, Regexp: y.Regexp, Case: y.Case, Severity: y.Severity}
		for _, e := range y.Examples {
			r.Examples = append(r.Examples, news.RuleExample(e))
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// readPictures reads pictures.yaml and the pictures it names.
func readPictures() ([]Picture, error) {
	var all []struct {
		Name, Alt, Caption, Credit string
		Focus                      *news.Focus
	}
	if err := decodeFile("edition/pictures.yaml", &all); err != nil {
		return nil, err
	}
	var pictures []Picture
	for _, y := range all {
		jpeg, err := files.ReadFile("pictures/" + y.Name + ".jpg")
		if err != nil {
			return nil, err
		}
		p := Picture{Name: y.Name, Alt: y.Alt, Caption: y.Caption, Credit: y.Credit, Focus: news.Focus{X: 50, Y: 50}, JPEG: jpeg}
		if y.Focus != nil {
			p.Focus = *y.Focus
		}
		pictures = append(pictures, p)
	}
	return pictures, nil
}

func decodeFile(name string, to any) error {
	b, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	if err := decode(b, to); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// decode reads YAML and refuses fields it doesn't know: a slip in the sample should be seen when it is made.
func decode(b []byte, to any) error {
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	return d.Decode(to)
}
