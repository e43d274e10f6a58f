package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
)

// identifying are prefixes of variables whose values identify a person or an account. Secrets
// have been removed before.
var identifying = []string{
	"AWS_", "AZURE_", "GOOGLE_", "CLOUDSDK_", "GCLOUD_", "IBM", "IC_", "BLUEMIX_", "DOCKER", "QUAY_", "CI_", "GITLAB_",
	"GITHUB_ACTOR", "GITHUB_REPOSITORY", "GH_", "DIGITALOCEAN_", "HEROKU_", "USER", "LOGNAME", "HOSTNAME",
}

// patterns match names of accounts, people and machines, from any source.
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

// redactor removes from a run's text what must not be published.
type redactor struct {
	known  []credential.Credential // the credentials of this run
	values []replacement           // longest first
}

type replacement struct{ of, by string }

// learn makes the redactor replace a text from now on.
func (r *redactor) learn(of, by string) {
	if len(of) < 4 { // it would also be replaced inside words
		return
	}
	r.values = append(r.values, replacement{of, by})
	slices.SortStableFunc(r.values, func(a, b replacement) int { return len(b.of) - len(a.of) })
}

// learnVariables makes the redactor replace the values of variables by the variables' names.
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

// text returns one line of at most 300 bytes, without secrets, accounts and names of people.
func (r *redactor) text(s string) string {
	line := credential.Scrub(s, 300, r.known...)
	for _, v := range r.values {
		line = strings.ReplaceAll(line, v.of, v.by)
	}
	for _, p := range patterns {
		line = p.of.ReplaceAllString(line, p.as)
	}
	return strings.ReplaceAll(line, "|", `\|`) // "|" ends a cell in Markdown
}
