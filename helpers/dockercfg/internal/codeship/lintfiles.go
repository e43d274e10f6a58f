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

// dockercfgs: files that hold no login, since a keychain or a helper has it, or
// hold it under a key that is not looked for.
func dockercfgs(l *linter) {
	for _, n := range l.dockercfgPaths() {
		f := l.open(n.path)
		if f.problem != "" {
			l.find(n.key, n.line, f.fix, "%s: %s", n.path, f.problem)
			continue
		}
		if f.text == nil {
			continue
		}
		c, err := dockerconfig.Parse(f.text, n.path)
		if err != nil {
			l.find(n.path, 0, "dockercfg export --format codeship --jet-key codeship.aes -o "+n.path, "failed to parse dockercfg: %s", err)
			continue
		}
		l.content(n.path, c)
	}
}

func (l *linter) content(path string, c dockerconfig.Config) {
	fix := "dockercfg export --format codeship --jet-key codeship.aes -o " + path
	if c.CredsStore != "" || len(c.CredHelpers) > 0 {
		l.find(path, 0, fix, "it names a store or helpers, which nobody starts who reads it")
	}
	for _, warning := range c.Warnings {
		if warning.Kind == dockerconfig.UnreadKey {
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
		case err == nil && name.IsHub() && e.Key != registry.HubKey:
			l.find(path, 0, registry.HubKey, "%s: Docker Hub is looked for by one key alone", e.Key)
		}
	}
}

// ending: an encrypted token that ends before anybody reads it, and a password
// with the line feed of an echo.
func ending(l *linter) {
	for _, n := range l.dockercfgPaths() {
		f := l.open(n.path)
		if f.text == nil {
			continue
		}
		c, err := dockerconfig.Parse(f.text, n.path)
		if err != nil {
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

// lifeOf says how long a short-lived login lived, "" for one that does not end.
func lifeOf(e dockerconfig.Entry) string {
	if ends, ok := e.Secret.Expiry(); ok {
		return "ends at " + ends.UTC().Format(time.RFC3339)
	}
	switch e.Username {
	case "AWS":
		return "of Amazon ECR ends after 12 hours"
	case "oauth2accesstoken":
		return "of Google ends after an hour"
	case "00000000-0000-0000-0000-000000000000", "iambearer":
		return "ends within hours"
	case credential.TokenUser:
		return "is an identity token, which CodeShip drops"
	}
	return ""
}

// mixedUp: plain text where encrypted text belongs, and the other way round.
func mixedUp(l *linter) {
	for _, s := range l.Services {
		for _, n := range s.envFiles() {
			f := l.open(n.path)
			switch {
			case n.key == "env_file" && f.encrypted:
				l.find(l.ServicesFile, n.line, "encrypted_env_file: "+n.path, "service %s: %s is encrypted, and env_file reads it as it stands", s.Name, n.path)
			case n.key != "env_file" && !f.encrypted && f.problem == "":
				l.find(l.ServicesFile, n.line, "dockercfg encrypt "+n.path+" "+n.path+".encrypted", "service %s: %s is not encrypted, and %s says that it is", s.Name, n.path, n.key)
			case f.problem != "" && !f.encrypted:
				l.find(l.ServicesFile, n.line, f.fix, "service %s: %s: %s", s.Name, n.path, f.problem)
			}
		}
		for _, n := range s.inline() {
			if _, sealed := jet.Recognize([]byte(n.path)); !sealed {
				l.find(l.ServicesFile, n.line, "dockercfg encrypt - - <<<NAME=value", "service %s: %s holds a value that is not encrypted", s.Name, n.key)
			}
		}
	}
	for _, n := range l.dockercfgPaths() {
		if f := l.open(n.path); !f.encrypted && f.problem == "" {
			l.find(n.key, n.line, "dockercfg encrypt "+n.path+" "+n.path+".encrypted", "%s is not encrypted, and encrypted_dockercfg_path says that it is", n.path)
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
	index, _ := safefile.ReadNamed(filepath.Join(l.Dir, ".git", "index"), 64<<20, false)
	for _, name := range private {
		if _, err := safefile.ReadNamed(filepath.Join(l.Dir, filepath.FromSlash(name)), maxFile, false); err != nil || !filepath.IsLocal(filepath.FromSlash(name)) {
			continue
		}
		// A path in git's index ends in NUL, and stands behind its length.
		if bytes.Contains(index, append([]byte(filepath.ToSlash(name)), 0)) {
			l.find(name, 0, "git rm --cached "+name+", and change what is in it", "git tracks it, so everybody who ever clones has it")
		}
		for _, ignore := range []string{".gitignore", ".dockerignore"} {
			if !l.ignores(ignore, name) {
				l.find(ignore, 0, name, "it does not name %s", name)
			}
		}
	}
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
