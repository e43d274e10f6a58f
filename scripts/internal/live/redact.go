package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
)

// identifying are beginnings of the variables whose values say who somebody is. What
// holds a secret is cut before they are looked at.
var identifying = []string{
	"AWS_", "AZURE_", "GOOGLE_", "CLOUDSDK_", "GCLOUD_", "IBM", "IC_", "BLUEMIX_", "DOCKER", "QUAY_", "CI_", "GITLAB_",
	"GITHUB_ACTOR", "GITHUB_REPOSITORY", "GH_", "DIGITALOCEAN_", "HEROKU_", "USER", "LOGNAME", "HOSTNAME",
}

// patterns are names of accounts, people and machines, wherever they come from.
var patterns = []struct {
	of *regexp.Regexp
	as string
}{
	{regexp.MustCompile(`\barn:[a-z-]*:[^\s"',;|]*`), "[arn]"},
	{regexp.MustCompile(`[\w.+-]+@[\w-]+(\.[\w-]+)+`), "[email]"},
	{regexp.MustCompile(`\b[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\b`), "[id]"},
	{regexp.MustCompile(`\bprojects/[^\s/"',;|]+`), "projects/[id]"},
	{regexp.MustCompile(`[0-9]{6,}`), "[number]"},
	{regexp.MustCompile(`\b[0-9]{1,3}(\.[0-9]{1,3}){3}\b`), "[address]"},
}

// redactor makes text of a run fit to be published.
type redactor struct {
	known  []credential.Credential // that were seen in this run
	values []replacement           // longest first
}

type replacement struct{ of, by string }

// learn makes a text be shown as another one from now on.
func (r *redactor) learn(of, by string) {
	if len(of) < 4 { // it would tear words apart
		return
	}
	r.values = append(r.values, replacement{of, by})
	slices.SortStableFunc(r.values, func(a, b replacement) int { return len(b.of) - len(a.of) })
}

// learnVariables makes values be shown as the variables that hold them.
func (r *redactor) learnVariables(environ []string) {
	for _, assignment := range environ {
		name, value, _ := strings.Cut(assignment, "=")
		for _, beginning := range identifying {
			if strings.HasPrefix(name, beginning) {
				r.learn(value, "$"+name)
				break
			}
		}
	}
}

// text is one line, of at most 300 bytes, without secret, account or name of a person.
func (r *redactor) text(s string) string {
	line := credential.Scrub(s, 300, r.known...)
	for _, v := range r.values {
		line = strings.ReplaceAll(line, v.of, v.by)
	}
	for _, p := range patterns {
		line = p.of.ReplaceAllString(line, p.as)
	}
	return strings.ReplaceAll(line, "|", `\|`) // a cell's end in Markdown
}
