package pages

import (
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/reference"
)

// Environment is docs/environment.md.
func Environment() string {
	var out strings.Builder
	out.WriteString(generated + "# Environment variables\n\n" +
		"Every environment variable that a program of this suite reads. Helpers have their short names " +
		"here: `ecr` is\n" +
		"`docker-credential-ecr`. [The page of each provider](README.md) says which of its secrets is used " +
		"for which registry.\n")
	out.WriteString("\n" + groups())
	for _, chapter := range reference.Environment() {
		out.WriteString("\n## " + chapter.Title + "\n\n")
		if chapter.Intro != "" {
			out.WriteString(chapter.Intro + "\n\n")
		}
		out.WriteString(variables(chapter.Variables))
	}
	return out.String()
}

// variables is a table of variables.
func variables(list []reference.Variable) string {
	var rows [][]string
	for _, v := range list {
		rows = append(rows, []string{"`" + v.Name + "`", readBy(v.Readers), v.Default, v.Meaning})
	}
	return Table([]string{"variable", "read by", "default", "meaning"}, rows)
}

// ownOf is the table of a provider's page: the variables of one helper, without those
// of the suite and the machine.
func ownOf(name string) string {
	var rows [][]string
	for _, chapter := range reference.Environment() {
		for _, v := range chapter.Variables {
			if !chapter.General && Reads(v.Readers, name) {
				rows = append(rows, []string{"`" + v.Name + "`", v.Default, v.Meaning})
			}
		}
	}
	return Table([]string{"variable", "default", "meaning"}, rows)
}

// groups says who belongs to each group of readers.
func groups() string {
	var rows [][]string
	for _, g := range reference.Groups() {
		if g.Members != reference.Helpers {
			members := "`" + strings.Join(strings.Fields(g.Members), "`, `") + "`"
			rows = append(rows, []string{g.Words, strings.ReplaceAll(members, "cache-clear", "cache clear")})
		}
	}
	return Table([]string{"group", "members"}, rows)
}
