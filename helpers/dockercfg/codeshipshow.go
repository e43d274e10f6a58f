package main

// How a CodeShip project is shown.

import (
	"strings"
	"unicode"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/codeship"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
)

func (m codeshipOptions) show(p *codeship.Project, s streams) error {
	uses, tags, findings, rotation := p.Uses(), p.Tags(), p.Lint(), p.Rotation()
	if m.json {
		data, err := term.JSON(map[string]any{
			"uses": list(uses), "tags": list(tags), "findings": list(findings), "rotate": list(rotation),
		})
		if err != nil {
			return fault.New(fault.Internal, "writing the project: %w", err)
		}
		if err := term.Emit(s.out, data); err != nil {
			return err
		}
	} else if err := showProject(uses, tags, findings, rotation, term.On(s.out)); err != nil {
		return fault.New(fault.Internal, "writing the project: %w", err)
	}
	for _, f := range findings {
		if !f.Note {
			return exit.Silently(exit.Failed)
		}
	}
	return nil
}

func showProject(
	uses []codeship.Use, tags []codeship.Tag, findings []codeship.Finding, rotation []codeship.Secret, out *term.Screen,
) error {
	if len(uses)+len(tags)+len(findings)+len(rotation) == 0 {
		return term.Fprintf(out, "No step uses a registry, and no file is encrypted.\n")
	}
	section := func(header []string, rows [][]term.Cell) error {
		if len(rows) == 0 {
			return nil
		}
		if err := out.Table(header, rows); err != nil {
			return err
		}
		return term.Fprintf(out, "\n")
	}
	var rows [][]term.Cell
	for _, u := range uses {
		rows = append(rows, term.Cells(printable(u.Step, u.Does, u.Registry, u.Credential, u.Entry)...))
	}
	if err := section([]string{"STEP", "DOES", "REGISTRY", "CREDENTIAL", "ENTRY"}, rows); err != nil {
		return err
	}
	rows = nil
	for _, t := range tags {
		rows = append(rows, term.Cells(printable(t.Step, t.Template, t.Tag)...))
	}
	if err := section([]string{"STEP", "IMAGE_TAG", "WITH SAMPLES"}, rows); err != nil {
		return err
	}
	rows = nil
	for _, r := range rotation {
		rows = append(rows, term.Cells(printable(r.File, dash(r.Name), life(r))...))
	}
	if err := section([]string{"TO BE CHANGED, FROM", "NAME", "LIFE"}, rows); err != nil {
		return err
	}
	for _, f := range findings {
		word := out.Paint(term.Doubtful, "mistake:")
		if f.Note {
			word = "note:"
		}
		said := fault.Printable(f.String(), 400)
		if err := term.Fprintf(out, "%s %s\n    %s\n", word, said, term.Lines(verbatim(f.Fix))); err != nil {
			return err
		}
	}
	return nil
}

// life returns how urgent it is to change a secret.
func life(r codeship.Secret) string {
	switch {
	case r.Setting:
		return "a setting, not a secret"
	case r.Lives == "":
		return "long-lived"
	}
	return r.Lives
}

// list returns a copy that is never null in JSON.
func list[T any](all []T) []T { return append([]T{}, all...) }

// verbatim returns a line to type, with all of its spaces.
func verbatim(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
}

func printable(texts ...string) []string {
	for i := range texts {
		texts[i] = fault.Printable(texts[i], 120)
	}
	return texts
}
