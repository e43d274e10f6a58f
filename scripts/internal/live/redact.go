package main

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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

// shortest is the length from which a name is also replaced inside words.
const shortest = 4 // bytes

// ordinary matches short values of variables that identify no one.
var ordinary = regexp.MustCompile(`^([0-9]*|yes|no|on|off)$`)

// named is what a name contains at least; a home directory can be "/".
var named = regexp.MustCompile(`[\pL\pN]`)

// learn makes the redactor replace a text from now on.
func (r *redactor) learn(of, by string) {
	if len(of) < shortest && (ordinary.MatchString(of) || !named.MatchString(of)) {
		return
	}
	r.values = append(r.values, replacement{of, by})
	slices.SortStableFunc(r.values, func(a, b replacement) int { return len(b.of) - len(a.of) })
}

// learnSource makes the redactor replace the name of the profile in a helper's description of
// its identity. The name comes last, before what selected it, and may contain spaces.
func (r *redactor) learnSource(source string) {
	_, name, _ := strings.Cut(source, "profile ")
	name, _, _ = strings.Cut(name, ", by ")
	if name != "default" {
		r.learn(name, profileName)
	}
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

// longest is the length of a line in a report, in bytes; enough is more than a program says.
const (
	longest = 300
	enough  = 1 << 20
)

// text returns one line of at most 300 bytes, without secrets, accounts and names of people. It
// is cut last: the beginning of a name would no longer be recognized.
func (r *redactor) text(s string) string {
	line := credential.Scrub(s, enough, r.known...)
	for _, v := range r.values {
		line = v.in(line)
	}
	for _, p := range patterns {
		line = p.of.ReplaceAllString(line, p.as)
	}
	line = profiles.ReplaceAllStringFunc(line, withoutProfile)
	if len(line) > longest {
		line = strings.ToValidUTF8(line[:longest], "")
	}
	return strings.ReplaceAll(line, "|", `\|`) // "|" ends a cell in Markdown
}

// in replaces the text in a line: a short one only where it is a whole word.
func (v replacement) in(line string) string {
	if len(v.of) >= shortest {
		return strings.ReplaceAll(line, v.of, v.by)
	}
	var out strings.Builder
	last := ' '
	for line != "" {
		if rest, found := strings.CutPrefix(line, v.of); found && !inWord(last) {
			if next, _ := utf8.DecodeRuneInString(rest); !inWord(next) {
				out.WriteString(v.by)
				line, last = rest, ' '
				continue
			}
		}
		var size int
		last, size = utf8.DecodeRuneInString(line)
		out.WriteString(line[:size])
		line = line[size:]
	}
	return out.String()
}

func inWord(r rune) bool { return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// profileName replaces the name of a profile.
const profileName = "[profile]"

// profiles matches the name after "profile", and the next word of a sentence about a profile.
var profiles = regexp.MustCompile("\\bprofile [^\\s,;:()`'\"$\\[]+")

// withoutProfile replaces the name in a match of profiles.
func withoutProfile(match string) string {
	before, name, _ := strings.Cut(match, " ")
	switch name {
	case "default", "with", "has", "needs", "and", "is", "in", "of", "or", "for", "does", "to":
		return match
	}
	return before + " " + profileName
}
