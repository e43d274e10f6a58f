package pages

import "github.com/dockercfg/dockercfg/helpers/internal/reference"

// Programs is the README's table: what each program serves and where its page is.
func Programs() string {
	rows := [][]string{link("docker-credential-auto", "how-it-works",
		"every registry, by the helper that serves it", "every host")}
	for _, p := range reference.Providers() {
		rows = append(rows, link("docker-credential-"+p.Short, "providers/"+p.Page, p.Title, p.Hosts))
	}
	rows = append(rows,
		link("docker-credential-vars", "stores", "any registry, from environment variables", "as the variables name them"),
		link("docker-credential-file", "stores", "a store of logins: encrypted, without a daemon", "as you log in"),
		link("dockercfg", "export", "the converter, and `doctor`, `verify`, `configure`, …", ""),
		link("credhelper-conformance", "conformance", "checks any credential helper", ""))
	return Table([]string{"program", "what for", "hosts"}, rows)
}

func link(program, page, what, hosts string) []string {
	return []string{"[`" + program + "`](docs/" + page + ".md)", what, hosts}
}
