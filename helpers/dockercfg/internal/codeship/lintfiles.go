package codeship

import (
	"bytes"
	"path/filepath"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/shellword"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// dockercfgPaths are the files that encrypted_dockercfg_path names anywhere.
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

// reExport is the command that writes a dockercfg again.
func reExport(path string) string {
	return "dockercfg export --format codeship --jet-key codeship.aes -o " + shellword.Path(path)
}

// dockercfgs: files without a login, since a keychain or a helper has it, or with
// one under a key that is not looked for.
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
		l.find(path, 0, fix, "it only points to a store or helpers, and CodeShip ran none")
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
			l.find(path, 0, registry.HubKey, "%s: this is Docker Hub's web site and not its registry", e.Key)
		case err == nil && name.IsHub() && e.Key != registry.HubKey:
			l.find(path, 0, registry.HubKey, "%s: CodeShip finds Docker Hub by one key only", e.Key)
		}
	}
}

// ending: an encrypted token that expires before it is read, and a password with the
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
				l.find(n.path, 0, "a dockercfg_service, or `dockercfg generate` in each build", "%s: its token %s, and the file is kept", e.Key, lives)
			}
			if secret := e.Secret.Reveal(); strings.HasSuffix(secret, "\n") && !strings.HasPrefix(secret, "{") {
				l.find(n.path, 0, "printf %s:%s USER PASSWORD | base64", "%s: the password ends in a line feed, as `echo` writes it", e.Key)
			}
		}
	}
}

// lifeOf says how long a short-lived login is valid, "" for one that does not expire.
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

// mixedUp: plain text where encrypted text belongs, and the other way round.
func mixedUp(l *linter) {
	for _, s := range l.Services {
		for _, n := range s.envFiles() {
			switch f := l.open(n.path); {
			case n.key == "env_file" && f.encrypted:
				l.find(l.ServicesFile, n.line, yamlLine("encrypted_env_file", n.path),
					"service %s: %s is encrypted, and env_file reads it as it is", s.Name, n.path)
			case f.problem != "" && (!f.encrypted || l.Key != nil):
				l.find(l.ServicesFile, n.line, f.fix, "service %s: %s: %s", s.Name, n.path, f.problem)
			case n.key != "env_file" && !f.encrypted && f.problem == "":
				l.find(l.ServicesFile, n.line, encryption(n.path),
					"service %s: %s is not encrypted, and %s expects that",
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
				"%s is not encrypted, and encrypted_dockercfg_path expects that", n.path)
		}
	}
}

func encryption(path string) string {
	return "dockercfg encrypt " + shellword.Path(path) + " " + shellword.Path(path+".encrypted")
}

// lines: what is not NAME=value in an env file. It is not shown: it may be a part of
// a secret.
func (l *linter) lines(s Service, n named, f file) {
	for _, a := range assignments(f.text) {
		if a.name == "" {
			l.find(l.ServicesFile, n.line, "NAME=value, with letters, digits and underscores in NAME",
				"service %s: line %d of %s is not an assignment, as when a part of the file is missing", s.Name, a.line, n.path)
		}
	}
}

// unchecked: files of jet before 2.6.0, whose damage nothing shows.
func unchecked(l *linter) {
	seen := map[string]bool{}
	check := func(file string, n named) {
		if f := l.open(n.path); f.version == jet.V1 && f.problem == "" && !seen[n.path] {
			seen[n.path] = true
			l.note(file, n.line, "dockercfg decrypt --v1 "+shellword.Path(n.path)+" -, and look whether it is complete",
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

// tracked: what must not be in the repository, or in an image.
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
	for _, ignore := range []string{".gitignore", ".dockerignore"} {
		if data, err := safefile.ReadNamed(filepath.Join(l.Dir, ignore), 1<<20, false); err == nil && textfile.Wide(data) {
			l.find(ignore, 0, "save it as UTF-8", "it is UTF-16, as PowerShell writes it, which git and docker do not read")
		}
	}
	index, _ := safefile.ReadNamed(filepath.Join(l.Dir, ".git", "index"), 64<<20, false)
	for _, name := range private {
		if _, err := safefile.ReadNamed(filepath.Join(l.Dir, filepath.FromSlash(name)), maxFile, false); err != nil || !filepath.IsLocal(filepath.FromSlash(name)) {
			continue
		}
		if bytes.Contains(index, indexed(filepath.ToSlash(name))) {
			l.find(name, 0, "git rm --cached -- "+shellword.Path(name)+", and change the secrets in it",
				"git tracks it, so everyone who ever cloned the repository has it")
		}
		for _, ignore := range []string{".gitignore", ".dockerignore"} {
			if !l.ignores(ignore, name) {
				l.find(ignore, 0, pattern(name), "it does not list %s", name)
			}
		}
	}
}

// indexed is a path as git's index has it: after its length, and before a NUL
// (https://git-scm.com/docs/index-format).
func indexed(name string) []byte {
	return append(append([]byte{byte(len(name))}, name...), 0)
}

// pattern is the line of an ignore list for a file, whose wildcards are escaped.
func pattern(name string) string {
	escaped := strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(name)
	if strings.HasPrefix(escaped, "#") || strings.HasPrefix(escaped, "!") {
		return `\` + escaped
	}
	return escaped
}

// ignores tells whether a list of patterns has one for a file.
func (l *linter) ignores(list, name string) bool {
	data, err := safefile.ReadNamed(filepath.Join(l.Dir, list), 1<<20, false)
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(data)) {
		pattern := strings.TrimPrefix(strings.TrimSpace(line), "/")
		whole, err := filepath.Match(pattern, name)
		last, _ := filepath.Match(pattern, filepath.Base(name))
		if err == nil && pattern != "" && (whole || last) {
			return true
		}
	}
	return false
}
