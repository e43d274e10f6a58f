package codeship

import (
	"bytes"
	"path/filepath"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/ignorefile"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/shellword"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// dockercfgPaths returns the files that any encrypted_dockercfg_path names.
func (p *Project) dockercfgPaths() (all []named) {
	seen := map[string]bool{}
	add := func(d Directive, file string) {
		if d.Path != "" && !seen[d.Path] {
			seen[d.Path] = true
			all = append(all, named{file, d.Path, d.Line})
		}
	}
	for _, s := range p.Services {
		add(s.Directive, p.ServicesFile)
	}
	for _, s := range p.Steps {
		add(s.Directive, p.StepsFile)
	}
	return all
}

// reExport returns the command that writes a dockercfg again.
func reExport(path string) string {
	return "dockercfg export --format codeship --jet-key codeship.aes -o " + shellword.Path(path)
}

// dockercfgs finds files without a login, since a keychain or a helper has it, or with a
// login under a key that is not looked for.
func dockercfgs(l *linter) {
	for _, n := range l.dockercfgPaths() {
		f := l.open(n.path)
		if f.problem != "" {
			l.find(n.key, n.line, f.fix, "%s: %s", n.path, f.problem)
			continue
		}
		c, err := l.config(n.path)
		if err != nil {
			l.find(n.path, 0, reExport(n.path), "%s", err)
			continue
		}
		l.content(n.path, c)
	}
}

func (l *linter) content(path string, c dockerconfig.Config) {
	fix := reExport(path)
	if c.CredsStore != "" || len(c.CredHelpers) > 0 {
		l.find(path, 0, fix, "it only points to a store or helpers, which CodeShip did not run")
	}
	for _, warning := range c.Warnings {
		if warning.Kind == dockerconfig.UnreadKey || warning.Kind == dockerconfig.Unpadded {
			l.find(path, 0, fix, "%s", warning.Text)
		}
	}
	for _, e := range c.Auths {
		name, err := registry.Parse(e.Key)
		switch {
		case e.Problem != nil:
			l.find(path, 0, fix, "%s: %s", e.Key, e.Problem)
		case e.Placeholder():
			l.find(path, 0, fix, "%s: the entry is empty, as a keychain leaves it", e.Key)
		case err == nil && name.HubSite():
			l.find(path, 0, registry.HubKey, "%s: this is Docker Hub's web site, not its registry", e.Key)
		case err == nil && name.IsHub() && e.Key != registry.HubKey:
			l.find(path, 0, registry.HubKey, "%s: CodeShip finds Docker Hub by one key only", e.Key)
		}
	}
}

// ending finds encrypted tokens that expire before they are read, and passwords with the
// line feed of an echo.
func ending(l *linter) {
	for _, n := range l.dockercfgPaths() {
		c, err := l.config(n.path)
		if l.open(n.path).text == nil || err != nil {
			continue
		}
		for _, e := range c.Auths {
			if e.Placeholder() || e.Problem != nil {
				continue
			}
			if lives := lifeOf(e); lives != "" {
				l.find(n.path, 0, "a dockercfg_service, or `dockercfg generate` in each build",
					"%s: its token %s, but the file is kept", e.Key, lives)
			}
			if secret := e.Secret.Reveal(); strings.HasSuffix(secret, "\n") && !strings.HasPrefix(secret, "{") {
				l.find(n.path, 0, "printf %s:%s USER PASSWORD | base64",
					"%s: the password ends in a newline, as `echo` writes it", e.Key)
			}
		}
	}
}

// lifeOf returns how long a short-lived login is valid, or "" if it does not expire.
func lifeOf(e dockerconfig.Entry) string {
	if ends, ok := e.Secret.Expiry(); ok {
		return "expires at " + ends.UTC().Format(time.RFC3339)
	}
	switch e.Username {
	case "AWS":
		return "expires after 12 hours (Amazon ECR)"
	case "oauth2accesstoken":
		return "expires after an hour (Google)"
	case "00000000-0000-0000-0000-000000000000", "iambearer":
		return "expires within hours"
	case credential.TokenUser:
		return "is an identity token, which CodeShip drops"
	}
	return ""
}

// mixedUp finds plain text where encrypted text belongs, and the reverse.
func mixedUp(l *linter) {
	for _, s := range l.Services {
		for _, n := range s.envFiles() {
			switch f := l.open(n.path); {
			case n.key == "env_file" && f.encrypted:
				l.find(l.ServicesFile, n.line, yamlLine("encrypted_env_file", n.path),
					"service %s: %s is encrypted, but env_file does not decrypt it", s.Name, n.path)
			case f.problem != "" && (!f.encrypted || l.Key != nil):
				l.find(l.ServicesFile, n.line, f.fix, "service %s: %s: %s", s.Name, n.path, f.problem)
			case n.key != "env_file" && !f.encrypted && f.problem == "":
				l.find(l.ServicesFile, n.line, encryption(n.path),
					"service %s: %s is not encrypted, but %s needs an encrypted file",
					s.Name, n.path, n.key)
			default:
				l.lines(s, n, f)
			}
		}
		for _, n := range s.inline() {
			if !sealedInline(n.path) {
				l.find(l.ServicesFile, n.line, "dockercfg encrypt - - <<<NAME=value",
					"service %s: %s has a value that is not encrypted", s.Name, n.key)
			}
		}
	}
	for _, n := range l.dockercfgPaths() {
		if f := l.open(n.path); !f.encrypted && f.problem == "" {
			l.find(n.key, n.line, encryption(n.path),
				"%s is not encrypted, but encrypted_dockercfg_path needs an encrypted file", n.path)
		}
	}
}

func encryption(path string) string {
	return "dockercfg encrypt " + shellword.Path(path) + " " + shellword.Path(path+".encrypted")
}

// lines finds lines in an env file that are not NAME=value. They are not shown, since they
// may be part of a secret.
func (l *linter) lines(s Service, n named, f file) {
	for _, a := range assignments(f.text) {
		if a.name == "" {
			l.find(l.ServicesFile, n.line, "NAME=value, with letters, digits and underscores in NAME",
				"service %s: line %d of %s is not an assignment, as when a part of the file is missing", s.Name, a.line,
				n.path)
		}
	}
}

// unchecked finds files of jet before 2.6.0, which have no checksum that shows damage.
func unchecked(l *linter) {
	seen := map[string]bool{}
	check := func(file string, n named) {
		if f := l.open(n.path); f.version == jet.V1 && f.problem == "" && !seen[n.path] {
			seen[n.path] = true
			l.note(file, n.line, "dockercfg decrypt --v1 "+shellword.Path(n.path)+" -, and check that it is complete",
				"%s has no checksum (jet before 2.6.0), so a missing or changed part is not noticed", n.path)
		}
	}
	for _, n := range l.dockercfgPaths() {
		check(n.key, n)
	}
	for _, s := range l.Services {
		for _, n := range s.envFiles() {
			check(l.ServicesFile, n)
		}
	}
}

// tracked finds files that must not be in the repository, or in an image.
func tracked(l *linter) {
	private := []string{jet.DefaultKey, "dockercfg", ".dockercfg"}
	for _, s := range l.Services {
		for _, n := range s.envFiles() {
			if f := l.open(n.path); n.key == "env_file" && !f.encrypted && f.problem == "" {
				private = append(private, n.path)
			}
		}
	}
	if l.KeyFile != "" && jet.Exposed(l.KeyFile) {
		l.note(l.KeyFile, 0, "chmod 600 "+shellword.Path(l.KeyFile), "other users of this machine can read the key")
	}
	l.wide()
	index, readable := l.gitIndex()
	var unchecked []string
	for _, name := range private {
		path := filepath.FromSlash(name)
		if !filepath.IsLocal(path) {
			continue
		}
		if _, err := l.usual(path, maxFile); err != nil {
			continue
		}
		if !readable {
			unchecked = append(unchecked, shellword.Path(name))
		}
		if bytes.Contains(index, indexed(filepath.ToSlash(filepath.Clean(path)))) {
			l.find(name, 0, "git rm --cached -- "+shellword.Path(name)+", and change the secrets in it",
				"git tracks it, so everyone who ever cloned the repository has it")
		}
		l.unlisted(name)
	}
	if len(unchecked) > 0 {
		l.note(".git", 0, "git ls-files -- "+strings.Join(unchecked, " ")+", which lists those that git tracks",
			"git's index is outside the project, or cannot be read, so whether git tracks secrets is not known")
	}
}

// wide finds ignore files in UTF-16.
func (l *linter) wide() {
	for _, ignore := range []string{".gitignore", ".dockerignore"} {
		data, err := l.usual(ignore, 1<<20)
		if err == nil && textfile.Wide(data) {
			l.find(ignore, 0, "save it as UTF-8",
				"it is UTF-16, as PowerShell writes it, which git and docker do not read")
		}
	}
}

// unlisted finds ignore files that do not cover a file.
func (l *linter) unlisted(name string) {
	slashed := filepath.ToSlash(filepath.Clean(filepath.FromSlash(name)))
	check := func(ignore string, covers func(dir, name string) bool) {
		if l.inside(ignore) != nil || !covers(l.Dir, slashed) {
			l.find(ignore, 0, pattern(slashed), "it does not list %s", name)
		}
	}
	check(".gitignore", ignorefile.Git)
	check(".dockerignore", ignorefile.Docker)
}

// pattern returns the line of an ignore file for a file, with wildcards escaped.
func pattern(name string) string {
	escaped := strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(name)
	if strings.HasPrefix(escaped, "#") || strings.HasPrefix(escaped, "!") {
		return `\` + escaped
	}
	return escaped
}
